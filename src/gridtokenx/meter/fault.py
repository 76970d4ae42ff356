"""Faults in a meter's registers: what it counts wrong before it signs (R-SIM-11).

The physics stays as it was and conserves energy; only what the registers show differs. Faults that arise on
the way, after signing, are in :mod:`gridtokenx.meter.uplink`. A meter derives consumption from the
other five registers, so a wrong one stays balanced, except where import and export are swapped.
Kinds after the anomaly types of the review of Himeur et al. (2021), DOI 10.1016/j.apenergy.2021.116601.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import DAY_S, SETTLEMENT_S
from gridtokenx.base.stream import stream_key, uniform
from gridtokenx.campus.fault import FaultKind, FaultSpec
from gridtokenx.campus.model import Campus
from gridtokenx.meter.register import REGISTERS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

GENERATED, CONSUMED, CHARGED, DISCHARGED, IMPORT, EXPORT = range(REGISTERS)
_CHANNEL = 70
_SCALES = (FaultKind.SCALED, FaultKind.DRIFT)


@dataclass(frozen=True, slots=True)
class _Group:
    """The faults of one kind, arrays of shape (faults,)."""

    meter: Ints
    start_s: Ints
    end_s: Ints
    size: Floats


class FaultPlan:
    """The faults of a campus as arrays, and what they ask for at a moment."""

    def __init__(self, campus: Campus, *, seed: int, faults: Sequence[FaultSpec] | None = None) -> None:
        """Take the campus and the seed; its own faults unless others are given."""
        chosen = campus.faults if faults is None else tuple(faults)
        places = {meter.meter_id: i for i, meter in enumerate(campus.meters)}
        self.faults = tuple(fault for fault in chosen if fault.meter_id in places)
        self.meters = len(campus.meters)
        self.draw_w: Floats = 1e3 * np.array([m.load_limit_kw for m in campus.meters])
        """The most each building draws [W], shape (n,)."""
        self.pv_w: Floats = 1e3 * np.array([m.pv_kw for m in campus.meters])
        """Each meter's PV nameplate [W], shape (n,)."""
        self._keys = np.array([stream_key(seed, m.meter_id) for m in campus.meters], dtype=np.uint64)
        self._groups = MappingProxyType({kind: _group(self.faults, kind, places) for kind in FaultKind})

    def size(self, kind: FaultKind, *, time_s: int) -> Floats:
        """Return the size of a kind of fault at a moment, shape (n,); NaN where there is none."""
        sizes = np.full(self.meters, np.nan)
        group = self._groups[kind]
        now = (group.start_s <= time_s) & (time_s < group.end_s)
        sizes[group.meter[now]] = group.size[now]
        return sizes

    def gain(self, *, time_s: float) -> Floats:
        """Return what the registers count per watt-hour at a moment, shape (n,): scaled, then drifted."""
        gains = np.ones(self.meters)
        for kind in _SCALES:
            group = self._groups[kind]
            now = (group.start_s <= time_s) & (time_s < group.end_s)
            days = (time_s - group.start_s[now]) / DAY_S
            factor = group.size[now] if kind is FaultKind.SCALED else 1.0 + group.size[now] * days
            np.multiply.at(gains, group.meter[now], np.maximum(factor, 0.0))
        return gains

    def behind(self, *, time_s: int) -> Ints:
        """Return the true moment that each meter takes for `time_s` [epoch s], shape (n,).

        A clock that is ahead by s marks as `time_s` what is `time_s - s`, though nothing before the fault.
        """
        moments = np.full(self.meters, time_s, dtype=np.int64)
        group = self._groups[FaultKind.CLOCK_SKEW]
        now = (group.start_s < time_s) & (time_s < group.end_s)
        ahead_s = group.size[now].astype(np.int64)
        moments[group.meter[now]] = np.maximum(group.start_s[now], time_s - ahead_s)
        return moments

    def chosen(self, kind: FaultKind, *, start_s: int) -> NDArray[np.bool_]:
        """Return whose reading of a settlement interval a fault picks, shape (n,), by the seed alone."""
        shares = self.size(kind, time_s=start_s)
        channel = _CHANNEL + list(FaultKind).index(kind)
        picked: NDArray[np.bool_] = uniform(self._keys, start_s, channel=channel) < np.nan_to_num(shares)
        return picked

    def after_gap(self, *, start_s: int) -> NDArray[np.bool_]:
        """Return which meters lost the settlement interval before this one, and not this, shape (n,)."""
        before = self.chosen(FaultKind.DROPOUT, start_s=max(start_s - SETTLEMENT_S, 0))
        return before & ~self.chosen(FaultKind.DROPOUT, start_s=start_s)

    @property
    def skew_s_max(self) -> int:
        """The most that a clock is ahead [s]; 0 without such a fault."""
        sizes = self._groups[FaultKind.CLOCK_SKEW].size
        return int(sizes.max()) if sizes.size else 0


def miscount(
    true_wh: Ints, *, plan: FaultPlan, start_s: int, length_s: int, rest_wh: Floats
) -> tuple[Ints, Floats]:
    """Return what faulty registers count over a step, and the fractions that they carry on.

    Args:
        true_wh: What sound registers counted [Wh], shape (6, n) in the order of the registers.
        plan: The faults.
        start_s: Start of the step [epoch s].
        length_s: Its length [s].
        rest_wh: Fractions of watt-hours from the step before, shape (6, n).

    Returns:
        Counted energies [Wh] and the new fractions, both of shape (6, n).
    """
    hours = length_s / 3600.0
    gain = plan.gain(time_s=start_s + length_s / 2.0)
    night = np.nan_to_num(plan.size(FaultKind.NIGHT_GENERATION, time_s=start_s)) * plan.pv_w * hours
    spike = np.nan_to_num(plan.size(FaultKind.SPIKE, time_s=start_s)) * plan.draw_w * hours
    wanted = true_wh * gain
    dark = np.where(true_wh[GENERATED] == 0, night, 0.0)
    wanted[GENERATED] += dark
    wanted[EXPORT] += dark
    wanted[IMPORT] += spike
    running = wanted + rest_wh
    counted = np.floor(running).astype(np.int64)
    wrong = (gain != 1.0) | (dark > 0.0) | (spike > 0.0)
    counted[CONSUMED] = np.where(wrong, derived_consumption(counted), true_wh[CONSUMED])
    swapped = ~np.isnan(plan.size(FaultKind.SWAPPED, time_s=start_s))
    counted[IMPORT:, swapped] = counted[IMPORT:, swapped][::-1]
    counted[:, ~np.isnan(plan.size(FaultKind.STUCK, time_s=start_s))] = 0
    return counted, np.where(wrong, running - np.floor(running), 0.0)


def derived_consumption(counted_wh: Ints) -> Ints:
    """Return consumption as a meter derives it from its other registers [Wh], shape (n,), never negative."""
    sources = counted_wh[GENERATED] + counted_wh[DISCHARGED] + counted_wh[IMPORT]
    uses = counted_wh[CHARGED] + counted_wh[EXPORT]
    derived: Ints = np.maximum(sources - uses, 0)
    return derived


def _group(faults: Sequence[FaultSpec], kind: FaultKind, places: dict[MeterId, int]) -> _Group:
    own = [fault for fault in faults if fault.kind is kind]
    return _Group(
        np.array([places[f.meter_id] for f in own], dtype=np.int64),
        np.array([f.start_s for f in own], dtype=np.int64),
        np.array([f.end_s for f in own], dtype=np.int64),
        np.array([f.size for f in own], dtype=np.float64),
    )
