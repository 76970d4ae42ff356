"""Shipped PV data: whole, with their licence, and in the time they claim."""

from importlib import resources

import numpy as np
import pytest

from gridtokenx.meter.pv_data import MOUNTINGS, pvwatts_year, serf_east
from gridtokenx.meter.solar import sun_position


@pytest.mark.parametrize("mounting", MOUNTINGS)
def test_a_year_of_pvwatts_is_whole_and_its_light_follows_the_sun(mounting: str) -> None:
    year = pvwatts_year(mounting)
    assert len(year.ac_w) == 8_760
    sun = sun_position(year.middle_s, latitude_deg=39.73, longitude_deg=-105.18)
    assert not year.dni_w_m2[sun.zenith_deg > 100.0].any()
    assert (year.plane_w_m2 > 0.0)[sun.zenith_deg < 80.0].mean() > 0.99


def test_serf_east_is_even_and_works_by_day() -> None:
    data = serf_east()
    assert len(data.ac_w) == 10_000
    assert set(np.diff(data.time_s)) == {900}
    sun = sun_position(data.time_s, latitude_deg=39.742, longitude_deg=-105.1727)
    assert data.ac_w[sun.zenith_deg > 95.0].max() < 50.0
    assert data.ac_w[sun.zenith_deg < 40.0].mean() > 2_000.0


@pytest.mark.parametrize("folder", ["pvwatts", "serf-east"])
def test_licence_and_source_lie_beside_the_data(folder: str) -> None:
    beside = resources.files("gridtokenx.meter").joinpath("data", folder)
    assert "Redistribution" in (text := beside.joinpath("LICENSE.txt").read_text("utf-8")) or "MIT" in text
    assert "Source:" in beside.joinpath("README.md").read_text("utf-8")
