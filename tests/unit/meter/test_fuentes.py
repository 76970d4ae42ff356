"""Cell temperature with inertia against pvlib, and the state it was defined by."""

import numpy as np
import pandas as pd  # type: ignore[import-untyped]  # ships no types
import pvlib  # type: ignore[import-untyped]  # ships no types
import pytest

from gridtokenx.meter.fuentes import RACK_INOCT_C, ROOF_INOCT_C, fuentes_c

HOURS = np.arange(24 * 20)
SUN = np.maximum(np.sin((HOURS % 24 - 6) / 12 * np.pi), 0.0) * (500.0 + 500.0 * np.sin(HOURS * 0.7) ** 2)
AIR = 12.0 + 14.0 * np.sin((HOURS - 9) / 24 * 2 * np.pi)
WIND = 2.5 + 2.4 * np.sin(HOURS * 1.3)


@pytest.mark.parametrize("inoct", [RACK_INOCT_C, ROOF_INOCT_C])
def test_it_is_fuentes(inoct: float) -> None:
    index = pd.date_range("2025-06-01", periods=len(HOURS), freq="h")
    series = [pd.Series(values, index=index) for values in (SUN, AIR, WIND)]
    expected = pvlib.temperature.fuentes(*series, inoct).to_numpy()
    found = fuentes_c(SUN, air_c=AIR, wind_m_s=WIND, step_s=3_600.0, inoct_c=inoct)
    assert np.abs(found - expected).max() < 0.002


@pytest.mark.parametrize("inoct", [RACK_INOCT_C, ROOF_INOCT_C])
def test_nominal_conditions_give_the_nominal_temperature(inoct: float) -> None:
    n = 400
    found = fuentes_c(
        np.full(n, 800.0), air_c=np.full(n, 20.0), wind_m_s=np.full(n, 1.125), step_s=60.0, inoct_c=inoct
    )
    assert found[-1] == pytest.approx(inoct, abs=0.7)


def test_a_module_warms_slowly() -> None:
    sun = np.r_[np.zeros(60), np.full(60, 1_000.0)]
    found = fuentes_c(
        sun, air_c=np.full(120, 20.0), wind_m_s=np.full(120, 2.0), step_s=60.0, inoct_c=RACK_INOCT_C
    )
    assert found[61] < found[65] < found[75]
    assert found[65] - found[59] < 0.8 * (found[119] - found[59])
