"""Registers: no watt-hour is lost to the step, and precision does not wear off."""

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtokenx.meter.register import REGISTERS, RegisterBank


def powers(value: float) -> np.ndarray:
    return np.full((REGISTERS, 1), value)


@settings(max_examples=50, deadline=None)
@given(steps=st.lists(st.floats(0.0, 2e6), min_size=1, max_size=300), length_s=st.sampled_from([15, 60, 900]))
def test_a_register_is_the_floor_of_the_running_total(steps: list[float], length_s: int) -> None:
    bank = RegisterBank(1)
    counted = sum(int(bank.count(powers(p), length_s=length_s)[0, 0]) for p in steps)
    exact = sum(Fraction(p) * length_s / 3_600 for p in steps)
    assert counted == int(bank.total_wh[0, 0])
    assert abs(counted + float(bank.rest_wh[0, 0]) - float(exact)) < 1e-5 * max(len(steps), 1)
    assert 0.0 <= float(bank.rest_wh[0, 0]) < 1.0


def test_precision_does_not_wear_off_behind_a_large_total() -> None:
    young, old = RegisterBank(1), RegisterBank(1)
    old.total_wh += 10**15
    for _ in range(1_000):
        a = young.count(powers(33.3), length_s=15)
        b = old.count(powers(33.3), length_s=15)
        assert a[0, 0] == b[0, 0]
    assert int(young.total_wh[0, 0]) == int(33.3 * 15_000 / 3_600)


def test_short_steps_of_one_path_add_up_to_the_long_step() -> None:
    short, long = RegisterBank(1), RegisterBank(1)
    total = sum(int(short.count(powers(1_234.5), length_s=15)[0, 0]) for _ in range(60))
    assert total == int(long.count(powers(1_234.5), length_s=900)[0, 0]) == 308


def test_fifteen_seconds_are_not_a_quarter_of_an_hour() -> None:
    """A peer credited 0.25 h of energy every 15 s: 60 times too much."""
    assert RegisterBank(1).count(powers(24_000.0), length_s=15)[0, 0] == 100
