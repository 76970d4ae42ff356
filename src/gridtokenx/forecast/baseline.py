"""What a forecast must beat: the last reading, the last day, the last week.

A place is an issue time: the first hour that is not known yet. Horizon 1 is that hour.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from gridtokenx.forecast.history import Floats

DAY_H = 24
WEEK_H = 168
Places = NDArray[np.int64]


def persistence(load_kwh: Floats, *, issues: Places, horizon: int) -> Floats:  # noqa: ARG001 # same for every horizon
    """Return the last known hour's energy [kWh], shape (issues, meters)."""
    return load_kwh[issues - 1]


def same_hour_last_day(load_kwh: Floats, *, issues: Places, horizon: int) -> Floats:
    """Return the energy of the same hour of the last day that is known [kWh], shape (issues, meters)."""
    return load_kwh[issues + horizon - 1 - DAY_H * days_back(horizon)]


def same_hour_last_week(load_kwh: Floats, *, issues: Places, horizon: int) -> Floats:
    """Return the energy of the same hour a week before [kWh], shape (issues, meters)."""
    return load_kwh[issues + horizon - 1 - WEEK_H]


def days_back(horizon: int) -> int:
    """Return how many days before the target the same hour is known.

    >>> days_back(24), days_back(25)
    (1, 2)
    """
    return 1 + (horizon - 1) // DAY_H


BASELINES: Mapping[str, Callable[..., Floats]] = MappingProxyType({
    "persistence": persistence,
    "last day": same_hour_last_day,
    "last week": same_hour_last_week,
})  # fmt: skip
