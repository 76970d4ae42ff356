"""A campus behind a real port, and what the clients' scripts are told of it."""

import asyncio
import json
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files

from solders.keypair import Keypair
from tests.clients.campus import OnNode
from tests.clients.script import Answer

from gridtokenx.chain.programs import PROGRAM_NAMES
from gridtokenx.gateway.rpc.app import RpcApp
from gridtokenx.gateway.rpc.base58 import encode
from gridtokenx.gateway.rpc.server import RunningRpc, serve_rpc
from gridtokenx.gateway.rpc.settings import RpcSettings
from gridtokenx.port.node import Node

DISCRIMINATOR_BYTES = 8


@dataclass(frozen=True)
class Served:
    """A campus on a node, and the addresses that its JSON-RPC server listens at."""

    campus: OnNode
    rpc: str
    ws: str

    @property
    def told(self) -> Answer:
        """What the scripts read on stdin."""
        campus, site = self.campus, self.campus.site
        keys = {
            "operator": site.operator(),
            "seller": campus.key(campus.seller),
            "buyer": campus.key(campus.buyer),
        }
        return {
            "rpc": self.rpc,
            "ws": self.ws,
            "idls": {name: idl(name) for name in PROGRAM_NAMES},
            "keys": {name: numbers(key) for name, key in keys.items()},
            "energyMint": str(site.addresses.energy_mint()),
            "creditMint": str(site.addresses.credit_mint()),
            "sellerEnergy": str(campus.seller.energy),
            "registry": str(site.programs.registry.id),
            "meter": self._meter(),
        }

    def _meter(self) -> Answer:
        """How to find meters among the registry's accounts: type, size, and where the owner stands."""
        registry, seller = self.campus.site.programs.registry, self.campus.seller
        account = self.campus.node.account(seller.meter)
        assert account is not None
        return {
            "discriminator": encode(registry.discriminator("Meter")),
            "size": len(account.data),
            "owner": str(seller.wallet),
            "ownerOffset": account.data.index(bytes(seller.wallet)),
        }


def idl(name: str) -> Answer:
    """A program's IDL file as it ships."""
    found: Answer = json.loads((files("gridtokenx.chain") / "data" / f"{name}.json").read_bytes())
    return found


def numbers(key: Keypair) -> list[int]:
    """A key as Solana's tools keep it in a file."""
    return list(bytes(key))


@contextmanager
def listening(node: Node) -> Iterator[tuple[str, str]]:
    """Serve a node's JSON-RPC on free ports; yields the addresses for calls and for subscriptions."""
    ready: Future[tuple[RunningRpc, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def serve() -> None:
        end = asyncio.Event()
        async with serve_rpc(RpcApp(node, RpcSettings(airdrops=True)), port=0) as running:
            ready.set_result((running, asyncio.get_running_loop(), end))
            await end.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), name="rpc")
    thread.start()
    running, loop, end = ready.result(10)
    try:
        yield running.url, running.ws_url
    finally:
        loop.call_soon_threadsafe(end.set)
        thread.join(10)
