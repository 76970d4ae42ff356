"""Horizon shading against closed forms, against pvlib's row shading, and at its limits."""

import numpy as np
import pvlib  # type: ignore[import-untyped]  # ships no types
import pytest

from gridtokenx.meter.horizon import Horizon, HorizonInvalid, shaded, view_of
from gridtokenx.meter.irradiance import Horizontal
from gridtokenx.meter.perez import transpose_perez
from gridtokenx.meter.solar import SunPosition

LEVEL = Horizon((0.0,), (0.0,))


def sun_at(elevation: float, azimuth: float) -> SunPosition:
    return SunPosition(*(np.array([v]) for v in (90.0 - elevation, 90.0 - elevation, azimuth, 1_367.0)))


@pytest.mark.parametrize("height", [0.0, 10.0, 30.0, 60.0])
def test_a_level_plane_in_a_round_valley_sees_cos_squared(height: float) -> None:
    view = view_of(Horizon((0.0,), (height,)), tilt_deg=0.0, azimuth_deg=180.0)
    assert float(view.sky) == pytest.approx(np.cos(np.deg2rad(height)) ** 2, abs=1e-3)


@pytest.mark.parametrize("angle", [5.0, 15.0, 30.0, 50.0])
def test_an_endless_wall_in_front_takes_what_rows_take(angle: float) -> None:
    """A wall's outline falls off to the sides; the loss is that of Passias and Kaellbaeck in pvlib."""
    turns = np.arange(0.0, 360.0, 1.0)
    facing = np.maximum(np.cos(np.deg2rad(turns - 180.0)), 0.0)
    wall = Horizon(tuple(turns), tuple(np.rad2deg(np.arctan(np.tan(np.deg2rad(angle)) * facing))))
    view = view_of(wall, tilt_deg=0.0, azimuth_deg=180.0)
    lost = pvlib.shading.sky_diffuse_passias(angle)
    assert 1.0 - float(view.sky) == pytest.approx(float(lost), abs=1e-3)


def test_a_tilted_plane_before_a_wall_sees_the_crossed_string() -> None:
    """Hottel: a plane of tilt b under a wall of angle a sees (1 + cos(a + b)) / 2 of the sky."""
    turns = np.arange(0.0, 360.0, 1.0)
    facing = np.maximum(np.cos(np.deg2rad(turns - 180.0)), 0.0)
    wall = Horizon(tuple(turns), tuple(np.rad2deg(np.arctan(np.tan(np.deg2rad(25.0)) * facing))))
    view = view_of(wall, tilt_deg=30.0, azimuth_deg=180.0)
    expected = (1.0 + np.cos(np.deg2rad(55.0))) / (1.0 + np.cos(np.deg2rad(30.0)))
    assert float(view.sky) == pytest.approx(expected, abs=2e-3)


def test_nothing_around_changes_nothing() -> None:
    sun, light = sun_at(40.0, 150.0), Horizontal(*(np.array([v]) for v in (700.0, 800.0, 120.0)))
    plane = transpose_perez(light, sun=sun, tilt_deg=20.0, azimuth_deg=180.0)
    view = view_of(LEVEL, tilt_deg=20.0, azimuth_deg=180.0)
    found = shaded(plane, sun=sun, horizon=LEVEL, view=view)
    assert np.abs(found.total_w_m2 - plane.total_w_m2).max() < 1e-9


def test_a_sun_behind_the_hill_leaves_the_diffuse_light() -> None:
    hill = Horizon((80.0, 90.0, 100.0), (0.0, 30.0, 0.0))
    light = Horizontal(*(np.array([v]) for v in (300.0, 600.0, 90.0)))
    view = view_of(hill, tilt_deg=20.0, azimuth_deg=90.0)
    for elevation, hidden in ((29.0, True), (31.0, False)):
        sun = sun_at(elevation, 90.0)
        plane = transpose_perez(light, sun=sun, tilt_deg=20.0, azimuth_deg=90.0)
        found = shaded(plane, sun=sun, horizon=hill, view=view)
        assert bool(found.beam_w_m2[0] == 0.0) is hidden
        assert 0.0 < float(found.sky_w_m2[0]) <= float(plane.sky_w_m2[0])


def test_the_profile_joins_across_north() -> None:
    assert float(Horizon((10.0, 350.0), (20.0, 10.0)).elevation_at(0.0)) == pytest.approx(15.0)


@pytest.mark.parametrize(
    ("turns", "heights"),
    [((), ()), ((0.0, 0.0), (1.0, 1.0)), ((0.0, 360.0), (1.0, 1.0)), ((0.0,), (91.0,)), ((5.0,), (1.0, 2.0))],
)
def test_what_is_no_horizon_is_refused(turns: tuple[float, ...], heights: tuple[float, ...]) -> None:
    with pytest.raises(HorizonInvalid, match="horizon"):
        Horizon(turns, heights)
