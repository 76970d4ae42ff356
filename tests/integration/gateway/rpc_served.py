"""A JSON-RPC server on real ports over a real ledger, and clients that misbehave."""

import asyncio
import contextlib
import json
import resource
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from litestar.types import ASGIApp
from tests.unit.gateway.rpc.ledger_world import World, open_world

from gridtokenx.gateway.rpc.app import RpcApp
from gridtokenx.gateway.rpc.server import RunningRpc, serve_rpc
from gridtokenx.gateway.rpc.settings import RpcSettings

PATIENCE_S = 20
"""How long a test waits before it calls something stuck [s]."""


@dataclass(frozen=True)
class Served:
    """A server and its ledger."""

    world: World
    running: RunningRpc
    app: RpcApp

    async def connect(self, *, ws: bool = False) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a bare connection."""
        port = self.running.ws_port if ws else self.running.port
        return await asyncio.open_connection("127.0.0.1", port)

    async def ask(self, body: bytes, *headers: str) -> tuple[int, bytes]:
        """Send one POST on a connection of its own, as bytes, and return status and body."""
        reader, writer = await self.connect()
        writer.write(post(body, *headers))
        try:
            return await answer(reader)
        finally:
            writer.close()


def serve(
    folder: Path,
    scene: Callable[[Served], Awaitable[None]],
    settings: RpcSettings | None = None,
    *,
    others: ASGIApp | None = None,
) -> None:
    """Run a scene against a server, alone or beside another; a scene that gets stuck fails."""

    async def go() -> None:
        world = await asyncio.to_thread(open_world, folder)
        try:
            app = RpcApp(world.node, settings)
            async with asyncio.timeout(PATIENCE_S * 3), serve_rpc(app, port=0, others=others) as running:
                await scene(Served(world, running, app))
        finally:
            await asyncio.to_thread(world.node.close)

    asyncio.run(go())


def post(body: bytes, *headers: str) -> bytes:
    """Return a request as bytes."""
    head = ["POST / HTTP/1.1", "Host: localhost", "Content-Type: application/json", *headers]
    return "\r\n".join([*head, f"Content-Length: {len(body)}", "", ""]).encode() + body


def call(method: str, *params: object, call_id: object = 1) -> bytes:
    """Return a call as bytes."""
    return json.dumps({"jsonrpc": "2.0", "id": call_id, "method": method, "params": params}).encode()


async def answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Read one answer; what never comes fails."""
    async with asyncio.timeout(PATIENCE_S):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status = int(head.split(" ", 2)[1])
        length = [line for line in head.lower().split("\r\n") if line.startswith("content-length:")]
        size = int(length[0].split(":")[1]) if length else 0
        return status, await reader.readexactly(size)


async def ended(reader: asyncio.StreamReader) -> bool:
    """Tell whether the server ends the connection, before long."""
    async with asyncio.timeout(PATIENCE_S):
        with contextlib.suppress(ConnectionError):
            while await reader.read(65_536):
                pass
    return True


@contextlib.asynccontextmanager
async def many(served: Served, count: int, *, ws: bool = False) -> AsyncIterator[list[asyncio.StreamWriter]]:
    """Hold so many bare connections open."""
    writers: list[asyncio.StreamWriter] = []
    try:
        for start in range(0, count, 200):
            opened = await asyncio.gather(*(served.connect(ws=ws) for _ in range(min(200, count - start))))
            writers += [writer for _, writer in opened]
        yield writers
    finally:
        for writer in writers:
            writer.close()


def files_allowed() -> int:
    """Return how many files this process may open."""
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
