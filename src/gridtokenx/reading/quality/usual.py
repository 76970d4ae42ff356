"""What is usual: a meter's ordinary working day and day of rest, with their robust spread.

Medians over the days of a kind, the slot before and after pooled, so that a fault of less than half of the
days does not move them; spread by the median absolute deviation (Rousseeuw and Croux 1993,
DOI 10.1080/01621459.1993.10476408).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridtokenx.reading.quality.series import Span

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MAD_TO_SIGMA = 1.4826
DAYS_MIN = 3
"""Fewer days of a kind say nothing about it."""


@dataclass(frozen=True, slots=True)
class Usual:
    """Each meter's usual energy and its spread [Wh] by day and slot, shape (n, days, slots)."""

    level: Floats
    spread: Floats


def usual_of(cube: Floats, *, span: Span) -> Usual:
    """Return what is usual for each meter, day and slot; NaN where too few days tell.

    Args:
        cube: Energies [Wh], shape (n, days, slots), NaN where missing.
        span: Tells the days of rest.
    """
    level, spread = np.full_like(cube, np.nan), np.full_like(cube, np.nan)
    for kind in span.kinds():
        days = cube[:, kind]
        if days.shape[1] < DAYS_MIN:
            continue
        pooled = np.concatenate((np.roll(days, 1, axis=2), days, np.roll(days, -1, axis=2)), axis=1)
        middle = median(pooled, axis=1)
        level[:, kind] = middle[:, None, :]
        spread[:, kind] = MAD_TO_SIGMA * median(np.abs(days - middle[:, None, :]), axis=1)[:, None, :]
    return Usual(level, spread)


def median(values: Floats, *, axis: int) -> Floats:
    """Return the median over an axis without the missing; NaN where all are.

    >>> median(np.array([[1.0, np.nan, 3.0]]), axis=1).tolist()
    [2.0]
    """
    ordered = np.sort(values, axis=axis)
    count = np.expand_dims(np.sum(~np.isnan(values), axis=axis), axis)
    low = np.take_along_axis(ordered, np.maximum(count - 1, 0) // 2, axis=axis)
    high = np.take_along_axis(ordered, np.minimum(count // 2, values.shape[axis] - 1), axis=axis)
    middle: Floats = np.squeeze(0.5 * (low + high), axis=axis)
    return middle
