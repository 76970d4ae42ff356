import numpy as np
from numpy.typing import NDArray
from tests.unit.reading.quality.conftest import series_from

from gridtokenx.reading.quality.flat import standing
from gridtokenx.reading.quality.rules import Thresholds

RULES = Thresholds()


def test_ordinary_weeks_do_not_stand_still(used: NDArray[np.float64]) -> None:
    assert not standing(series_from(used), rules=RULES).any()


def test_two_hours_of_zeros_and_six_of_one_value_are_found(used: NDArray[np.float64]) -> None:
    used[1, 1000:1008], used[2, 500:524] = 0.0, 1234.0
    marked = standing(series_from(used), rules=RULES)
    assert np.nonzero(marked[1])[0].tolist() == list(range(1000, 1008))
    assert np.nonzero(marked[2])[0].tolist() == list(range(500, 524))
    assert marked.sum() == 32


def test_less_than_that_is_left(used: NDArray[np.float64]) -> None:
    used[1, 1000:1007], used[2, 500:520] = 0.0, 1234.0
    assert not standing(series_from(used), rules=RULES).any()


def test_a_constant_night_is_usual_where_every_night_is(used: NDArray[np.float64]) -> None:
    night = np.arange(used.shape[1]) % 96 < 24
    used[3, night] = 500.0
    used[4, night] = 0.0
    assert not standing(series_from(used), rules=RULES).any()


def test_a_gap_is_not_flat(used: NDArray[np.float64]) -> None:
    used[1, 1000:1100] = np.nan
    assert not standing(series_from(used), rules=RULES).any()
