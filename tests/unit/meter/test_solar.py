"""Sun's position against pvlib's implementation of NREL's solar position algorithm, and known facts."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd  # type: ignore[import-untyped]  # ships no types
import pvlib  # type: ignore[import-untyped]  # ships no types
import pytest

from gridtokenx.meter.solar import extraterrestrial_w_m2, refraction_deg, solar_hour, sun_position

PLACES = [(13.7787, 100.5597), (37.4275, -122.1697), (52.2053, 0.1218), (-33.9, 18.4)]
TIMES = pd.date_range("2024-01-01", "2026-12-31", freq="37h", tz="UTC")
SECONDS = TIMES.as_unit("s").asi8


@pytest.mark.parametrize(("latitude", "longitude"), PLACES)
def test_position_is_within_a_tenth_of_a_degree_of_spa(latitude: float, longitude: float) -> None:
    found = sun_position(SECONDS, latitude_deg=latitude, longitude_deg=longitude)
    expected = pvlib.solarposition.get_solarposition(TIMES, latitude, longitude)
    assert np.abs(found.zenith_deg - expected["zenith"].to_numpy()).max() < 0.1
    turn = (found.azimuth_deg - expected["azimuth"].to_numpy() + 180.0) % 360.0 - 180.0
    across = np.abs(turn) * np.sin(np.deg2rad(found.zenith_deg))
    assert across.max() < 0.1


def test_refraction_lifts_the_setting_sun_by_half_a_degree() -> None:
    lifted = refraction_deg(np.array([0.0, 10.0, 45.0, 90.0, -5.0]))
    assert 0.45 < lifted[0] < 0.60
    assert 0.07 < lifted[1] < 0.11
    assert lifted[2] < 0.03
    assert abs(lifted[3]) < 0.02
    assert lifted[4] == 0.0


def test_extraterrestrial_irradiance_agrees_with_spencer() -> None:
    expected = pvlib.irradiance.get_extra_radiation(TIMES.day_of_year.to_numpy(), method="spencer")
    assert np.abs(extraterrestrial_w_m2(SECONDS.astype(float)) / expected - 1.0).max() < 0.002


def test_the_sun_is_overhead_in_bangkok_at_the_end_of_april() -> None:
    day = datetime(2026, 4, 27, tzinfo=UTC).timestamp() + np.arange(0, 86_400, 60)
    zenith = sun_position(day, latitude_deg=13.7787, longitude_deg=100.5597).zenith_deg
    assert zenith.min() < 0.5
    assert 17_000 < 60 * zenith.argmin() < 19_000  # about 05:15 UTC, 12:15 in Bangkok


def test_solar_time_follows_the_longitude() -> None:
    assert solar_hour(0, longitude_deg=-90.0) == 18.0
