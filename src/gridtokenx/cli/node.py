"""`gridtokenx ledger serve`: a validator alone, for developers of wallets and clients."""

import asyncio
import signal
from pathlib import Path
from typing import Annotated

import typer

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.cli.logs import log_to_stderr
from gridtokenx.compose import load_campus
from gridtokenx.compose_ledger import NodePlan, lone_node
from gridtokenx.config import SOURCES_PORT, load_settings

SPEED_MAX = 3_600


class SpeedRefused(GridTokenXError):
    """A speed that no clock can run at."""


def serve(
    data: Annotated[
        Path | None, typer.Option(help="Folder that keeps the ledger; without one it is gone afterwards.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(help="Port of JSON-RPC, 0 for any; its WebSocket is on the next.", min=0, max=65_534),
    ] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    airdrop: Annotated[
        bool, typer.Option("--airdrop", help="Let requestAirdrop give lamports away.")
    ] = False,
    keypair: Annotated[
        Path | None, typer.Option(help="Solana key file of who may upgrade the programs; else from the seed.")
    ] = None,
    campus: Annotated[str | None, typer.Option(help="Campus whose operator that is.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of the campus's keys.")] = None,
    speed: Annotated[float, typer.Option(help="How many times faster than the wall its clock runs.")] = 1.0,
) -> None:
    """Run the embedded validator with our programs, as solana-test-validator runs Solana's."""
    settings = load_settings(host=host, operator_keypair=keypair, campus=campus, seed=seed)
    if not 0 < speed <= SPEED_MAX:
        raise SpeedRefused(f"--speed {speed} must be above 0 and at most {SPEED_MAX}")
    log_to_stderr(settings.log_level)
    plan = NodePlan(
        campus=load_campus(settings.campus, meters=settings.meters, seed=settings.seed).name,
        seed=settings.seed,
        keypair=settings.operator_keypair,
        folder=data,
        host=settings.host,
        port=port if port is not None else settings.rpc_port or SOURCES_PORT,
        airdrops=airdrop,
        speed=speed,
    )
    asyncio.run(_serve(plan))


async def _serve(plan: NodePlan) -> None:
    stopping, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    async with lone_node(plan) as node:
        print(f"GridTokenX ledger: {node.url}, WebSocket {node.ws_url} (Ctrl-C stops)", flush=True)
        print(f"operator {node.operator}, airdrops {'on' if plan.airdrops else 'off'}", flush=True)
        await stopping.wait()
