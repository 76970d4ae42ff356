"""Two ports, as Solana has them, and another application beside."""

import asyncio

import pytest
from tests.unit.gateway.rpc.asgi_client import Reply, ask_http
from tests.unit.gateway.rpc.ledger_world import World

from gridtokenx.gateway.http.server import PortInUse, bind
from gridtokenx.gateway.rpc.app import RpcApp
from gridtokenx.gateway.rpc.asgi import Receive, Scope, Send
from gridtokenx.gateway.rpc.server import RunningRpc, beside, serve_rpc


async def others(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b"other"})


def test_calls_are_ours_and_the_rest_is_the_others(world: World) -> None:
    async def go(path: str) -> Reply:
        return await ask_http(beside(RpcApp(world.node), others), b"{}", path=path)  # type: ignore[arg-type]

    assert asyncio.run(go("/")).status == 200
    assert asyncio.run(go("/api/engineering/meter-reading")).status == 299


def test_a_taken_port_is_named(world: World) -> None:
    async def go(port: int, ws_port: int) -> None:
        async with serve_rpc(RpcApp(world.node), port=port, ws_port=ws_port):
            pass

    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        for ports in ((port, 0), (0, port)):
            with pytest.raises(PortInUse, match=f"port {port}"):
                asyncio.run(go(*ports))


def test_both_ports_are_free_again_after_the_server(world: World) -> None:
    async def go() -> RunningRpc:
        async with serve_rpc(RpcApp(world.node), port=0) as running:
            return running

    running = asyncio.run(go())
    assert running.port != running.ws_port
    for port in (running.port, running.ws_port):
        with bind("127.0.0.1", port) as again:
            assert again.getsockname()[1] == port


def test_addresses_can_be_followed() -> None:
    assert RunningRpc("127.0.0.1", 8899, 8900).url == "http://127.0.0.1:8899"
    assert RunningRpc("::1", 8899, 8900).ws_url == "ws://[::1]:8900"
