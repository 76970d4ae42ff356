"""Ageing of PV against the published rates."""

import numpy as np
import pytest

from gridtokenx.meter.pv_ageing import MEAN_PER_YEAR, MEDIAN_PER_YEAR, remaining


def test_the_published_median_and_mean() -> None:
    """Jordan et al. (2016): 0.5-0.6 % a year in the median, 0.8-0.9 % in the mean."""
    assert 0.005 <= MEDIAN_PER_YEAR <= 0.006
    assert 0.008 <= MEAN_PER_YEAR <= 0.009
    assert remaining(10.0) == pytest.approx(0.95, abs=0.002)
    assert remaining(25.0, per_year=MEAN_PER_YEAR) == pytest.approx(0.818, abs=0.002)


def test_what_is_not_built_yet_is_new() -> None:
    assert np.array_equal(remaining(np.array([-3.0, 0.0])), [1.0, 1.0])
