"""Levels and slopes: a meter's day beside the days of the other meters.

Rule: the log of a day's energy, less the median of the meter's days of its kind, less the median of the other
meters' the same day (weather and season move all of them). A run of `level_days` days away by `level_share`
and `level_z` is another level; a Theil-Sen slope (Sen 1968, DOI 10.1080/01621459.1968.10480934)
over `drift_days` above `drift_per_day` and `drift_z` of its error is a drift.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridtokenx.reading.quality.alarm import runs
from gridtokenx.reading.quality.rules import Thresholds
from gridtokenx.reading.quality.series import Series
from gridtokenx.reading.quality.usual import MAD_TO_SIGMA, median

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_WHOLE = 0.9
"""Share of its readings that a day needs."""
_METERS_MIN = 4
"""Fewer meters are no company to be compared with."""
_SPREAD_MIN = 0.005


@dataclass(frozen=True, slots=True)
class Departure:
    """How far each meter's days are from what the others' suggest, as logarithms, shape (n, days)."""

    log: Floats
    spread: Floats
    """Robust standard deviation from one day to the next, shape (n,)."""


def departure_of(series: Series) -> Departure:
    """Return how each meter departs from the others, NaN for days that are not whole."""
    span = series.span
    cube = span.cube(series.consumed_wh)
    came = np.sum(~np.isnan(cube), axis=2)
    total = np.where(came >= _WHOLE * span.slots, np.nansum(cube, axis=2) / np.maximum(came, 1), np.nan)
    log = np.log(np.where(total > 0.0, total, np.nan))
    for kind in span.kinds():
        log[:, kind] -= median(log[:, kind], axis=1)[:, None]
    if len(log) >= _METERS_MIN:
        log = log - median(log, axis=0)[None, :]
    step = np.abs(np.diff(log, axis=1)) if log.shape[1] > 1 else np.zeros((len(log), 1))
    spread = MAD_TO_SIGMA * median(step, axis=1) / np.sqrt(2.0)
    return Departure(log, np.maximum(np.nan_to_num(spread), _SPREAD_MIN))


def shifted(departure: Departure, *, rules: Thresholds) -> Flags:
    """Return the days on which a meter's level has changed, shape (n, days)."""
    away = np.log1p(rules.level_share)
    least = np.maximum(away, rules.level_z * departure.spread)[:, None]
    marked = np.zeros(departure.log.shape, dtype=np.bool_)
    for side in (departure.log > least, departure.log < -least):
        for meter, first, last in runs(side):
            if last - first >= rules.level_days:
                marked[meter, first:last] = True
    return marked


def drifting(departure: Departure, *, rules: Thresholds) -> Flags:
    """Return the days over which a meter drifts away from the others, shape (n, days)."""
    log, window = departure.log, rules.drift_days
    marked = np.zeros(log.shape, dtype=np.bool_)
    if log.shape[1] < window:
        return marked
    windows = np.lib.stride_tricks.sliding_window_view(log, window, axis=1)
    slope, error = theil_sen(windows)
    steep = (np.abs(slope) > rules.drift_per_day) & (np.abs(slope) > rules.drift_z * error)
    for offset in range(window):
        marked[:, offset : offset + steep.shape[1]] |= steep
    return marked


def theil_sen(values: Floats) -> tuple[Floats, Floats]:
    """Return the median slope over the last axis [per place] and its standard error from the residuals.

    >>> [float(part) for part in theil_sen(np.arange(6.0))]
    [1.0, 0.0]
    """
    count = values.shape[-1]
    left, right = np.triu_indices(count, k=1)
    slope = median((values[..., right] - values[..., left]) / (right - left), axis=-1)
    line = slope[..., None] * np.arange(count)
    rest = values - line
    rest = rest - median(rest, axis=-1)[..., None]
    sigma = MAD_TO_SIGMA * median(np.abs(rest), axis=-1)
    return slope, sigma / np.sqrt(count * (count**2 - 1) / 12.0)
