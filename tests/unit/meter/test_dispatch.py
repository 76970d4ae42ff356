"""Dispatch: own surplus first; storage alone moves noon to evening."""

import numpy as np

from gridtokenx.meter.dispatch import wanted_w

GENERATION = np.array([30_000.0, 0.0, 0.0])
LOAD = np.array([10_000.0, 8_000.0, 100.0])
POWER = np.array([20_000.0, 20_000.0, 20_000.0])
STORAGE = np.array([False, False, True])


def at(hour: float) -> list[float]:
    hours = np.array([[1.0], [hour]])
    wanted = wanted_w(GENERATION, load_w=LOAD, power_w=POWER, is_storage=STORAGE, local_hour=hours)
    return list(wanted[1])


def test_surplus_charges_and_deficit_discharges() -> None:
    assert at(9.0)[:2] == [20_000.0, -8_000.0]


def test_storage_charges_at_noon_and_discharges_in_the_evening() -> None:
    assert [at(h)[2] for h in (9.0, 12.0, 16.0, 19.0, 22.0)] == [0.0, 10_000.0, 0.0, -10_000.0, 0.0]
