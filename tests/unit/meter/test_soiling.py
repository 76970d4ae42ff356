"""Soiling against pvlib's Kimber, and a year of Bangkok's rain."""

import numpy as np
import pandas as pd  # type: ignore[import-untyped]  # ships no types
import pvlib  # type: ignore[import-untyped]  # ships no types
import pytest

from gridtokenx.meter.climate import CLIMATES
from gridtokenx.meter.soiling import Dust, kimber, soiling_year


@pytest.mark.parametrize("seed", range(4))
def test_it_is_kimber(seed: int) -> None:
    days = np.arange(730)
    rain = np.where(np.sin(days * (0.37 + seed)) > 0.97, 14.0, 2.0 * np.abs(np.sin(days * 1.7)))
    dust = Dust()
    index = pd.date_range("2024-01-01", periods=len(rain), freq="D")
    expected = pvlib.soiling.kimber(
        pd.Series(rain, index=index),
        cleaning_threshold=dust.wash_mm,
        soiling_loss_rate=dust.rate_per_day,
        grace_period=dust.grace_days,
        max_soiling=dust.most,
    ).to_numpy()
    found = kimber(rain, dust=dust)
    assert (rain >= dust.wash_mm).any()
    assert np.abs(found - expected).max() <= 1e-12


def test_loss_has_a_limit() -> None:
    assert kimber(np.zeros(1_000), dust=Dust())[-1] == 0.3


def test_bangkoks_monsoon_washes_and_its_dry_season_does_not() -> None:
    rain = CLIMATES["bangkok"].rainfall_mm
    assert rain is not None
    year = soiling_year(rain, dust=Dust())
    assert year.shape == (365,)
    assert year[243:300].max() < 0.005  # September and October
    dry = year[[*range(59), *range(335, 365)]]
    assert 0.002 < dry.mean() < 0.03
    assert dry.max() > 0.02
