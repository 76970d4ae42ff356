"""Meters and their readings, with the sources' keys in the sources' order."""

from tests.unit.gateway.conftest import NOW_S, Client

SOURCES_METER_KEYS = [
    "meter_id",
    "building",
    "floor",
    "type",
    "capacity_kw",
    "solar_installed",
    "battery_storage",
]
AMI = {
    "meter_id": "UTCC_ENG_001",
    "timestamp": "2025-09-29T22:00:00Z",
    "building": "Engineering",
    "floor": 1,
    "meter_type": "prosumer",
    "energy_consumed": 7.6,
    "energy_generated": 12.8,
    "voltage": 228.5,
    "current": 198.3,
    "power_factor": 0.92,
    "battery_level": 75.0,
    "solar_generation": 12.8,
    "grid_feed_in": 5.2,
    "temperature": 28.5,
    "humidity": 65.0,
}


def test_meters_start_with_the_sources_keys(client: Client) -> None:
    meters = client.get("/api/meters").json()
    assert [m["meter_id"] for m in meters] == ["UTCC_ENG_001", "UTCC_DORM_001", "ENG_001"]
    assert list(meters[0])[:7] == SOURCES_METER_KEYS
    assert [meters[0][key] for key in SOURCES_METER_KEYS] == [
        "UTCC_ENG_001",
        "Engineering",
        1,
        "prosumer",
        150.0,
        True,
        True,
    ]
    assert [m["external"] for m in meters] == [False, False, True]


def test_one_meter_is_the_one_of_the_list(client: Client) -> None:
    assert client.get("/api/meters/ENG_001").json() == client.get("/api/meters").json()[2]


def test_the_newest_reading_is_the_sources_example(client: Client) -> None:
    reading = client.get("/api/meters/UTCC_ENG_001/reading").json()
    assert list(reading) == list(AMI)
    assert reading == AMI


def test_unknown_meters_and_meters_without_readings_are_404(client: Client) -> None:
    for path in ("/api/meters/NOPE", "/api/meters/NOPE/reading", "/api/meters/NOPE/readings"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.json()["type"].endswith("meter-unknown")
    assert client.get("/api/meters/ENG_001/reading").json()["type"].endswith("reading-missing")


def test_history_is_paged_to_its_end_without_gap_or_repeat(client: Client) -> None:
    path: str | None = f"/api/meters/UTCC_ENG_001/readings?start={NOW_S - 7_200}&end={NOW_S}&limit=3"
    seen: list[str] = []
    for _ in range(4):
        assert path is not None
        answer = client.get(path)
        seen += [item["timestamp"] for item in answer.json()["items"]]
        cursor = answer.json()["next"]
        path = answer.links["next"]["url"] if "next" in answer.links else None
        assert (cursor is None) == (path is None)
        if path is None:
            break
    assert len(seen) == len(set(seen)) == 8
    assert seen == sorted(seen)
    assert seen[-1] == "2025-09-29T22:00:00Z"


def test_history_selects_by_the_start_of_the_interval_half_open(client: Client) -> None:
    page = client.get(
        "/api/meters/UTCC_ENG_001/readings",
        params={"start": "2025-09-29T21:00:00Z", "end": "2025-09-29T21:30:00Z", "shape": "engineering"},
    ).json()
    assert [item["timestamp"] for item in page["items"]] == [NOW_S - 2_700, NOW_S - 1_800]


def test_bad_parameters_are_named(client: Client) -> None:
    for query, field in (
        ("limit=0", "limit"),
        ("limit=10001", "limit"),
        ("limit=abc", "limit"),
        ("shape=xml", "shape"),
        ("start=yesterday", "start"),
        ("cursor=%27;DROP", "cursor"),
        ("cursor=unknown", "cursor"),
        ("start=0", "start"),
    ):
        answer = client.get(f"/api/meters/UTCC_ENG_001/readings?{query}")
        assert answer.status_code == 422, query
        assert [e["field"] for e in answer.json()["errors"]] == [field]
