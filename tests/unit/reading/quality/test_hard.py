"""Marks that need no history, each beside a reading that just passes."""

from dataclasses import replace

import numpy as np
import pytest

from gridtokenx.reading.quality import hard
from gridtokenx.reading.quality.rules import Thresholds
from gridtokenx.reading.quality.series import Series, series_of_consumption, span_of

RULES = Thresholds()
MONDAY = 1_769_990_400
SECOND = [False, True, False, False]


@pytest.fixture
def series() -> Series:
    """One meter, four readings: 100 Wh made, 300 used, 200 taken; at most 1000 and 1500 Wh."""
    dark = np.array([True, True, False, False])
    span = span_of(MONDAY, count=4, length_s=900, timezone="UTC", dark=dark)
    plain = series_of_consumption(np.full((1, 4), 300.0), meter_ids=("M",), span=span)
    energies = np.zeros((6, 1, 4))
    energies[0, :, 2:], energies[1], energies[4], energies[4, :, 2:] = 100.0, 300.0, 300.0, 200.0
    limits = np.array([[1000.0], [1500.0], [1000.0], [1000.0], [1500.0], [1000.0]])
    return replace(
        plain, energies_wh=energies, limits_wh=limits, balanced=True, sun_only=np.ones(1, dtype=np.bool_)
    )


def changed(series: Series, register: int, place: int, value: float) -> Series:
    energies = series.energies_wh.copy()
    energies[register, 0, place] = value
    return replace(series, energies_wh=energies)


def test_sound_readings_are_not_marked(series: Series) -> None:
    for check in (hard.unbalanced, hard.out_of_range, hard.in_the_dark):
        assert not check(series, rules=RULES).any()
    for plain in (hard.missing, hard.doubled, hard.forged):
        assert not plain(series).any()


def test_balance_allows_five_watt_hours(series: Series) -> None:
    assert not hard.unbalanced(changed(series, 4, 1, 305.0), rules=RULES).any()
    assert hard.unbalanced(changed(series, 4, 1, 306.0), rules=RULES)[0].tolist() == SECOND
    assert not hard.unbalanced(replace(changed(series, 4, 1, 306.0), balanced=False), rules=RULES).any()


def test_range_allows_five_percent_and_one(series: Series) -> None:
    assert not hard.out_of_range(changed(series, 5, 0, 1051.0), rules=RULES).any()
    assert hard.out_of_range(changed(series, 5, 0, 1052.0), rules=RULES)[0, 0]
    assert hard.out_of_range(changed(series, 1, 0, -1.0), rules=RULES)[0, 0]


def test_only_pv_and_only_in_the_dark(series: Series) -> None:
    assert not hard.in_the_dark(changed(series, 0, 1, 5.0), rules=RULES).any()
    assert hard.in_the_dark(changed(series, 0, 1, 6.0), rules=RULES)[0].tolist() == SECOND
    windy = replace(changed(series, 0, 1, 6.0), sun_only=np.zeros(1, dtype=np.bool_))
    assert not hard.in_the_dark(windy, rules=RULES).any()


def test_missing_and_doubled_readings_are_counted(series: Series) -> None:
    came = replace(series, copies=np.array([[1, 0, 2, 1]]))
    assert hard.missing(came)[0].tolist() == [False, True, False, False]
    assert hard.doubled(came)[0].tolist() == [False, False, True, False]
    assert not hard.missing(replace(series, copies=np.zeros((1, 4), dtype=np.int64))).any()
