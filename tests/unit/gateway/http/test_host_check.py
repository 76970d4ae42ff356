"""A name that somebody else points at this machine gets nothing."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest
import websockets
from litestar import Litestar
from tests.unit.gateway.conftest import FakeService

from gridtokenx.gateway.http.app import create_app
from gridtokenx.gateway.http.host_check import own_names
from gridtokenx.gateway.http.server import RunningServer, serve
from gridtokenx.gateway.http.settings import GatewaySettings
from gridtokenx.store.memory import MemoryReadingStore


@pytest.fixture
def app(service: FakeService, store: MemoryReadingStore) -> Litestar:
    return create_app(service, store, settings=GatewaySettings())


def run(app: Litestar, scenario: Callable[[RunningServer], Awaitable[None]], *, host: str) -> None:
    async def play() -> None:
        async with serve(app, host=host, port=0) as server:
            await scenario(server)

    asyncio.run(asyncio.wait_for(play(), 30))


async def ask(server: RunningServer, host: str, *, method: str = "GET") -> httpx.Response:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}") as client:
        return await client.request(method, "/api/meters", headers={"Host": host})


def test_on_loopback_only_names_of_this_machine_are_answered(app: Litestar) -> None:
    async def scenario(server: RunningServer) -> None:
        for ours in ("localhost", "LOCALHOST:4040", "127.0.0.1", "[::1]:4040", f"127.0.0.1:{server.port}"):
            assert (await ask(server, ours)).status_code == 200, ours
        for other in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:4040", "[::1", "x@y"):
            answer = await ask(server, other)
            assert answer.status_code == 421, other
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "--host" in answer.json()["detail"]
        assert (await ask(server, "evil.example", method="POST")).status_code == 421

    run(app, scenario, host="127.0.0.1")


def test_a_socket_under_another_name_is_refused(app: Litestar) -> None:
    async def scenario(server: RunningServer) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        async with websockets.connect(f"ws://localhost:{server.port}/api/stream") as socket:
            assert "hello" in str(await socket.recv())
        writer.write(
            b"GET /api/stream HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\n"
            b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        assert b" 403 " in await asyncio.wait_for(reader.readline(), 5)
        writer.close()

    run(app, scenario, host="127.0.0.1")


def test_behind_an_address_of_the_network_any_name_is_answered(app: Litestar) -> None:
    async def scenario(server: RunningServer) -> None:
        assert (await ask(server, "campus.example")).status_code == 200

    run(app, scenario, host="0.0.0.0")  # noqa: S104 - what the test is about


def test_the_configured_name_is_one_of_ours() -> None:
    names = own_names("Campus-Box", address="127.0.0.1")
    assert names is not None
    assert "campus-box" in names
    assert own_names("::1", address="::1") is not None
    assert own_names("campus", address="192.0.2.7") is None
