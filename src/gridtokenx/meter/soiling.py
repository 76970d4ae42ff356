"""Soiling of PV: dust that gathers by the day and is washed off by rain (R-SIM-2).

Source: Kimber, Mitchell, Nogradi and Wenger (2006), DOI 10.1109/WCPEC.2006.279690: a constant daily rate
between rains of at least a threshold, none for some days after a rain while the ground is damp.

Validity: the source's rates were measured in California and the American south-west, 0.1 to 0.3 % a day
by region; 0.15 % is its middle. No rate measured in Bangkok was found, so the Bangkok figures are the
model's and not a measurement.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_SHOWER_MM = 12.0
"""Rain of a wet day, a round figure; a climate's table gives months only."""
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class Dust:
    """How a place makes modules dirty."""

    rate_per_day: float = 0.0015
    """Share of the light lost with each dry day."""
    wash_mm: float = 6.0
    """Rain of a day that washes the modules."""
    grace_days: int = 14
    """Days on which nothing settles, the day of the wash among them."""
    most: float = 0.3
    """Loss that is not passed."""


def kimber(rain_mm: Floats, *, dust: Dust) -> Floats:
    """Return the share of light lost on each day, 0 to 1, of modules that are clean on the first.

    Args:
        rain_mm: Rain of each day [mm], shape (days,).
        dust: Constants of the place.
    """
    washed = rain_mm >= dust.wash_mm
    days = np.arange(len(rain_mm))
    last = np.maximum.accumulate(np.where(washed, days, -1))
    since = np.where(last >= 0, np.maximum(days - last - dust.grace_days + 1, 0), days)
    return np.minimum(dust.rate_per_day * since, dust.most)


def soiling_year(rain_mm: tuple[float, ...], *, dust: Dust) -> Floats:
    """Return the loss of each day of an ordinary year of 365 days, from the rain of its twelve months.

    A month's rain falls in showers of 12 mm at even distances, what is left over with the next month's; the
    second of two equal years is returned, so that January knows December.
    """
    daily = np.repeat(
        [mm / days for mm, days in zip(rain_mm, _MONTH_DAYS, strict=True)], np.array(_MONTH_DAYS)
    )
    fallen = np.cumsum(np.tile(daily, 2)) + 1e-9
    showers = np.diff(np.floor(fallen / _SHOWER_MM), prepend=0.0)
    return kimber(showers * _SHOWER_MM, dust=dust)[365:]
