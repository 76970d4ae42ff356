"""The gateway as clients meet it: a real port, real HTTP, real sockets, a real end."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import msgspec
import pytest
import websockets
from litestar import Litestar
from pydantic import SecretStr
from tests.unit.gateway.conftest import HEADERS, KEY, NOW_S, FakeService, result_at

from gridtokenx.gateway.http.app import create_app
from gridtokenx.gateway.http.server import RunningServer, serve
from gridtokenx.gateway.http.settings import GatewaySettings
from gridtokenx.port.campus_service import StreamEvent
from gridtokenx.store.memory import MemoryReadingStore

EVENT = StreamEvent("interval", NOW_S, result_at(NOW_S - 900))


@pytest.fixture
def app(service: FakeService, store: MemoryReadingStore, page: Path) -> Litestar:
    return create_app(service, store, settings=GatewaySettings(engineering_key=SecretStr(KEY)), page=page)


def run(app: Litestar, scenario: Callable[[RunningServer], Awaitable[None]]) -> float:
    """Serve, play the scenario, stop; return how long stopping took [s]."""

    async def play() -> float:
        async with serve(app, port=0) as server:
            await scenario(server)
            stopping = time.monotonic()
        return time.monotonic() - stopping

    return asyncio.run(asyncio.wait_for(play(), 30))


async def subscribed(service: FakeService, count: int) -> None:
    async with asyncio.timeout(5):
        while len(service.queues) < count:  # noqa: ASYNC110 - the fake tells nobody
            await asyncio.sleep(0.005)


def test_rest_and_page(app: Litestar) -> None:
    async def scenario(server: RunningServer) -> None:
        async with httpx.AsyncClient(base_url=server.url) as client:
            assert (await client.get("/health")).json()["status"] == "healthy"
            assert "GridTokenX" in (await client.get("/")).text
            answer = await client.get("/api/meters/UTCC_ENG_001/reading")
            assert answer.json()["energy_generated"] == 12.8
            assert "server" not in answer.headers
            assert (
                await client.post("/api/engineering/meter-reading", json={}, headers=HEADERS)
            ).status_code == 422

    run(app, scenario)


def test_a_body_without_a_length_is_cut_off_at_the_limit(app: Litestar) -> None:
    async def scenario(server: RunningServer) -> None:
        async def pieces() -> AsyncIterator[bytes]:
            for _ in range(40):
                yield b" " * 65_536

        async with httpx.AsyncClient(base_url=server.url) as client:
            answer = await client.post(
                "/api/engineering/meter-reading",
                content=pieces(),
                headers={**HEADERS, "Content-Type": "application/json"},
            )
            assert answer.status_code == 413

    run(app, scenario)


def test_a_socket_hears_what_happens_and_is_told_to_go(app: Litestar, service: FakeService) -> None:
    closed: list[int | None] = []

    async def listen(socket: websockets.ClientConnection) -> None:
        async for _ in socket:
            pass
        closed.append(socket.close_code)

    async def scenario(server: RunningServer) -> None:
        url = server.url.replace("http", "ws") + "/api/stream"
        socket = await websockets.connect(url)
        assert msgspec.json.decode(await socket.recv())["kind"] == "hello"
        await subscribed(service, 1)
        service.publish(EVENT)
        told = msgspec.json.decode(await socket.recv())
        assert (told["kind"], told["data"]["price"]) == ("interval", 0.2)
        scenario_tasks.append(asyncio.create_task(listen(socket)))

    scenario_tasks: list[asyncio.Task[None]] = []

    async def play() -> float:
        async with serve(app, port=0) as server:
            await scenario(server)
            stopping = time.monotonic()
        took = time.monotonic() - stopping
        await asyncio.wait_for(asyncio.gather(*scenario_tasks), 5)
        return took

    assert asyncio.run(asyncio.wait_for(play(), 30)) < 2
    assert closed == [1001]
    assert not service.queues


def test_server_sent_events_end_with_the_server(app: Litestar, service: FakeService) -> None:
    heard: list[str] = []

    async def listen(url: str) -> None:
        async with httpx.AsyncClient() as client, client.stream("GET", url, timeout=20) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            assert "content-encoding" not in answer.headers
            heard.extend([line async for line in answer.aiter_lines() if line])

    async def play() -> float:
        async with serve(app, port=0) as server:
            listening = asyncio.create_task(listen(f"{server.url}/api/stream/events"))
            await subscribed(service, 1)
            service.publish(EVENT)
            await asyncio.sleep(0.1)
            stopping = time.monotonic()
        took = time.monotonic() - stopping
        await asyncio.wait_for(listening, 5)
        return took

    assert asyncio.run(asyncio.wait_for(play(), 30)) < 2
    assert heard[0] == "event: hello"
    assert "event: interval" in heard
    assert '"volume_kwh":2.1' in heard[-1]
    assert not service.queues


def test_a_strangers_page_gets_no_socket(app: Litestar) -> None:
    async def scenario(server: RunningServer) -> None:
        url = server.url.replace("http", "ws") + "/api/stream"
        with pytest.raises(websockets.InvalidStatus) as caught:
            await websockets.connect(url, origin=websockets.Origin("https://evil.example"))
        assert caught.value.response.status_code == 403

    run(app, scenario)


def test_a_socket_that_talks_too_much_is_closed(app: Litestar) -> None:
    async def scenario(server: RunningServer) -> None:
        url = server.url.replace("http", "ws") + "/api/stream"
        async with websockets.connect(url) as socket:
            await socket.send("x" * 10_000)
            async with asyncio.timeout(5):
                await socket.wait_closed()
            assert socket.close_code == 1009

    run(app, scenario)


def test_a_request_with_broken_framing_is_refused(app: Litestar) -> None:
    async def scenario(server: RunningServer) -> None:
        for garbage in (
            b"GARBAGE\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
        ):
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(garbage)
            answer = await asyncio.wait_for(reader.read(100), 5)
            assert answer.startswith(b"HTTP/1.1 4")
            writer.close()
        async with httpx.AsyncClient(base_url=server.url) as client:
            assert (await client.get("/health")).status_code == 200

    run(app, scenario)
