"""Series whose truth is known: ordinary weeks of eight buildings, to be spoilt in one place."""

import numpy as np
import pytest
from numpy.typing import NDArray

from gridtokenx.reading.quality.series import Series, series_of_consumption, span_of

MONDAY = 1_769_990_400
"""2026-02-02 00:00 UTC, a Monday."""
DAYS, SLOTS, METERS = 28, 96, 8
NAMES = tuple(f"M{i}" for i in range(METERS))


def ordinary() -> NDArray[np.float64]:
    """Working days with a hump from nine to five, quiet weekends, 3 % of noise, shape (8, 2688) [Wh]."""
    rng = np.random.default_rng(7)
    hour = (np.arange(DAYS * SLOTS) % SLOTS) / 4.0
    weekday = (np.arange(DAYS * SLOTS) // SLOTS) % 7 < 5
    hump = np.exp(-(((hour - 13.0) / 3.0) ** 2))
    shape = 1000.0 + np.where(weekday, 4000.0, 500.0) * hump
    weather = 1.0 + 0.05 * np.sin(np.arange(DAYS * SLOTS) / 400.0)
    noise = np.exp(0.03 * rng.standard_normal((METERS, DAYS * SLOTS)))
    size = np.linspace(0.5, 2.0, METERS)[:, None]
    return np.round(size * shape * weather * noise)


def series_from(used: NDArray[np.float64]) -> Series:
    span = span_of(MONDAY, count=used.shape[1], length_s=900, timezone="UTC")
    return series_of_consumption(used, meter_ids=NAMES, span=span)


@pytest.fixture
def used() -> NDArray[np.float64]:
    return ordinary()
