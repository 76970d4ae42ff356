"""Registers that stand still: the same value for longer than a meter's days allow.

Rule: a run of one value is doubtful when it lasts `flat_s` and `flat_times` the longest run of the meter's
median day, or `zero_s` when the value is 0 and the meter hardly ever rests. A constant night of
whole watt-hours is therefore usual where every night is constant.
"""

import numpy as np
from numpy.typing import NDArray

from gridtokenx.reading.quality.alarm import runs
from gridtokenx.reading.quality.rules import Thresholds
from gridtokenx.reading.quality.series import Series
from gridtokenx.reading.quality.usual import median

Flags = NDArray[np.bool_]


def standing(series: Series, *, rules: Thresholds) -> Flags:
    """Return where consumption stands still, shape (n, t)."""
    used, span = series.consumed_wh, series.span
    marked = np.zeros(used.shape, dtype=np.bool_)
    same = np.zeros_like(marked)
    same[:, 1:] = used[:, 1:] == used[:, :-1]
    usual = _longest_of_median_day(same, series=series)
    needed = np.maximum(rules.flat_s / span.length_s, rules.flat_times * usual)
    for meter, first, last in runs(same):
        if last - first + 1 >= needed[meter]:
            marked[meter, first - 1 : last] = True
    zero = used == 0.0
    rests = _zero_days(zero, series=series) > rules.zero_share + 0.5 * (span.days < 7)
    for meter, first, last in runs(zero):
        if not rests[meter] and (last - first) * span.length_s >= rules.zero_s:
            marked[meter, first:last] = True
    return marked


def _longest_of_median_day(same: Flags, *, series: Series) -> NDArray[np.float64]:
    """Return the longest run of equal values [intervals] of each meter's median day, shape (n,)."""
    span = series.span
    days = span.cube(same.astype(np.float64)) == 1.0
    longest = np.zeros(days.shape[:2])
    running = np.zeros(days.shape[:2])
    for slot in range(span.slots):
        running = (running + 1.0) * days[:, :, slot]
        longest = np.maximum(longest, running)
    return median(longest, axis=1) + 1.0


def _zero_days(zero: Flags, *, series: Series) -> NDArray[np.float64]:
    """Return the usual share of a day's readings that are 0, the median over days, shape (n,)."""
    cube = series.span.cube(np.where(np.isnan(series.consumed_wh), np.nan, zero.astype(np.float64)))
    came = np.sum(~np.isnan(cube), axis=2)
    share = np.divide(np.nansum(cube, axis=2), came, out=np.full(came.shape, np.nan), where=came > 0)
    return median(share, axis=1)
