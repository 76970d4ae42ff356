"""`gridtokenx ledger deploy`: the five programs onto a Solana cluster, set up for a campus."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.compose import load_campus
from gridtokenx.compose_ledger import ClusterDeployment, open_deployment
from gridtokenx.config import load_settings

if TYPE_CHECKING:
    from rich.progress import TaskID

LAMPORTS = 10**9


class ClusterNotNamed(GridTokenXError):
    """A command about a cluster that does not say which."""


def deploy(
    url: Annotated[
        str | None, typer.Option(help="JSON-RPC of the cluster; SOLANA_RPC_URL by default.")
    ] = None,
    keypair: Annotated[
        Path | None, typer.Option(help="Solana key file of who pays and may upgrade; else from the seed.")
    ] = None,
    campus: Annotated[
        str | None, typer.Option(help="Campus whose parameters are set up, name or file.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of the campus's keys, as the run has it.")] = None,
    approver: Annotated[
        list[Path] | None,
        typer.Option(
            help="Solana key file of an approver who signs upgrades under the regulators' model; repeat it."
        ),
    ] = None,
    airdrop: Annotated[
        bool, typer.Option("--airdrop", help="Ask the cluster's faucet for missing lamports.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Deploy the five programs and set them up: what is missing, so that it can be cut off and run again."""
    settings = load_settings(solana_rpc_url=url, operator_keypair=keypair, campus=campus, seed=seed)
    if not settings.solana_rpc_url:
        raise ClusterNotNamed("which cluster? Name its JSON-RPC with --url, such as http://127.0.0.1:8899")
    chosen = load_campus(settings.campus, meters=settings.meters, seed=settings.seed)
    with open_deployment(
        settings.solana_rpc_url,
        campus=chosen,
        seed=settings.seed,
        keypair=settings.operator_keypair,
        gate_s=settings.gate_s,
        approvers=approver or (),
    ) as cluster:
        _deploy(cluster, airdrop=airdrop, yes=yes)


def _deploy(cluster: ClusterDeployment, *, airdrop: bool, yes: bool) -> None:
    deployment = cluster.deployment
    plan, balance = deployment.plan(), cluster.balance()
    payer = deployment.ground.payer()
    print(f"cluster {cluster.ledger.url}, genesis {cluster.ledger.genesis_hash}")
    print(f"payer and authority {payer}, {_sol(balance)}")
    for job in plan.jobs:
        size = f"{len(job.release.code):,} bytes"
        print(f"  {job.release.name:<13} {job.work.value:<9} {size:>14}  {_sol(job.cost):>14}")
    if plan.empty and deployment.is_set_up():
        print("everything is there already: nothing to do")
        return
    lent = plan.needed - plan.cost
    print(f"costs {_sol(plan.cost)}, and {_sol(lent)} more must be there for buffers and setting up")
    if not yes:
        typer.confirm("Deploy?", abort=True)
    if airdrop:
        cluster.ask_for_lamports(plan)
    with Progress(console=Console(file=sys.stderr), disable=not sys.stderr.isatty()) as bar:
        tasks: dict[str, TaskID] = {}

        def told(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=total)
            bar.update(tasks[name], completed=done)

        waiting = deployment.carry_out(plan, told=told)
    for name, address, _ in deployment.addresses():
        print(f"  {name:<13} {address}")
    for upgrade in waiting:
        print(upgrade)
    done = "set up, and not all upgraded," if waiting else "deployed and set up"
    print(f"{done} for {deployment.site.campus.title}; {_sol(cluster.balance())} left")


def _sol(lamports: int) -> str:
    return f"{lamports / LAMPORTS:,.6f} SOL"
