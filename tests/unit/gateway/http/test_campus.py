"""The campus as a whole: the sources' summary key by key, the day's flow, the newest step."""

from litestar.testing import TestClient
from tests.unit.gateway.conftest import CAMPUS, Client, FakeService

from gridtokenx.gateway.http.app import create_app
from gridtokenx.gateway.http.settings import GatewaySettings
from gridtokenx.store.memory import MemoryReadingStore

SOURCES_SUMMARY_KEYS = [
    "timestamp",
    "campus",
    "total_meters",
    "total_consumption",
    "total_generation",
    "total_grid_feed_in",
    "prosumer_count",
    "consumer_count",
    "meters_with_solar",
    "meters_with_battery",
    "average_battery_level",
]


def test_the_summary_has_the_sources_keys_in_their_order_and_then_ours(client: Client) -> None:
    summary = client.get("/api/campus/summary").json()
    assert list(summary) == [*SOURCES_SUMMARY_KEYS, "timezone", "currency"]
    assert (summary["timezone"], summary["currency"]) == ("Asia/Bangkok", "THB")
    assert (summary["campus"], summary["total_meters"]) == ("UTCC University", 3)
    assert (summary["total_consumption"], summary["total_grid_feed_in"]) == (52.8, 5.2)


def test_the_day_is_a_series(client: Client) -> None:
    points = client.get("/api/campus/power").json()
    assert len(points) == 8
    assert list(points[0]) == [
        "time",
        "generation_kwh",
        "consumption_kwh",
        "import_kwh",
        "export_kwh",
        "battery_kwh",
    ]
    assert client.get("/api/campus/power?start=2025-09-29T21:45:00Z").json() == points[-1:]


def test_a_month_is_the_longest_series(client: Client) -> None:
    assert client.get("/api/campus/power?start=2025-08-01T00:00:00Z").status_code == 422


def test_the_newest_step_is_shown_live(client: Client) -> None:
    live = client.get("/api/campus/live").json()
    assert (live["time"], live["length_s"]) == ("2025-09-29T22:00:00Z", 15)
    assert live["meters"][0]["generation_kw"] == 96.0


def test_until_the_first_step_the_newest_interval_stands_in(client: Client, service: FakeService) -> None:
    service.block = None
    live = client.get("/api/campus/live").json()
    assert (live["time"], live["length_s"], len(live["meters"])) == ("2025-09-29T22:00:00Z", 900, 2)


def test_before_the_first_reading_the_answer_is_to_wait(service: FakeService) -> None:
    service.block = None
    app = create_app(service, MemoryReadingStore(CAMPUS), settings=GatewaySettings())
    with TestClient(app) as client:
        answer = client.get("/api/campus/live")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
