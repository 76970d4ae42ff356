"""Wall time, so that nothing inside asks the machine for it."""

from typing import Protocol


class Clock(Protocol):
    """The time of day as the run sees it."""

    def now_s(self) -> float:
        """Return the time [epoch s]."""

    def monotonic_s(self) -> float:
        """Return a time that never goes back [s], for durations."""
