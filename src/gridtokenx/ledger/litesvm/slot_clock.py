"""The chain's clock: unix time and slot, both of which only grow.

Live, a slot is 400 ms of wall time, and both follow the clock port. In simulated time the time moves
only when it is told to, and the slot by one a commit, so that a run is the same on any machine.
"""

from dataclasses import dataclass

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

    def tick(self) -> None:
        """Start the next group of transactions."""
        if self.wall is None:
            self.slot += 1
            return
        now = self.wall.now_s()
        self.time_s = max(self.time_s, int(now))
        self.slot = max(self.slot, FIRST_SLOT + int((now - self.genesis_time_s) * SLOTS_PER_SECOND))

    def set(self, *, slot: int, time_s: int) -> None:
        """Take over what the journal says."""
        self.slot, self.time_s = slot, time_s
