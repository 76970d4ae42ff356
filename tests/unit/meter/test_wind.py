"""Wind power: limits of the curve, and a capacity factor from a published wind distribution."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gridtokenx.meter.wind import Turbine, hub_wind_m_s, power_per_rated

TURBINE = Turbine()


def test_the_curve_starts_rises_and_stops() -> None:
    share = power_per_rated([0.0, 2.9, 3.0, 7.0, 11.0, 20.0, 24.9, 25.0, 40.0], turbine=TURBINE)
    assert share[0] == share[1] == share[2] == share[7] == share[8] == 0.0
    assert 0.2 < share[3] < 0.3
    assert share[4] == share[5] == share[6] == 1.0


def test_wind_is_stronger_at_the_hub() -> None:
    assert abs(hub_wind_m_s(5.2, turbine=TURBINE) / 5.2 - 3.7**0.14) < 1e-12


def test_cold_air_carries_more() -> None:
    assert power_per_rated(8.0, turbine=TURBINE, air_c=0.0) > power_per_rated(
        8.0, turbine=TURBINE, air_c=35.0
    )


@given(speed=st.floats(0.0, 60.0), air=st.floats(-30.0, 45.0))
def test_power_stays_between_nothing_and_rated(speed: float, air: float) -> None:
    assert 0.0 <= float(power_per_rated(speed, turbine=TURBINE, air_c=air)) <= 1.0


def test_power_stays_under_betz() -> None:
    """A turbine of 21 m rotor and 100 kW at 11 m/s never takes over 16/27 of the wind's power."""
    speeds = np.linspace(3.0, 25.0, 200)
    wind_w = 0.5 * 1.225 * np.pi * 10.5**2 * speeds**3
    assert (100e3 * power_per_rated(speeds, turbine=TURBINE) <= 16.0 / 27.0 * wind_w).all()


def test_a_rayleigh_wind_of_six_metres_gives_a_published_capacity_factor() -> None:
    """Small turbines at 6 m/s mean hub wind reach 20 to 35 % (IEC 61400-2 reference annual energies)."""
    quantiles = (np.arange(20_000) + 0.5) / 20_000
    speeds = 6.0 * 2.0 / np.sqrt(np.pi) * np.sqrt(-np.log(1.0 - quantiles))
    assert 0.18 < power_per_rated(speeds, turbine=TURBINE).mean() < 0.35
