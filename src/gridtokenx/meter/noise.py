"""Smooth random curves that depend on the key and the moment only.

Values are drawn at the knots of a time grid (:mod:`gridtokenx.base.stream`) and joined by a smooth step,
so a curve can be read at any moment, in any order, at any step length. Used by weather and load. Single
precision: the curve is random to begin with, and what it scales is computed in double.
"""

import numpy as np
from numpy.typing import NDArray

from gridtokenx.base.stream import normals

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]


class SmoothNoise:
    """A standard-normal curve for each key; remembers the knots around the moments it was last read at.

    The memory only saves drawing the same knots again: it never changes a value.
    """

    def __init__(self, keys: NDArray[np.uint64], *, period_s: int, channel: int) -> None:
        """Take the keys, shape (n,), the distance of the knots [s] and the channel of the draws."""
        self._keys = keys
        self._period_s = period_s
        self._channel = channel
        self._first = 0
        self._drawn: Singles = np.zeros((0, len(keys)), dtype=np.float32)

    def at(self, time_s: float) -> Floats:
        """Return the curves at a moment [epoch s], shape (n,): mean 0, variance 1 in the long run."""
        curves: Floats = self.over(np.array([time_s]))[0].astype(np.float64)
        return curves

    def over(self, times_s: Floats, *, scale: float = 1.0) -> Singles:
        """Return the curves at moments [epoch s] that rise, times a scale, shape (k, n)."""
        knots, offset = np.divmod(times_s, self._period_s)
        x = offset / self._period_s
        weight = x * x * (3.0 - 2.0 * x)
        factor = scale / np.sqrt(weight**2 + (1.0 - weight) ** 2)
        before = ((1.0 - weight) * factor).astype(np.float32)[:, np.newaxis]
        after = (weight * factor).astype(np.float32)[:, np.newaxis]
        first, last = int(knots[0]), int(knots[-1]) + 1
        self._draw(first, last)
        if last == first + 1:
            left, right = self._drawn[:1], self._drawn[1:]
        else:
            places = (knots - first).astype(np.intp)
            left, right = self._drawn[places], self._drawn[places + 1]
        curves: Singles = left * before
        curves += right * after
        return curves

    def _draw(self, first: int, last: int) -> None:
        """Have the knots from the first to the last at hand, those that were already there kept."""
        end = self._first + len(self._drawn)
        if self._first == first and end == last + 1:
            return
        kept = self._drawn[first - self._first :] if self._first <= first < end <= last + 1 else None
        known = first if kept is None else end
        drawn = normals(self._keys, range(known, last + 1), channel=self._channel)
        self._drawn = drawn if kept is None else np.concatenate((kept, drawn))
        self._first = first
