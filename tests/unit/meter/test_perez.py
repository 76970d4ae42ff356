"""Perez' transposition against pvlib over a year, and what geometry demands of it."""

import numpy as np
import pandas as pd  # type: ignore[import-untyped]  # ships no types
import pvlib  # type: ignore[import-untyped]  # ships no types
import pytest

from gridtokenx.meter.irradiance import clear_sky_ghi, decompose, transpose
from gridtokenx.meter.perez import brightness, relative_air_mass, transpose_perez
from gridtokenx.meter.solar import SunPosition, sun_position

TIMES = pd.date_range("2025-01-01 00:10", "2025-12-31", freq="53min", tz="UTC").as_unit("s").asi8
_SUN = sun_position(TIMES, latitude_deg=13.7787, longitude_deg=100.5597)
SUN = SunPosition(_SUN.zenith_deg, _SUN.zenith_deg, _SUN.azimuth_deg, _SUN.extraterrestrial_w_m2)
"""One zenith for everything, as pvlib takes it."""
LIGHT = decompose(clear_sky_ghi(SUN.zenith_deg) * (0.55 + 0.45 * np.sin(np.arange(len(TIMES)))), sun=SUN)
LIT = (SUN.zenith_deg < 89.9) & (LIGHT.dhi_w_m2 > 0.0)


def test_air_mass_is_kasten_and_young() -> None:
    zenith = np.linspace(0.0, 89.9, 200)
    assert np.abs(relative_air_mass(zenith) - pvlib.atmosphere.get_relative_airmass(zenith)).max() < 1e-9


@pytest.mark.parametrize(("tilt", "azimuth"), [(0.0, 180.0), (14.0, 180.0), (45.0, 158.0), (90.0, 270.0)])
def test_diffuse_light_is_perez(tilt: float, azimuth: float) -> None:
    plane = transpose_perez(LIGHT, sun=SUN, tilt_deg=tilt, azimuth_deg=azimuth)
    expected = pvlib.irradiance.perez(
        tilt, azimuth, LIGHT.dhi_w_m2, LIGHT.dni_w_m2, SUN.extraterrestrial_w_m2, SUN.zenith_deg,
        SUN.azimuth_deg, pvlib.atmosphere.get_relative_airmass(SUN.zenith_deg),
    )  # fmt: skip
    assert np.abs(plane.sky_w_m2 - expected)[LIT].max() < 1e-9
    ground = pvlib.irradiance.get_ground_diffuse(tilt, LIGHT.ghi_w_m2, 0.2)
    assert np.abs(plane.ground_w_m2 - ground).max() < 1e-9


def test_many_planes_at_one_moment_are_each_as_alone() -> None:
    noon = int(np.argmin(SUN.zenith_deg))
    sun = SunPosition(*(getattr(SUN, name)[noon] for name in SunPosition.__slots__))
    light = type(LIGHT)(*(getattr(LIGHT, name)[noon] for name in type(LIGHT).__slots__))
    tilt, azimuth = np.array([10.0, 30.0, 60.0]), np.array([90.0, 180.0, 300.0])
    together = transpose_perez(light, sun=sun, tilt_deg=tilt, azimuth_deg=azimuth).total_w_m2
    alone = [
        float(transpose_perez(light, sun=sun, tilt_deg=t, azimuth_deg=a).total_w_m2)
        for t, a in zip(tilt, azimuth, strict=True)
    ]
    assert np.abs(together - alone).max() < 1e-12


def test_a_level_plane_receives_the_global_irradiance() -> None:
    plane = transpose_perez(LIGHT, sun=SUN, tilt_deg=0.0, azimuth_deg=180.0)
    high = SUN.zenith_deg < 84.0
    assert np.abs(plane.total_w_m2 - LIGHT.ghi_w_m2)[high].max() < 1e-6


def test_a_clear_sky_is_brighter_on_a_tilted_plane_than_hay_and_davies_say() -> None:
    """The horizon band of a clear sky is what Hay and Davies leave out."""
    _, band = brightness(LIGHT, sun=SUN)
    clear = (LIGHT.dni_w_m2 > 700.0) & (band > 0.0)
    perez = transpose_perez(LIGHT, sun=SUN, tilt_deg=45.0, azimuth_deg=180.0)
    plain = transpose(LIGHT, sun=SUN, tilt_deg=45.0, azimuth_deg=180.0)
    assert clear.sum() > 100
    assert perez.sky_w_m2[clear].mean() > plain.sky_w_m2[clear].mean()


def test_no_light_gives_none() -> None:
    dark = decompose(np.zeros_like(LIGHT.ghi_w_m2), sun=SUN)
    assert not transpose_perez(dark, sun=SUN, tilt_deg=30.0, azimuth_deg=180.0).total_w_m2.any()
