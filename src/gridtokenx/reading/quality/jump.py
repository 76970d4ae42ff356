"""Jumps: a reading far above the same time of other days and above the readings around it.

Rule: the modified z-score of Iglewicz and Hoaglin (1993), with the median and the median absolute
deviation of the same kind of day and time, over `jump_z`; and the excess over the median of the
readings around over `jump_share` of the meter's 98th percentile, so that a busy day is no jump.
"""

import numpy as np
from numpy.typing import NDArray

from gridtokenx.reading.quality.rules import Thresholds
from gridtokenx.reading.quality.series import Series
from gridtokenx.reading.quality.usual import median, usual_of

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_AROUND_S = 7_200
_AROUND_MIN = 3


def jumping(series: Series, *, rules: Thresholds) -> Flags:
    """Return where consumption jumps, shape (n, t)."""
    used, span = series.consumed_wh, series.span
    usual = usual_of(span.cube(used), span=span)
    level, spread = span.flat(usual.level), span.flat(usual.spread)
    mean = median(used, axis=1)[:, None]
    excess = used - level
    far = excess > rules.jump_z * (spread + rules.jump_floor * mean)
    reach = max(_AROUND_MIN, _AROUND_S // span.length_s)
    around = used - _median_around(used, reach=reach)
    high = _high(used)[:, None]
    marked: Flags = far & (around > rules.jump_share * high) & (excess > rules.jump_share * high)
    return marked


def _median_around(values: Floats, *, reach: int) -> Floats:
    """Return the median of the `reach` readings before and after each, shape (n, t)."""
    padded = np.pad(values, ((0, 0), (reach, reach)), constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1, axis=1)
    return median(windows, axis=2)


def _high(values: Floats) -> Floats:
    """Return what each meter reads at most but for 2 % of the time, shape (n,)."""
    ordered = np.sort(values, axis=1)
    count = np.sum(~np.isnan(values), axis=1)
    place = np.maximum((0.98 * (count - 1)).astype(np.int64), 0)
    high: Floats = np.take_along_axis(ordered, place[:, None], axis=1)[:, 0]
    return high
