"""The streams: a hello first, then what happens; strangers' pages are kept out."""

import time

import pytest
from litestar.exceptions import WebSocketDisconnect
from litestar.testing import TestClient
from tests.unit.gateway.conftest import NOW_S, Client, FakeService, result_at

from gridtokenx.gateway.http.app import create_app
from gridtokenx.gateway.http.settings import GatewaySettings
from gridtokenx.gateway.http.stream import origin_allowed
from gridtokenx.port.campus_service import StreamEvent
from gridtokenx.store.memory import MemoryReadingStore

EVENT = StreamEvent("interval", NOW_S, result_at(NOW_S - 900))


def wait_for_subscriber(service: FakeService) -> None:
    deadline = time.monotonic() + 5
    while not service.queues and time.monotonic() < deadline:
        time.sleep(0.005)
    assert service.queues


def test_a_socket_says_hello_then_events_then_pings(client: Client, service: FakeService) -> None:
    with client.websocket_connect("/api/stream") as socket:
        assert socket.receive_json() == {
            "kind": "hello",
            "time": "2025-09-29T22:00:00Z",
            "data": {"campus": "UTCC University", "timezone": "Asia/Bangkok", "currency": "THB"},
        }
        wait_for_subscriber(service)
        service.publish(EVENT)
        kinds = [socket.receive_json()["kind"] for _ in range(2)]
        assert kinds[0] in {"interval", "ping"}
        assert "interval" in kinds


def test_silence_is_filled_with_pings(client: Client) -> None:
    with client.websocket_connect("/api/stream") as socket:
        assert [socket.receive_json()["kind"] for _ in range(3)] == ["hello", "ping", "ping"]


def test_the_service_forgets_a_reader_that_went(client: Client, service: FakeService) -> None:
    with client.websocket_connect("/api/stream") as socket:
        socket.receive_json()
        wait_for_subscriber(service)
    deadline = time.monotonic() + 5
    while service.queues and time.monotonic() < deadline:
        time.sleep(0.005)
    assert not service.queues


def test_a_strangers_page_may_not_open_a_socket(client: Client) -> None:
    with (
        pytest.raises(WebSocketDisconnect) as caught,
        client.websocket_connect("/api/stream", headers={"Origin": "https://evil.example"}),
    ):
        pass
    assert caught.value.code == 1008


def test_one_stream_too_many_is_told_to_come_later(service: FakeService, store: MemoryReadingStore) -> None:
    app = create_app(service, store, settings=GatewaySettings(streams_max=0))
    with TestClient(app) as client:
        assert client.get("/api/stream/events").status_code == 503
        with pytest.raises(WebSocketDisconnect) as caught, client.websocket_connect("/api/stream"):
            pass
        assert caught.value.code == 1013


@pytest.mark.parametrize(
    ("origin", "host", "allowed"),
    [
        (None, "campus:4040", True),
        ("http://campus:4040", "campus:4040", True),
        ("http://CAMPUS:4040", "campus:4040", True),
        ("https://ok.example", "campus:4040", True),
        ("http://campus:4041", "campus:4040", False),
        ("http://campus:4040.evil.example", "campus:4040", False),
        ("null", "campus:4040", False),
        ("http://campus:4040", None, False),
    ],
)
def test_origins(origin: str | None, host: str | None, *, allowed: bool) -> None:
    settings = GatewaySettings(allowed_origins=("https://ok.example",))
    assert origin_allowed(origin, host, settings) is allowed
