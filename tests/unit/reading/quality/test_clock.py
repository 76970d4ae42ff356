from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.unit.reading.quality.conftest import series_from

from gridtokenx.reading.quality.clock import displaced
from gridtokenx.reading.quality.rules import Thresholds

RULES = Thresholds()


def test_ordinary_weeks_have_right_clocks(used: NDArray[np.float64]) -> None:
    assert not displaced(series_from(used), rules=RULES).any()


@pytest.mark.parametrize("lag", [8, -8])
def test_two_hours_for_a_working_week_are_found(used: NDArray[np.float64], lag: int) -> None:
    week = slice(14 * 96, 19 * 96)
    used[2, week] = np.roll(used[2], lag)[week]
    marked = displaced(series_from(used), rules=RULES)
    assert marked[2, 14:19].all()
    assert not np.delete(marked, 2, axis=0).any()


def test_three_days_are_too_few(used: NDArray[np.float64]) -> None:
    used[2, 14 * 96 : 17 * 96] = np.roll(used[2], 8)[14 * 96 : 17 * 96]
    assert not displaced(series_from(used), rules=RULES).any()


def test_generation_is_held_against_the_other_meters_generation(used: NDArray[np.float64]) -> None:
    """Clouds differ from day to day and pass over all: the usual day would not know them."""
    slot = np.arange(used.shape[1]) % 96
    cloud = 0.3 + 0.7 * np.abs(np.sin(np.arange(used.shape[1]) // 96 * 1.7))
    made = (
        np.linspace(1.0, 3.0, len(used))[:, None] * 1000.0 * np.clip(np.sin((slot - 24) / 48 * np.pi), 0, 1)
    )
    made = made * cloud
    made[4, 10 * 96 : 15 * 96] = np.roll(made[4], 8)[10 * 96 : 15 * 96]
    series = series_from(used)
    energies = series.energies_wh.copy()
    energies[0] = made
    marked = displaced(replace(series, energies_wh=energies), rules=RULES)
    assert marked[4, 10:15].all()
    assert not np.delete(marked, 4, axis=0).any()
