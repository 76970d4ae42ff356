"""A node's own JSON-RPC on a free port, in a thread with an event loop of its own."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from gridtokenx.gateway.rpc.app import RpcApp
from gridtokenx.gateway.rpc.server import RunningRpc, serve_rpc
from gridtokenx.gateway.rpc.settings import RpcSettings
from gridtokenx.port.node import Node


@contextmanager
def served(node: Node) -> Iterator[RunningRpc]:
    """Serve a node while the block lasts, faucet included."""
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    up = threading.Event()
    running: list[RunningRpc] = []

    async def serve() -> None:
        async with serve_rpc(RpcApp(node, RpcSettings(airdrops=True)), port=0) as server:
            running.append(server)
            up.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert up.wait(10)
    try:
        yield running[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(20)
        loop.close()
