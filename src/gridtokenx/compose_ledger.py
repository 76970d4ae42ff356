"""The composition root of the ledger's own commands: deploying to a cluster, and a validator alone."""

import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from gridtokenx.campus.model import Campus
from gridtokenx.chain.programs import load_programs
from gridtokenx.clock import ScaledClock, SystemClock
from gridtokenx.ledger.deploy.deployment import Deployment
from gridtokenx.ledger.deploy.ground import Ground
from gridtokenx.ledger.deploy.plan import Plan
from gridtokenx.ledger.deploy.release import shipped
from gridtokenx.ledger.keypair_file import read_keypair
from gridtokenx.ledger.litesvm.alone import Alone, last_time_s, open_alone
from gridtokenx.ledger.opening import keys_of
from gridtokenx.ledger.rpc.ledger import RpcLedger, open_rpc
from gridtokenx.pipeline.site import connect
from gridtokenx.port.clock import Clock

AIRDROP_LAMPORTS = 2 * 10**9
"""Most that one request asks for: what public faucets give at once."""
AIRDROPS_MAX = 16


@dataclass(frozen=True, slots=True)
class ClusterDeployment:
    """A deployment to a cluster."""

    deployment: Deployment
    ledger: RpcLedger

    def balance(self) -> int:
        """Return what the payer has [lamports]."""
        return self.deployment.ground.balance()

    def ask_for_lamports(self, plan: Plan) -> None:
        """Ask the cluster's faucet for what the payer lacks.

        Raises:
            AirdropRefused: The cluster gives none, or not enough.
        """
        for _ in range(AIRDROPS_MAX):
            missing = plan.needed - self.balance()
            if missing <= 0:
                return
            self.ledger.airdrop(self.deployment.ground.payer(), min(missing, AIRDROP_LAMPORTS))


@contextmanager
def open_deployment(
    url: str,
    *,
    campus: Campus,
    seed: int,
    keypair: Path | None,
    gate_s: int,
    approvers: Sequence[Path] = (),
) -> Iterator[ClusterDeployment]:
    """Yield a deployment of our programs to a cluster, set up for a campus; nothing is sent by that.

    Args:
        url: The cluster's JSON-RPC.
        campus: Whose parameters are set up.
        seed: From which its keys follow.
        keypair: File of the operator's key, who pays and may upgrade; without one it follows from the seed.
        gate_s: How long orders are taken after delivery [s].
        approvers: Files of approvers' keys, who sign upgrades of programs that are governance's.

    Raises:
        LedgerUnreachable: Nothing answers there.
        KeypairUnreadable: A file holds no key.
    """
    programs, keys = load_programs(), keys_of(campus.name, seed=seed, keypair=keypair)
    signers = tuple(read_keypair(path) for path in approvers)
    ledger = open_rpc(url, programs=[p.id for p in programs.all()])
    try:
        ground = Ground(ledger, keys.operator(), ledger.rent_exempt, ledger.send_in_any_order, signers)
        site = connect(campus, ledger=ledger, programs=programs, keys=keys, gate_s=gate_s)
        yield ClusterDeployment(Deployment(ground, site, shipped(programs)), ledger)
    finally:
        ledger.close()


@dataclass(frozen=True, slots=True)
class NodePlan:
    """A validator alone."""

    campus: str
    seed: int
    keypair: Path | None
    folder: Path | None
    """Where its ledger is kept; without one it is gone afterwards."""
    host: str
    port: int
    airdrops: bool
    speed: float = 1.0
    """How many times faster than the wall its clock runs."""


@dataclass(frozen=True, slots=True)
class RunningNode:
    """A validator that serves."""

    url: str
    ws_url: str
    operator: str
    """Who may upgrade the programs and has lamports."""


@asynccontextmanager
async def lone_node(plan: NodePlan) -> AsyncIterator[RunningNode]:
    """Serve a validator with our programs for as long as the block lasts.

    Raises:
        PortInUse: Another program has the port, or the next one.
        GridTokenXError: The folder holds another ledger, is in use, or is damaged.
    """
    from gridtokenx.gateway.rpc.app import RpcApp
    from gridtokenx.gateway.rpc.server import serve_rpc
    from gridtokenx.gateway.rpc.settings import RpcSettings

    keys = keys_of(plan.campus, seed=plan.seed, keypair=plan.keypair)
    with _folder(plan.folder) as folder:
        alone = Alone(folder, keys, faucet=plan.airdrops)
        node = open_alone(alone, programs=load_programs(), clock=_clock(plan.speed, folder))
        try:
            app = RpcApp(node, RpcSettings(airdrops=plan.airdrops))
            async with serve_rpc(app, host=plan.host, port=plan.port) as server:
                yield RunningNode(server.url, server.ws_url, str(keys.operator().pubkey()))
        finally:
            node.close()


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="gridtokenx-ledger-") as name:
        yield Path(name)


def _clock(speed: float, folder: Path) -> Clock:
    """Return the machine's clock, or one that runs faster from now, or from where a folder's ledger is."""
    if speed == 1:
        return SystemClock()
    return ScaledClock(start_s=max(SystemClock().now_s(), last_time_s(folder) or 0), speed=speed)
