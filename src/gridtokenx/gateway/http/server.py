"""The gateway on a port: uvicorn inside the caller's event loop.

The caller owns the loop, its signals and its logging. Stopping ends the streams first, so that it
does not wait for those who listen.
"""

import asyncio
import contextlib
import errno
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import uvicorn
from litestar import Litestar
from litestar.types import ASGIApp

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.gateway.http.host_check import answer_own_names, own_names

_BACKLOG = 2_048
_STOP_S = 5
_WS_BYTES_MAX = 4_096


class PortInUse(GridTokenXError):
    """A port that another program listens on."""


class GatewayNotStarted(GridTokenXError):
    """The server ended before it listened."""


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that listens; `port` is the real one when 0 was asked for."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """Where it is found."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


class _Server(uvicorn.Server):
    """uvicorn without its hands on the process's signals."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the caller."""
        yield


@contextlib.asynccontextmanager
async def serve(app: Litestar, *, host: str = "127.0.0.1", port: int = 4040) -> AsyncIterator[RunningServer]:
    """Serve an application for as long as the block lasts.

    Args:
        app: What :func:`gridtokenx.gateway.http.app.create_app` built.
        host: Address to listen on; on one of this machine alone, requests under other names are refused.
        port: Port, or 0 for any free one.

    Raises:
        PortInUse: Another program has the port.
    """
    listener = bind(host, port)
    names = own_names(host, address=listener.getsockname()[0])
    server = _Server(_config(answer_own_names(app, names=names) if names else app))
    task = asyncio.create_task(server.serve(sockets=[listener]), name="gateway")
    try:
        while not server.started:
            if task.done():
                raise GatewayNotStarted(
                    "the gateway ended before it listened: see the log"
                ) from task.exception()
            await asyncio.sleep(0.005)
        yield RunningServer(host, listener.getsockname()[1])
    finally:
        app.state.streams.close()
        server.should_exit = True
        await asyncio.gather(task, return_exceptions=True)
        listener.close()


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that is bound to a port.

    Raises:
        PortInUse: Another program has the port.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off only where the protocol is named; on, it delays answers by 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(
                f"port {port} on {host} is in use by another program: stop that, or choose another port "
                "with --port, API_PORT, ENGINEERING_PORT or RPC_PORT, whichever it is"
            ) from None
        raise
    listener.setblocking(False)
    return listener


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        ws="websockets-sansio",
        ws_max_size=_WS_BYTES_MAX,
        ws_ping_interval=20.0,
        ws_ping_timeout=20.0,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=_STOP_S,
        h11_max_incomplete_event_size=65_536,
    )
