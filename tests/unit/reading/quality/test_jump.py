import numpy as np
from numpy.typing import NDArray
from tests.unit.reading.quality.conftest import series_from

from gridtokenx.reading.quality.jump import jumping
from gridtokenx.reading.quality.rules import Thresholds

RULES = Thresholds()


def test_a_jump_is_found_where_it_is_and_nowhere_else(used: NDArray[np.float64]) -> None:
    used[1, 1001] += 5000.0
    marked = jumping(series_from(used), rules=RULES)
    assert np.argwhere(marked).tolist() == [[1, 1001]]


def test_a_busy_night_rises_slowly_and_is_no_jump(used: NDArray[np.float64]) -> None:
    busy = np.exp(-(((np.arange(96) - 80) / 12.0) ** 2))
    used[1, 10 * 96 : 11 * 96] += 3000.0 * busy
    assert not jumping(series_from(used), rules=RULES).any()


def test_missing_readings_around_it_do_not_hide_a_jump(used: NDArray[np.float64]) -> None:
    used[1, 1001] += 5000.0
    used[1, 1002:1006] = np.nan
    assert jumping(series_from(used), rules=RULES)[1, 1001]
