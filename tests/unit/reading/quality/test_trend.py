import numpy as np
import pytest
from numpy.typing import NDArray
from tests.unit.reading.quality.conftest import series_from

from gridtokenx.reading.quality.rules import Thresholds
from gridtokenx.reading.quality.trend import departure_of, drifting, shifted, theil_sen

RULES = Thresholds()


def test_ordinary_weeks_neither_shift_nor_drift(used: NDArray[np.float64]) -> None:
    departure = departure_of(series_from(used))
    assert not shifted(departure, rules=RULES).any()
    assert not drifting(departure, rules=RULES).any()


def test_what_all_meters_do_is_weather(used: NDArray[np.float64]) -> None:
    used *= np.linspace(1.0, 1.6, used.shape[1])
    used[:, 10 * 96 : 14 * 96] *= 1.5
    departure = departure_of(series_from(used))
    assert not shifted(departure, rules=RULES).any()
    assert not drifting(departure, rules=RULES).any()


def test_a_level_that_changes_for_a_week_is_found(used: NDArray[np.float64]) -> None:
    used[2, 10 * 96 : 17 * 96] *= 0.6
    marked = shifted(departure_of(series_from(used)), rules=RULES)
    assert np.nonzero(marked[2])[0].tolist() == list(range(10, 17))
    assert marked.sum() == 7


@pytest.mark.parametrize("slope", [0.02, -0.02])
def test_a_drift_of_two_percent_a_day_is_found(used: NDArray[np.float64], slope: float) -> None:
    days = np.clip(np.arange(used.shape[1]) / 96.0 - 7.0, 0.0, 14.0)
    used[3] *= 1.0 + slope * days
    marked = drifting(departure_of(series_from(used)), rules=RULES)
    assert marked[3, 8:20].all()
    assert not np.delete(marked, 3, axis=0).any()


def test_half_a_day_is_no_day(used: NDArray[np.float64]) -> None:
    used[2, 10 * 96 : 10 * 96 + 48] = np.nan
    assert np.isnan(departure_of(series_from(used)).log[2, 10])


def test_the_slope_is_robust_and_its_error_grows_with_the_noise() -> None:
    line = 0.5 * np.arange(15.0)
    spoilt = line.copy()
    spoilt[[3, 9]] += 40.0
    slope, error = theil_sen(np.stack((line, spoilt, line + np.sin(np.arange(15.0) * 2.0))))
    assert slope.tolist() == pytest.approx([0.5, 0.5, 0.5], abs=0.05)
    assert error[0] == 0.0 < error[2]
