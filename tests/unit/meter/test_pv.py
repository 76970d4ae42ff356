"""The PV chain against pvlib, and bounds that a power plant obeys."""

import numpy as np
import pvlib  # type: ignore[import-untyped]  # ships no types
from hypothesis import given
from hypothesis import strategies as st

from gridtokenx.meter.pv import PvLosses, PvModule, cell_temperature_c, dc_per_nameplate, inverter_ac

MODULE = PvModule()
POA = np.linspace(0.0, 1_200.0, 200)


def test_cell_temperature_is_faiman() -> None:
    found = cell_temperature_c(POA, air_c=31.0, wind_m_s=1.3, module=MODULE)
    assert np.abs(found - pvlib.temperature.faiman(POA, 31.0, 1.3)).max() < 1e-9


def test_dc_power_is_pvwatts() -> None:
    cell = cell_temperature_c(POA, air_c=31.0, wind_m_s=1.3, module=MODULE)
    found = 250.0 * dc_per_nameplate(POA, cell_c=cell, module=MODULE)
    assert np.abs(found - pvlib.pvsystem.pvwatts_dc(POA, cell, 250.0, -0.0035)).max() < 1e-9


def test_ac_power_is_pvwatts() -> None:
    dc = np.linspace(1.0, 1_400.0, 500)
    found = inverter_ac(dc, rated_ac_w=960.0, efficiency=0.96)
    expected = pvlib.inverter.pvwatts(dc, 1_000.0, 0.96)
    assert np.abs(found - expected).max() < 1e-9


@given(dc=st.floats(0.0, 1e6), rated=st.floats(0.0, 1e6))
def test_an_inverter_makes_no_energy_and_keeps_to_its_rating(dc: float, rated: float) -> None:
    ac = float(inverter_ac(np.array([dc]), rated_ac_w=rated, efficiency=0.96)[0])
    assert 0.0 <= ac <= min(rated, dc * 1.0001) + 1e-9


def test_losses_grow_with_age() -> None:
    assert PvLosses(age_years=20.0).remaining < PvLosses(age_years=0.0).remaining < 0.95
    assert PvLosses(0.0, 0.0, 0.0, 0.0, 0.0).remaining == 1.0
