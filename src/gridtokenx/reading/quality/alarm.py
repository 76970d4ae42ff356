"""What a quality check says: which meter, from when to when, and why.

Owns the names of the checks and which fault each is meant to find.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from gridtokenx.campus.fault import FaultKind

Flags = NDArray[np.bool_]


class Check(StrEnum):
    """The checks, in the order in which they are made."""

    GAP = "gap"
    DUPLICATE = "duplicate"
    SIGNATURE = "signature"
    BALANCE = "balance"
    RANGE = "range"
    NIGHT = "night"
    FLAT = "flat"
    JUMP = "jump"
    CLOCK = "clock"
    LEVEL = "level"
    DRIFT = "drift"


MEANT_FOR: Mapping[Check, tuple[FaultKind, ...]] = MappingProxyType({
    Check.GAP: (FaultKind.DROPOUT,),
    Check.DUPLICATE: (FaultKind.DUPLICATE,),
    Check.SIGNATURE: (FaultKind.TAMPER,),
    Check.BALANCE: (FaultKind.SWAPPED,),
    Check.RANGE: (FaultKind.SPIKE, FaultKind.SWAPPED, FaultKind.SCALED, FaultKind.CLOCK_SKEW),
    Check.NIGHT: (FaultKind.NIGHT_GENERATION, FaultKind.CLOCK_SKEW),
    Check.FLAT: (FaultKind.STUCK, FaultKind.CLOCK_SKEW),
    Check.JUMP: (FaultKind.SPIKE, FaultKind.CLOCK_SKEW),
    Check.CLOCK: (FaultKind.CLOCK_SKEW,),
    Check.LEVEL: (FaultKind.SCALED, FaultKind.DRIFT),
    Check.DRIFT: (FaultKind.DRIFT, FaultKind.SCALED),
})  # fmt: skip
"""Which faults an alarm of a check points at, the first one before all. A clock that is set stands still
and jumps, and generates after sunset; a level that changes and one that drifts are told apart late."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One check's doubt about one meter over ``[start_s, end_s)`` [epoch s]."""

    meter_id: str
    check: Check
    start_s: int
    end_s: int
    detail: str


def runs(marked: Flags, *, join: int = 0) -> NDArray[np.int64]:
    """Return the runs of marked places as rows (meter, first, after the last), shape (runs, 3).

    Args:
        marked: Marks, shape (n, t).
        join: Runs of a meter with no more places between them are one.

    >>> runs(np.array([[True, True, False, True]])).tolist()
    [[0, 0, 2], [0, 3, 4]]
    """
    edges = np.diff(np.pad(marked.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    meter, first = np.nonzero(edges == 1)
    _, last = np.nonzero(edges == -1)
    begins = np.ones(len(meter), dtype=np.bool_)
    begins[1:] = (meter[1:] != meter[:-1]) | (first[1:] - last[:-1] > join)
    ends = np.append(begins[1:], np.ones(min(len(meter), 1), dtype=np.bool_))
    return np.stack((meter[begins], first[begins], last[ends]), axis=1)
