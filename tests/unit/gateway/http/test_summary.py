"""Who is counted into the campus's totals."""

from tests.unit.gateway.conftest import CAMPUS, NOW_S, reading_of

from gridtokenx.gateway.http.summary import summarise


def test_a_meter_that_fell_behind_is_left_out() -> None:
    newest = [
        reading_of("UTCC_ENG_001", NOW_S - 900, generated_wh=12_800, consumed_wh=7_600),
        reading_of("UTCC_DORM_001", NOW_S - 1_800, generated_wh=0, consumed_wh=45_200),
    ]
    summary = summarise(CAMPUS, newest, time_s=NOW_S)
    assert (summary.total_consumption, summary.total_generation) == (7.6, 12.8)
    assert summary.timestamp == "2025-09-29T22:00:00Z"


def test_without_readings_the_totals_are_nothing_and_the_level_is_unknown() -> None:
    summary = summarise(CAMPUS, [], time_s=NOW_S + 1)
    assert (summary.total_consumption, summary.average_battery_level) == (0.0, None)
    assert summary.timestamp == "2025-09-29T22:00:01Z"


def test_counts_come_from_the_campus_file() -> None:
    summary = summarise(CAMPUS, [], time_s=NOW_S)
    assert (summary.prosumer_count, summary.consumer_count) == (2, 1)
    assert (summary.meters_with_solar, summary.meters_with_battery) == (2, 1)
