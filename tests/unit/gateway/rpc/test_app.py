"""The application as a whole, mounted anywhere."""

import asyncio

import msgspec
import pytest
from tests.unit.gateway.rpc.asgi_client import Header, SocketClient, ask_http
from tests.unit.gateway.rpc.ledger_world import World

from gridtokenx.gateway.rpc.app import RpcApp
from gridtokenx.gateway.rpc.settings import RpcSettings

OWN: list[Header] = [(b"origin", b"http://localhost:8900"), (b"host", b"localhost:8900")]
FOREIGN: list[Header] = [(b"origin", b"https://evil.example"), (b"host", b"localhost:8900")]


def test_calls_over_http(world: World) -> None:
    async def go() -> bytes:
        app = RpcApp(world.node)
        return (await ask_http(app, b'{"jsonrpc":"2.0","id":1,"method":"getGenesisHash"}')).body

    assert msgspec.json.decode(asyncio.run(go()))["result"] == str(world.node.genesis_hash)


@pytest.mark.parametrize(
    ("path", "headers", "settings", "accepted"),
    [
        ("/", [], RpcSettings(), True),
        ("/", OWN, RpcSettings(), True),
        ("/", FOREIGN, RpcSettings(), False),
        ("/", FOREIGN, RpcSettings(allowed_origins=("https://evil.example",)), True),
        ("/", FOREIGN, RpcSettings(allowed_origins=("*",)), True),
        ("/elsewhere", [], RpcSettings(), False),
        ("/", [], RpcSettings(sockets_max=0), False),
    ],
)
def test_who_may_connect(
    world: World, path: str, headers: list[Header], settings: RpcSettings, accepted: bool
) -> None:
    async def go() -> str:
        app = RpcApp(world.node, settings)
        client = SocketClient(app, path=path, headers=headers)
        first = await client.hear()
        if first["type"] == "websocket.accept":
            await client.leave()
        await asyncio.wait_for(client.task, 5)
        await app.close()
        return str(first["type"])

    assert asyncio.run(go()) == ("websocket.accept" if accepted else "websocket.close")


def test_a_place_is_free_again_when_somebody_leaves(world: World) -> None:
    async def go() -> None:
        app = RpcApp(world.node, RpcSettings(sockets_max=1))
        for _ in range(3):
            client = SocketClient(app)
            assert (await client.hear())["type"] == "websocket.accept"
            await client.leave()

    asyncio.run(go())
