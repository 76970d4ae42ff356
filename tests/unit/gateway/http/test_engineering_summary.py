"""The summary of the meters that an authority accepts, by zone."""

from dataclasses import replace

from tests.unit.gateway.conftest import CAMPUS, NOW_S, Client, reading_of

from gridtokenx.gateway.http.engineering_summary import summarise_zones

NEWEST = [
    reading_of("UTCC_ENG_001", NOW_S - 900, generated_wh=12_800, consumed_wh=7_600),
    reading_of("ENG_001", NOW_S - 900, generated_wh=6_200, consumed_wh=4_100),
]


def test_a_prefix_chooses_the_meters() -> None:
    campus = replace(CAMPUS, meter_prefixes=("ENG_",))
    summary = summarise_zones(campus, NEWEST, time_s=NOW_S, validator="engineering_department")
    assert [line.meter_id for line in summary.meters] == ["ENG_001"]
    assert (summary.total_meters, summary.solar_array_capacity) == (1, 50.0)
    assert (summary.energy_generated, summary.energy_consumed, summary.net_energy) == (6.2, 4.1, 2.1)


def test_zones_add_up_to_the_whole() -> None:
    meters = tuple(replace(m, zone=zone) for m, zone in zip(CAMPUS.meters, "aba", strict=True))
    summary = summarise_zones(replace(CAMPUS, meters=meters), NEWEST, time_s=NOW_S, validator="x")
    assert [(z.zone, z.meters, z.energy_generated) for z in summary.zones] == [("a", 2, 19.0), ("b", 1, 0.0)]
    assert summary.energy_generated == 19.0
    assert (summary.total_meters, summary.reporting_meters) == (3, 2)


def test_it_is_answered_without_a_key(client: Client) -> None:
    answer = client.get("/api/engineering/meter-summary").json()
    assert (answer["reporting_meters"], answer["timestamp"]) == (2, "2025-09-29T22:00:00Z")
    assert answer["meters"][0]["timestamp"] == NOW_S
