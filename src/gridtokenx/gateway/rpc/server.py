"""The JSON-RPC server on its two ports, as Solana has them: calls on one, subscriptions on the next.

The caller owns the loop, its signals and its logging. Other paths of the first port may belong to another
application, such as the engineering endpoints.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from socket import socket

import uvicorn
from litestar.types import ASGIApp

from gridtokenx.gateway.http.host_check import answer_own_names, own_names
from gridtokenx.gateway.http.server import GatewayNotStarted, bind
from gridtokenx.gateway.rpc.app import RpcApp
from gridtokenx.gateway.rpc.asgi import Application, Receive, Scope, Send
from gridtokenx.gateway.rpc.connection import connections

_STOP_S = 5
_KEEP_ALIVE_S = 30
_HEAD_BYTES_MAX = 65_536


@dataclass(frozen=True, slots=True)
class RunningRpc:
    """A server that listens; the ports are the real ones when 0 was asked for."""

    host: str
    port: int
    ws_port: int

    @property
    def url(self) -> str:
        """Where calls go."""
        return f"http://{self._name}:{self.port}"

    @property
    def ws_url(self) -> str:
        """Where subscriptions go."""
        return f"ws://{self._name}:{self.ws_port}"

    @property
    def _name(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


class _Server(uvicorn.Server):
    """uvicorn without its hands on the process's signals."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the caller."""
        yield


def beside(rpc: RpcApp, others: ASGIApp) -> Application:
    """Return an application that answers JSON-RPC at ``/``, and lets another answer all else, health too."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan" and scope["path"] == "/":
            await rpc(scope, receive, send)
        else:
            await others(scope, receive, send)  # type: ignore[arg-type]  # Litestar narrows ASGI's own types

    return answer


@contextlib.asynccontextmanager
async def serve_rpc(
    app: RpcApp,
    *,
    host: str = "127.0.0.1",
    port: int = 8899,
    ws_port: int | None = None,
    others: ASGIApp | None = None,
) -> AsyncIterator[RunningRpc]:
    """Serve JSON-RPC for as long as the block lasts, then close the application.

    Args:
        app: The server's application.
        host: Address to listen on; on one of this machine alone, requests under other names are refused.
        port: Port of the calls, or 0 for any free one.
        ws_port: Port of the subscriptions; None for the next one, 0 for any free one.
        others: Answers what else is asked on the first port; its lifespan is run.

    Raises:
        PortInUse: Another program has a port.
        GatewayNotStarted: A server ended before it listened.
    """
    after = (port + 1 if port else 0) if ws_port is None else ws_port
    with bind(host, port) as calls, bind(host, after) as subscriptions:
        faces: list[tuple[Application, socket]] = [
            (beside(app, others) if others is not None else app, calls),
            (app, subscriptions),
        ]
        servers = [_Server(_config(app, face, listener)) for face, listener in faces]
        tasks = [
            asyncio.create_task(server.serve(sockets=[listener]), name="rpc")
            for server, (_, listener) in zip(servers, faces, strict=True)
        ]
        try:
            await _started(servers, tasks)
            yield RunningRpc(host, calls.getsockname()[1], subscriptions.getsockname()[1])
        finally:
            for server in servers:
                server.should_exit = True
            await asyncio.gather(*tasks, return_exceptions=True)
            await app.close()


async def _started(servers: list[_Server], tasks: list[asyncio.Task[None]]) -> None:
    while not all(server.started for server in servers):
        for task in tasks:
            if task.done():
                raise GatewayNotStarted(
                    "the JSON-RPC server ended before it listened: see the log"
                ) from task.exception()
        await asyncio.sleep(0.005)


def _config(app: RpcApp, face: Application, listener: socket) -> uvicorn.Config:
    host = listener.getsockname()[0]
    names = own_names(host, address=host)
    http, websocket = connections(app.settings.header_s, body_s=2 * app.settings.body_s)
    return uvicorn.Config(
        answer_own_names(face, names=names) if names else face,  # type: ignore[arg-type]  # as above
        http=http,
        ws=websocket,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="auto" if face is not app else "off",
        ws_max_size=app.settings.message_bytes_max,
        ws_ping_interval=20.0,
        ws_ping_timeout=20.0,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_STOP_S,
        limit_concurrency=app.settings.connections_max,
        h11_max_incomplete_event_size=_HEAD_BYTES_MAX,
    )
