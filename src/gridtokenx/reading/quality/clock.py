"""Clocks that are wrong: a meter's day fits its usual day, or the sun, better when it is displaced.

Rule: for each day, the displacement within half a day that leaves the least squares between the readings and
the usual day of the kind (where the meter generates: the other meters' generation, which follows the sun).
It counts when `skew_days` days following one another are displaced to the same side by `skew_s` at least, and
take away `skew_gain` of the misfit. After the lag estimate by cross-correlation (Knapp and Carter 1976,
DOI 10.1109/TASSP.1976.1162830).
"""

import numpy as np
from numpy.typing import NDArray

from gridtokenx.base.interval import DAY_S
from gridtokenx.reading.quality.alarm import runs
from gridtokenx.reading.quality.rules import Thresholds
from gridtokenx.reading.quality.series import Series
from gridtokenx.reading.quality.usual import median, usual_of

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_GENERATING_MIN = 3
"""Fewer meters that generate do not tell what the sun does."""


def displaced(series: Series, *, rules: Thresholds) -> Flags:
    """Return the days on which a meter's clock is wrong, shape (n, days)."""
    span = series.span
    load = span.cube(series.consumed_wh)
    by_load = _days_off(load, usual_of(load, span=span).level, series=series, rules=rules)
    made = span.cube(series.generated_wh)
    common = _common_generation(made)
    if common is None:
        return by_load
    by_sun = _days_off(made, common, series=series, rules=rules)
    generates = np.nansum(series.generated_wh, axis=1) > 0.0
    return np.where(generates[:, None], by_sun, by_load)


def _common_generation(made: Floats) -> Floats | None:
    """Return generation as the other meters have it, scaled to each, shape (n, days, slots)."""
    total = np.nansum(made, axis=(1, 2))
    active = total > 0.0
    if active.sum() < _GENERATING_MIN:
        return None
    share = made / np.where(active, total, np.nan)[:, None, None]
    common: Floats = median(share[active], axis=0)[None] * total[:, None, None]
    return common


def _days_off(cube: Floats, usual: Floats, *, series: Series, rules: Thresholds) -> Flags:
    lags, misfit = _misfit(cube, usual, length_s=series.span.length_s)
    unmoved = misfit[:, :, lags == 0][:, :, 0]
    best = np.argmin(np.where(np.isnan(misfit), np.inf, misfit), axis=2)
    least = np.take_along_axis(misfit, best[:, :, None], axis=2)[:, :, 0]
    lag_s = lags[best] * series.span.length_s
    varied = np.nanvar(np.where(np.isnan(cube), 0.0, cube), axis=2) * cube.shape[2]
    with np.errstate(invalid="ignore", divide="ignore"):
        gained = (least < (1.0 - rules.skew_gain) * unmoved) & (least < (1.0 - rules.skew_fit**2) * varied)
    off = np.zeros(cube.shape[:2], dtype=np.bool_)
    for side in (lag_s >= rules.skew_s, lag_s <= -rules.skew_s):
        for meter, first, last in runs(side & gained):
            if last - first >= rules.skew_days:
                off[meter, first:last] = True
    return off


def _misfit(cube: Floats, usual: Floats, *, length_s: int) -> tuple[NDArray[np.int64], Floats]:
    """Return lags [intervals] and the squares left between readings and the usual day moved by each.

    The usual day is moved as a ring and scaled to the day's best fit; missing readings count for nothing.
    """
    half = DAY_S // length_s // 4
    lags = np.arange(-half, half + 1)
    n, days, slots = cube.shape
    known = ~np.isnan(cube) & ~np.isnan(usual)
    seen = np.where(known, cube, 0.0)
    centred = seen - _mean(seen, known)
    left = np.full((n, days, len(lags)), np.nan)
    whole = known.sum(axis=2) >= 0.8 * slots
    for place, lag in enumerate(lags):
        moved = np.where(known, np.roll(usual, lag, axis=2), 0.0)
        moved = np.where(np.isnan(moved), 0.0, moved)
        shape = (moved - _mean(moved, known)) * known
        power = np.sum(shape**2, axis=2)
        fit = np.sum(shape * centred * known, axis=2)
        explained = np.divide(np.maximum(fit, 0.0) ** 2, power, out=np.zeros_like(fit), where=power > 0.0)
        left[:, :, place] = np.where(whole, np.sum((centred * known) ** 2, axis=2) - explained, np.nan)
    return lags, left


def _mean(values: Floats, known: Flags) -> Floats:
    count = np.maximum(known.sum(axis=2, keepdims=True), 1)
    mean: Floats = np.sum(values * known, axis=2, keepdims=True) / count
    return mean
