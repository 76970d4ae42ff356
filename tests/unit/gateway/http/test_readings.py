"""All readings, the newest or a range, in every shape; roll-ups add up."""

import pytest
from tests.unit.gateway.conftest import NOW_S, Client


def test_the_newest_reading_of_every_meter(client: Client) -> None:
    readings = client.get("/api/readings").json()
    assert [(r["meter_id"], r["energy_consumed"]) for r in readings] == [
        ("UTCC_ENG_001", 7.6),
        ("UTCC_DORM_001", 45.2),
    ]


def test_a_range_is_paged_by_its_link(client: Client) -> None:
    path, seen = f"/api/readings?start={NOW_S - 1_800}&limit=3&shape=market", []
    for _ in range(3):
        answer = client.get(path)
        seen += [(r["timestamp"], r["meter_id"]) for r in answer.json()]
        if "next" not in answer.links:
            break
        path = answer.links["next"]["url"]
    assert len(seen) == len(set(seen)) == 4


@pytest.mark.parametrize(("shape", "first"), [("ami", "meter_id"), ("market", "timestamp")])
def test_shapes(client: Client, shape: str, first: str) -> None:
    assert next(iter(client.get(f"/api/readings?shape={shape}").json()[0])) == first


def test_too_long_a_range_is_refused(client: Client) -> None:
    assert client.get("/api/readings?start=2025-01-01T00:00:00Z").status_code == 422


def test_roll_ups_by_hour_add_up(client: Client) -> None:
    rows = client.get("/api/rollups?period=hour&meter_id=UTCC_ENG_001").json()
    assert [(r["readings"], r["generation_kwh"]) for r in rows] == [(4, 51.2), (4, 51.2)]
    assert (rows[0]["start"], rows[0]["end"]) == ("2025-09-29T20:00:00Z", "2025-09-29T21:00:00Z")
    assert rows[0]["export_kwh"] == pytest.approx(4 * 5.2)


def test_roll_ups_by_day_cover_all_meters(client: Client) -> None:
    rows = client.get("/api/rollups?period=day").json()
    assert [(r["meter_id"], r["readings"]) for r in rows] == [("UTCC_ENG_001", 8), ("UTCC_DORM_001", 8)]


def test_roll_ups_refuse_what_they_do_not_know(client: Client) -> None:
    assert client.get("/api/rollups?period=week").status_code == 422
    assert client.get("/api/rollups?meter_id=NOPE").status_code == 404
    assert client.get("/api/rollups?period=hour&start=2025-01-01T00:00:00Z").status_code == 422
