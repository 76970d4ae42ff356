"""Ports: one that is taken is named, with the way out."""

import asyncio

import pytest
from litestar import Litestar
from tests.unit.gateway.conftest import FakeService

from gridtokenx.gateway.http.app import create_app
from gridtokenx.gateway.http.server import PortInUse, RunningServer, bind, serve
from gridtokenx.gateway.http.settings import GatewaySettings
from gridtokenx.store.memory import MemoryReadingStore


@pytest.fixture
def app(service: FakeService, store: MemoryReadingStore) -> Litestar:
    return create_app(service, store, settings=GatewaySettings())


def test_a_taken_port_is_named_with_the_way_out(app: Litestar) -> None:
    async def scenario(port: int) -> None:
        async with serve(app, host="127.0.0.1", port=port):
            pass

    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=f"port {port} .*API_PORT"):
            asyncio.run(scenario(port))


def test_the_port_is_free_again_after_the_server(app: Litestar) -> None:
    async def scenario() -> int:
        async with serve(app, port=0) as server:
            assert server.port > 0
            return server.port

    port = asyncio.run(scenario())
    with bind("127.0.0.1", port) as again:
        assert again.getsockname()[1] == port


def test_a_url_can_be_followed() -> None:
    assert RunningServer("127.0.0.1", 4040).url == "http://127.0.0.1:4040"
    assert RunningServer("::1", 4040).url == "http://[::1]:4040"


def test_an_address_of_another_machine_is_no_matter_of_ports() -> None:
    with pytest.raises(OSError, match="assign"):
        bind("203.0.113.1", 0)


def test_signals_stay_with_the_caller(app: Litestar) -> None:
    import signal

    async def scenario() -> object:
        async with serve(app, port=0):
            return signal.getsignal(signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    assert asyncio.run(scenario()) == before


def test_answers_do_not_wait_for_acknowledgements(app: Litestar) -> None:
    """With Nagle's algorithm on, the second packet of an answer waits 40 ms for the first one's receipt."""
    import socket

    kept: list[int] = []

    class Recording(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            taken = transport.get_extra_info("socket")
            kept.append(taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    async def scenario() -> None:
        listener = bind("127.0.0.1", 0)
        server = await asyncio.get_running_loop().create_server(Recording, sock=listener)
        _, writer = await asyncio.open_connection(*listener.getsockname())
        await asyncio.sleep(0.05)
        writer.close()
        server.close()

    asyncio.run(scenario())
    assert kept
    assert kept[0] != 0
