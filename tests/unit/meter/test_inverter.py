"""The inverter against pvlib, and bounds that one obeys."""

import numpy as np
import pvlib  # type: ignore[import-untyped]  # ships no types
from hypothesis import given
from hypothesis import strategies as st

from gridtokenx.meter.inverter import inverter_ac


def test_ac_power_is_pvwatts() -> None:
    dc = np.linspace(1.0, 1_400.0, 500)
    found = inverter_ac(dc, rated_ac_w=960.0, efficiency=0.96)
    expected = pvlib.inverter.pvwatts(dc, 1_000.0, 0.96)
    assert np.abs(found - expected).max() < 1e-9


@given(dc=st.floats(0.0, 1e6), rated=st.floats(0.0, 1e6))
def test_an_inverter_makes_no_energy_and_keeps_to_its_rating(dc: float, rated: float) -> None:
    ac = float(inverter_ac(np.array([dc]), rated_ac_w=rated, efficiency=0.96)[0])
    assert 0.0 <= ac <= min(rated, dc * 1.0001) + 1e-9


def test_part_load_is_less_efficient_and_too_much_is_clipped() -> None:
    dc = np.array([20.0, 200.0, 1_200.0])
    ac = inverter_ac(dc, rated_ac_w=960.0, efficiency=0.96)
    assert ac[0] / dc[0] < 0.75
    assert ac[1] / dc[1] > 0.94
    assert ac[2] == 960.0
