"""Watt-hours of a step become mean powers, and the balance survives."""

import pytest
from tests.unit.gateway.conftest import CAMPUS, NOW_S, block_at, reading_of

from gridtokenx.gateway.http.live_view import live_view, settled_view


def test_powers_are_energy_over_time() -> None:
    view = live_view(block_at(NOW_S), CAMPUS)
    first, second, third = view.meters
    assert (first.generation_kw, first.charge_kw, first.export_kw) == (96.0, 12.0, 36.0)
    assert (second.role, second.import_kw, second.soc) == ("consumer", 24.0, None)
    assert (third.role, third.meter_id, first.soc) == ("ami", "ENG_001", 0.75)


def test_the_shown_powers_balance() -> None:
    totals = live_view(block_at(NOW_S), CAMPUS).totals
    assert totals.generation_kw + totals.discharge_kw + totals.import_kw == pytest.approx(
        totals.consumption_kw + totals.charge_kw + totals.export_kw
    )


def test_the_weather_has_the_sources_name() -> None:
    assert live_view(block_at(NOW_S), CAMPUS).weather.condition == "Sunny"


def test_until_the_first_step_the_newest_interval_stands_in() -> None:
    behind = reading_of("ENG_001", NOW_S - 1_800, generated_wh=900, consumed_wh=0)
    newest = [
        reading_of("UTCC_ENG_001", NOW_S - 900, generated_wh=12_800, consumed_wh=7_600),
        reading_of("UTCC_DORM_001", NOW_S - 900, generated_wh=0, consumed_wh=45_200),
        behind,
    ]
    view = settled_view(newest)
    assert view is not None
    assert (view.time.timestamp(), view.length_s) == (NOW_S, 900)
    assert [(m.meter_id, m.generation_kw, m.soc) for m in view.meters] == [
        ("UTCC_ENG_001", 51.2, 0.75),
        ("UTCC_DORM_001", 0.0, None),
    ]
    assert (view.totals.consumption_kw, view.totals.import_kw, view.totals.export_kw) == (211.2, 180.8, 20.8)


def test_without_readings_there_is_no_step() -> None:
    assert settled_view([]) is None
