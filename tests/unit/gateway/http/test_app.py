"""The application as a whole: compression, foreign origins, and a loop that is not held up by the store."""

import asyncio
import threading

import httpx
import pytest
from litestar.testing import TestClient
from tests.unit.gateway.conftest import CAMPUS, Client, FakeService

from gridtokenx.base.ids import MeterId
from gridtokenx.gateway.http.app import ENGINEERING_HANDLERS, create_app
from gridtokenx.gateway.http.settings import GatewaySettings
from gridtokenx.reading.record import MeterReading
from gridtokenx.store.memory import MemoryReadingStore

ORIGIN = "https://campus.example"


def test_long_answers_are_compressed(client: Client) -> None:
    assert (
        client.get("/api/campus/power", headers={"Accept-Encoding": "gzip"}).headers["content-encoding"]
        == "gzip"
    )
    plain = client.get("/health", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers


def test_foreign_origins_only_when_configured(service: FakeService, store: MemoryReadingStore) -> None:
    for allowed in ((), (ORIGIN,)):
        app = create_app(service, store, settings=GatewaySettings(allowed_origins=allowed))
        with TestClient(app) as client:
            answer = client.get("/api/meters", headers={"Origin": ORIGIN})
            assert answer.headers.get("access-control-allow-origin") == (ORIGIN if allowed else None)
            stranger = client.get("/api/meters", headers={"Origin": "https://evil.example"})
            assert "access-control-allow-origin" not in stranger.headers


class SlowStore(MemoryReadingStore):
    """A store whose newest readings come when they are released."""

    def __init__(self) -> None:
        super().__init__(CAMPUS)
        self.released = threading.Event()

    def latest(self, meter_id: MeterId | None = None) -> list[MeterReading]:
        assert self.released.wait(10)
        return super().latest(meter_id)


def test_a_slow_store_does_not_hold_up_the_loop(service: FakeService) -> None:
    store = SlowStore()
    app = create_app(service, store, settings=GatewaySettings())

    async def scenario() -> None:
        transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type] # the same protocol, typed twice
        async with httpx.AsyncClient(transport=transport, base_url="http://campus") as client:
            slow = asyncio.create_task(client.get("/api/readings"))
            await asyncio.sleep(0.01)
            assert (await asyncio.wait_for(client.get("/api/meters"), 5)).status_code == 200
            assert not slow.done()
            store.released.set()
            assert (await slow).json() == []

    asyncio.run(scenario())


@pytest.mark.parametrize("path", ["/schema", "/schema/swagger", "/docs", "/redoc"])
def test_there_is_no_documentation_page_that_needs_the_internet(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_second_port_has_the_engineering_paths_alone(
    service: FakeService, store: MemoryReadingStore
) -> None:
    app = create_app(service, store, settings=GatewaySettings(), handlers=ENGINEERING_HANDLERS)
    with TestClient(app) as second:
        assert second.get("/api/engineering/meter-summary").status_code == 200
        assert second.get("/health").status_code == 200
        assert second.get("/api/meters").status_code == 404
        assert set(second.get("/openapi.json").json()["paths"]) == {
            "/health",
            "/api/engineering/meter-reading",
            "/api/engineering/meter-summary",
        }
