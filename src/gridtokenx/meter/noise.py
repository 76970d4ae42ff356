"""Smooth random curves that depend on the key and the moment only.

Values are drawn at the knots of a time grid (:mod:`gridtokenx.base.stream`) and joined by a smooth step,
so a curve can be read at any moment, in any order, at any step length. Used by weather and load.
"""

import numpy as np
from numpy.typing import NDArray

from gridtokenx.base.stream import normal

Floats = NDArray[np.float64]


class SmoothNoise:
    """A standard-normal curve for each key; remembers the two knots around the moment it was last read.

    The memory only saves drawing the same knots again: it never changes a value.
    """

    def __init__(self, keys: NDArray[np.uint64], *, period_s: int, channel: int) -> None:
        """Take the keys, shape (n,), the distance of the knots [s] and the channel of the draws."""
        self._keys = keys
        self._period_s = period_s
        self._channel = channel
        self._knot = -1
        self._left: Floats = np.zeros(0)
        self._right: Floats = np.zeros(0)

    def at(self, time_s: float) -> Floats:
        """Return the curves at a moment [epoch s], shape (n,): mean 0, variance 1 in the long run."""
        knot, offset = divmod(time_s, self._period_s)
        self._move_to(int(knot))
        x = offset / self._period_s
        weight = x * x * (3.0 - 2.0 * x)
        scale = 1.0 / np.sqrt(weight**2 + (1.0 - weight) ** 2)
        curves: Floats = (self._left * (1.0 - weight) + self._right * weight) * scale
        return curves

    def _move_to(self, knot: int) -> None:
        if knot == self._knot:
            return
        known = knot == self._knot + 1 and self._knot >= 0
        self._left = self._right if known else normal(self._keys, knot, channel=self._channel)
        self._right = normal(self._keys, knot + 1, channel=self._channel)
        self._knot = knot
