"""A fleet whose meters are faulty: wraps any fleet and changes what its registers show (R-SIM-11).

Satisfies the protocol `Fleet` of the ports. The fleet inside keeps the truth, which :attr:`FaultyFleet.truth`
gives of the last step; what leaves here is what a faulty meter would sign. A snapshot is that of the fleet
inside with what the faults remember in front: magic ``GTXQ`` and version u16, fingerprint of the faults [32],
meters u32, past steps u32, 6n float64, for each past step its end i64 and 6n int64, and SHA-256 of all this.
"""

import hashlib
import struct
from dataclasses import replace
from typing import Protocol

import numpy as np

from gridtokenx.base.interval import SETTLEMENT_S
from gridtokenx.campus.model import Campus
from gridtokenx.meter.fault import CONSUMED, FaultPlan, Floats, Ints, derived_consumption, miscount
from gridtokenx.meter.register import REGISTERS
from gridtokenx.meter.snapshot import SnapshotMismatch
from gridtokenx.reading.block import Energies, FleetBlock, QualityFlags

VERSION = 1
_MAGIC = b"GTXQ"
_HEADER = struct.Struct("<4sH32sII")
_CHECKSUM = 32


class SoundFleet(Protocol):
    """The fleet that is wrapped; the protocol `Fleet` of the ports, which lie above."""

    campus: Campus

    @property
    def time_s(self) -> int:
        """End of the last step [epoch s]."""

    def step(self, length_s: int) -> FleetBlock:
        """Advance by one step [s]."""

    def snapshot(self) -> bytes:
        """Return the state."""

    def restore(self, state: bytes) -> None:
        """Continue from a snapshot."""


class FaultyFleet:
    """A fleet with the register faults of a plan; same plan and fleet, same readings."""

    def __init__(self, fleet: SoundFleet, *, plan: FaultPlan) -> None:
        """Take the sound fleet, before its first step, and the faults."""
        self.campus = fleet.campus
        self.truth: FleetBlock | None = None
        """The last step as sound meters count it."""
        self._fleet = fleet
        self._plan = plan
        self._rest_wh: Floats = np.zeros((REGISTERS, plan.meters))
        self._times_s: Ints = np.array([fleet.time_s], dtype=np.int64)
        self._totals_wh: Ints = np.zeros((1, REGISTERS, plan.meters), dtype=np.int64)

    @property
    def time_s(self) -> int:
        """End of the last step [epoch s]."""
        return self._fleet.time_s

    def step(self, length_s: int) -> FleetBlock:
        """Advance every meter by one step [s] and return what the faulty registers counted.

        Raises:
            GridTokenXError: What the fleet inside raises.
        """
        block = self._fleet.step(length_s)
        self.truth = block
        start_s = block.interval.start_s
        true_wh = np.stack([getattr(block.energies, name) for name in Energies.__slots__])
        counted, self._rest_wh = miscount(
            true_wh, plan=self._plan, start_s=start_s, length_s=length_s, rest_wh=self._rest_wh
        )
        if self._plan.skew_s_max:
            counted = self._skewed(counted, start_s=start_s, end_s=block.interval.end_s)
        quality = block.quality
        if start_s % SETTLEMENT_S == 0:
            gap = self._plan.after_gap(start_s=start_s)
            quality = np.where(gap, quality | QualityFlags.GAP_BEFORE, quality).astype(np.uint16)
        return replace(block, energies=Energies(*counted), quality=quality)

    def snapshot(self) -> bytes:
        """Return the state, such that :meth:`restore` continues to the same readings."""
        body = _HEADER.pack(_MAGIC, VERSION, self._print(), self._plan.meters, len(self._times_s))
        body += self._rest_wh.astype("<f8").tobytes()
        body += self._times_s.astype("<i8").tobytes() + self._totals_wh.astype("<i8").tobytes()
        return body + hashlib.sha256(body).digest() + self._fleet.snapshot()

    def restore(self, state: bytes) -> None:
        """Continue from a snapshot of the same fleet and faults.

        Raises:
            SnapshotMismatch: It is damaged, or of another fleet or other faults.
        """
        if len(state) < _HEADER.size or state[:4] != _MAGIC:
            raise SnapshotMismatch("snapshot is of a fleet without faults: give the campus that it ran with")
        _, version, fingerprint, meters, past = _HEADER.unpack_from(state)
        if (version, fingerprint, meters) != (VERSION, self._print(), self._plan.meters):
            raise SnapshotMismatch("snapshot was made with other faults: give the campus that it ran with")
        cells = REGISTERS * meters
        size = _HEADER.size + 8 * (cells + past * (1 + cells))
        if state[size : size + _CHECKSUM] != hashlib.sha256(state[:size]).digest():
            raise SnapshotMismatch("snapshot is damaged: use an older one")
        self._fleet.restore(state[size + _CHECKSUM :])
        rest = np.frombuffer(state, dtype="<f8", count=cells, offset=_HEADER.size)
        times = np.frombuffer(state, dtype="<i8", count=past, offset=_HEADER.size + rest.nbytes)
        offset = _HEADER.size + rest.nbytes + times.nbytes
        totals = np.frombuffer(state, dtype="<i8", count=past * cells, offset=offset)
        self._rest_wh = rest.reshape(REGISTERS, meters).astype(np.float64)
        self._times_s = times.astype(np.int64)
        self._totals_wh = totals.reshape(past, REGISTERS, meters).astype(np.int64)

    def _print(self) -> bytes:
        return hashlib.sha256(repr(self._plan.faults).encode()).digest()

    def _skewed(self, counted: Ints, *, start_s: int, end_s: int) -> Ints:
        """Return the step as meters see it whose clocks are ahead, and remember the totals of now."""
        self._times_s = np.append(self._times_s, end_s)
        self._totals_wh = np.concatenate((self._totals_wh, self._totals_wh[-1:] + counted))
        first, last = self._plan.behind(time_s=start_s), self._plan.behind(time_s=end_s)
        shifted = self._total_at(last) - self._total_at(first)
        shifted[CONSUMED] = derived_consumption(shifted)
        off = (first != start_s) | (last != end_s)
        needed_s = end_s - self._plan.skew_s_max
        keep = max(int(np.searchsorted(self._times_s, needed_s, side="right")) - 1, 0)
        self._times_s, self._totals_wh = self._times_s[keep:], self._totals_wh[keep:]
        return np.where(off, shifted, counted)

    def _total_at(self, moments: Ints) -> Ints:
        """Return the registers at each meter's own moment [Wh], shape (6, n), even within a step."""
        place = np.clip(np.searchsorted(self._times_s, moments, side="right") - 1, 0, len(self._times_s) - 2)
        meters = np.arange(self._plan.meters)
        before, after = self._totals_wh[place, :, meters].T, self._totals_wh[place + 1, :, meters].T
        begun, length = self._times_s[place], self._times_s[place + 1] - self._times_s[place]
        share = np.clip(moments - begun, 0, length)
        total: Ints = before + (after - before) * share // length
        return total
