"""The chain's clock: unix time and slot, both of which only grow.

Live, a slot is 400 ms of wall time, and both follow the clock port. In simulated time the time moves only
when it is told to, and the slot by one a group, so that a run is the same on any machine. Who watches a
ledger in simulated time from outside, or submits to it, expects slots to pass all the same: for them it is
paced, 400 ms of this machine's time a slot.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from gridtokenx.port.clock import Clock

FIRST_SLOT = 435_888_000
"""LiteSVM's own first slot; lookup tables compare with it."""
SLOTS_PER_SECOND = 2.5


@dataclass(slots=True)
class SlotClock:
    """Time [epoch s] and slot of the ledger; `wall` is None in simulated time."""

    genesis_time_s: int
    wall: Clock | None
    time_s: int
    slot: int = FIRST_SLOT
    _paced_s: float | None = field(default=None, init=False)

    def tick(self) -> None:
        """Start the next group of transactions."""
        if self.wall is None:
            self.slot += 1
        else:
            self._follow(self.wall.now_s())

    def pace(self, monotonic_s: Callable[[], float]) -> None:
        """Follow the wall, or in simulated time let the slots pass that 400 ms each have made."""
        if self.wall is not None:
            self._follow(self.wall.now_s())
            return
        now = monotonic_s()
        if self._paced_s is None:
            self._paced_s = now
        passed = int((now - self._paced_s) * SLOTS_PER_SECOND)
        self.slot += passed
        self._paced_s += passed / SLOTS_PER_SECOND

    def _follow(self, now: float) -> None:
        self.time_s = max(self.time_s, int(now))
        self.slot = max(self.slot, FIRST_SLOT + int((now - self.genesis_time_s) * SLOTS_PER_SECOND))
