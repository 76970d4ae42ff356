"""Cell temperature and DC power against pvlib."""

import numpy as np
import pvlib  # type: ignore[import-untyped]  # ships no types

from gridtokenx.meter.pv import PvLosses, PvModule, cell_temperature_c, dc_per_nameplate

MODULE = PvModule()
POA = np.linspace(0.0, 1_200.0, 200)


def test_cell_temperature_is_faiman() -> None:
    found = cell_temperature_c(POA, air_c=31.0, wind_m_s=1.3, module=MODULE)
    assert np.abs(found - pvlib.temperature.faiman(POA, 31.0, 1.3)).max() < 1e-9


def test_dc_power_is_pvwatts() -> None:
    cell = cell_temperature_c(POA, air_c=31.0, wind_m_s=1.3, module=MODULE)
    found = 250.0 * dc_per_nameplate(POA, cell_c=cell, module=MODULE)
    assert np.abs(found - pvlib.pvsystem.pvwatts_dc(POA, cell, 250.0, -0.0035)).max() < 1e-9


def test_losses_multiply() -> None:
    assert PvLosses().remaining < PvLosses(soiling=0.0).remaining < 0.96
    assert PvLosses(0.0, 0.0, 0.0, 0.0).remaining == 1.0
