"""Energy registers: integer watt-hours that truncate a running total (R-RDG-2).

A register keeps its whole watt-hours as an integer and only the rest, below 1, as a float. So its
precision is the same after a second and after a century, and readings add up exactly whatever the step.
"""

import numpy as np
from numpy.typing import NDArray

REGISTERS = 6
"""generated, consumed, charged, discharged, import, export: the rows, in this order."""


class RegisterBank:
    """Six registers a meter, arrays of shape (6, n), which a count replaces and never writes to."""

    def __init__(self, meters: int) -> None:
        """Start all registers at 0."""
        self.total_wh: NDArray[np.int64] = np.zeros((REGISTERS, meters), dtype=np.int64)
        self.rest_wh: NDArray[np.float64] = np.zeros((REGISTERS, meters))

    def count(
        self, power_w: NDArray[np.float64], *, length_s: int, out: NDArray[np.int64] | None = None
    ) -> NDArray[np.int64]:
        """Add a step of mean powers [W], shape (6, n), and return what each register counted [Wh]."""
        counted = np.empty(power_w.shape, dtype=np.int64) if out is None else out
        running = power_w * (length_s / 3600.0)
        running += self.rest_wh
        whole = np.floor(running)
        counted[...] = whole
        self.rest_wh = np.subtract(running, whole, out=running)
        self.total_wh = self.total_wh + counted
        return counted
