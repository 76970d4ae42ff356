"""Which application listens where: the page's port, and beside it the ports that other programs expect.

The engineering endpoints and the ledger's JSON-RPC share the port on which the project's sources, and
Solana's tools, look for them. A port that nobody asked for by name and that is taken is left out, with a
warning.
"""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from litestar import Litestar

from gridtokenx.gateway.http.server import PortInUse, RunningServer, serve
from gridtokenx.gateway.rpc.app import RpcApp
from gridtokenx.gateway.rpc.server import serve_rpc

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SidePort:
    """A port beside the page's; one that was `named` must be free, another may be left out."""

    port: int | None
    named: bool


@dataclass(frozen=True, slots=True)
class Ports:
    """Where to listen."""

    host: str
    page: int
    engineering: SidePort
    rpc: SidePort


@asynccontextmanager
async def serve_ports(
    page: Litestar, engineering: Litestar, *, rpc: Callable[[], RpcApp] | None, ports: Ports
) -> AsyncIterator[RunningServer]:
    """Serve everything for as long as the block lasts; yields the page's server.

    Args:
        page: The page, the API and the streams.
        engineering: The engineering endpoints.
        rpc: Makes the ledger's JSON-RPC, or None where the ledger has one of its own.
        ports: Where.

    Raises:
        PortInUse: Another program has the page's port, or one that was asked for by name.
    """
    async with AsyncExitStack() as servers:
        server = await servers.enter_async_context(serve(page, host=ports.host, port=ports.page))
        shared = ports.engineering.port == ports.rpc.port
        mounted = False
        if rpc is not None and ports.rpc.port is not None:
            app = rpc()
            others = engineering if shared else None
            both = serve_rpc(app, host=ports.host, port=ports.rpc.port, others=others)
            mounted = await _listen(servers, both, ports.rpc, setting="RPC_PORT")
            if not mounted:
                await app.close()
        if ports.engineering.port is not None and not (shared and mounted):
            second = serve(engineering, host=ports.host, port=ports.engineering.port)
            await _listen(servers, second, ports.engineering, setting="ENGINEERING_PORT")
        yield server


async def _listen(
    servers: AsyncExitStack, server: AbstractAsyncContextManager[object], at: SidePort, *, setting: str
) -> bool:
    """Start a server; return whether it listens. One that nobody asked for may be left out."""
    try:
        await servers.enter_async_context(server)
    except PortInUse as taken:
        if at.named:
            raise PortInUse(f"{setting}: {taken}") from None
        _log.warning("gateway.port.in_use", extra={"port": at.port, "setting": setting})
        return False
    _log.info("gateway.port.open", extra={"port": at.port, "setting": setting})
    return True
