"""Climate tables: twelve months each, the published Bangkok figures, a smooth ring of months."""

from datetime import UTC, datetime

import numpy as np
import pytest

from gridtokenx.campus.names import CLIMATE_NAMES
from gridtokenx.meter.climate import CLIMATES, UnknownClimate, at_position, climate_named, month_position


def test_campus_files_know_exactly_these_climates() -> None:
    assert set(CLIMATES) == CLIMATE_NAMES


@pytest.mark.parametrize("name", sorted(CLIMATES))
def test_a_table_has_twelve_plausible_months_and_a_source(name: str) -> None:
    climate = CLIMATES[name]
    for months in (
        climate.daily_min_c, climate.daily_max_c, climate.humidity_pct, climate.sunshine_h, climate.wind_m_s,
    ):  # fmt: skip
        assert len(months) == 12
    assert all(low < high for low, high in zip(climate.daily_min_c, climate.daily_max_c, strict=True))
    assert climate.source


def test_bangkok_is_the_met_offices() -> None:
    bangkok = climate_named("bangkok")
    assert bangkok.daily_max_c[3] == 35.6
    assert bangkok.humidity_pct[8] == 79
    assert list(bangkok.sunshine_h) == [9, 8, 9, 8, 7, 6, 6, 5, 5, 7, 8, 9]
    assert bangkok.wind_m_s[2] == pytest.approx(3.3 * 0.44704)


def test_the_windy_coast_has_the_stated_mean_wind() -> None:
    assert sum(climate_named("windy_coast").wind_m_s) / 12 == pytest.approx(5.2, abs=0.05)


def test_months_are_met_at_their_middle_and_join_over_the_new_year() -> None:
    months = tuple(float(m) for m in range(12))
    places = np.array([3.5, 4.0, 0.0, 12.0])
    assert at_position(months, places).tolist() == [3.0, 3.5, 5.5, 5.5]


def test_mid_year_is_half_way() -> None:
    assert month_position(datetime(2026, 7, 2, 12, tzinfo=UTC).timestamp()) == pytest.approx(6.0)


def test_an_unknown_climate_is_named() -> None:
    with pytest.raises(UnknownClimate, match=r"'mars' is unknown: use one of bangkok"):
        climate_named("mars")
