"""Watt-hours of a step become mean powers, and the balance survives."""

import pytest
from tests.unit.gateway.conftest import CAMPUS, NOW_S, block_at

from gridtokenx.gateway.http.live_view import live_view


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
