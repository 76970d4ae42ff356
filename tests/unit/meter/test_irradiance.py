"""Irradiance kernels against pvlib over a whole year, and closure."""

import numpy as np
import pandas as pd  # type: ignore[import-untyped]  # ships no types
import pvlib  # type: ignore[import-untyped]  # ships no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtokenx.meter.irradiance import (
    Horizontal,
    PlaneOfArray,
    absorbed_w_m2,
    clear_sky_ghi,
    decompose,
    incidence_deg,
    incidence_modifier,
    transpose,
)
from gridtokenx.meter.solar import SunPosition, sun_position

TIMES = pd.date_range("2025-01-01 00:10", "2025-12-31", freq="53min", tz="UTC")
SUN = sun_position(TIMES.as_unit("s").asi8, latitude_deg=13.7787, longitude_deg=100.5597)
GHI = clear_sky_ghi(SUN.apparent_zenith_deg) * (0.55 + 0.45 * np.sin(np.arange(len(TIMES))))


def test_clear_sky_is_haurwitz() -> None:
    expected = pvlib.clearsky.haurwitz(pd.Series(SUN.apparent_zenith_deg))["ghi"].to_numpy()
    assert np.abs(clear_sky_ghi(SUN.apparent_zenith_deg) - expected).max() < 1e-6


def test_decomposition_is_erbs() -> None:
    light = decompose(GHI, sun=SUN)
    expected = pvlib.irradiance.erbs(GHI, SUN.zenith_deg, TIMES.day_of_year.to_numpy())
    high = SUN.zenith_deg < 85.0
    assert np.abs(light.dhi_w_m2 - expected["dhi"])[high].max() < 1.0
    assert np.abs(light.dni_w_m2 - expected["dni"])[high].max() < 5.0


@pytest.mark.parametrize(("tilt", "azimuth"), [(0.0, 180.0), (14.0, 180.0), (30.0, 135.0), (90.0, 270.0)])
def test_plane_of_array_is_hay_davies(tilt: float, azimuth: float) -> None:
    light = decompose(GHI, sun=SUN)
    plane = transpose(light, sun=SUN, tilt_deg=tilt, azimuth_deg=azimuth)
    expected = pvlib.irradiance.get_total_irradiance(
        tilt, azimuth, SUN.zenith_deg, SUN.azimuth_deg, light.dni_w_m2, light.ghi_w_m2, light.dhi_w_m2,
        dni_extra=SUN.extraterrestrial_w_m2, albedo=0.2, model="haydavies",
    )  # fmt: skip
    up = SUN.zenith_deg < 89.0
    assert np.abs(plane.total_w_m2 - expected["poa_global"])[up].max() < 0.01
    angle = pvlib.irradiance.aoi(tilt, azimuth, SUN.zenith_deg, SUN.azimuth_deg)
    assert np.abs(incidence_deg(SUN, tilt_deg=tilt, azimuth_deg=azimuth) - angle).max() < 1e-6


def test_incidence_modifier_is_de_soto() -> None:
    angles = np.linspace(0.0, 89.9, 400)
    assert np.abs(incidence_modifier(angles) - pvlib.iam.physical(angles)).max() < 1e-4
    assert incidence_modifier(np.array([90.0, 120.0])).max() == 0.0


@given(zenith=st.floats(0.0, 89.0), ghi=st.floats(0.0, 1_300.0))
def test_global_irradiance_is_the_sum_of_its_parts(zenith: float, ghi: float) -> None:
    sun = SunPosition(*(np.array([v]) for v in (zenith, zenith, 180.0, 1_367.0)))
    light = decompose(np.array([ghi]), sun=sun)
    closed = light.dni_w_m2 * np.cos(np.deg2rad(zenith)) + light.dhi_w_m2
    assert abs(float(closed[0]) - ghi) < 1e-6 * max(ghi, 1.0)
    assert min(light.dni_w_m2[0], light.dhi_w_m2[0]) >= 0.0


def test_a_level_plane_receives_the_global_irradiance() -> None:
    light = decompose(GHI, sun=SUN)
    plane = transpose(light, sun=SUN, tilt_deg=0.0, azimuth_deg=180.0)
    up = SUN.zenith_deg < 85.0
    assert np.abs(plane.total_w_m2 - light.ghi_w_m2)[up].max() < 1e-6


def test_diffuse_light_reaches_the_cells_whole() -> None:
    zero, some = np.zeros(1), np.array([100.0])
    assert absorbed_w_m2(PlaneOfArray(zero, zero, some, zero, zero, np.array([95.0])))[0] == 100.0
    assert Horizontal(some, zero, some).dhi_w_m2[0] == 100.0
