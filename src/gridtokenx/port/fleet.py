"""A source of measured or simulated energy for every meter of a campus."""

from typing import Protocol

from gridtokenx.campus.model import Campus
from gridtokenx.reading.block import FleetBlock


class Fleet(Protocol):
    """A fleet that is stepped through time; deterministic, and resumable from a snapshot bit for bit."""

    campus: Campus

    @property
    def time_s(self) -> int:
        """End of the last step [epoch s]; the next step starts here."""

    def step(self, length_s: int) -> FleetBlock:
        """Advance every meter by one step [s] and return what the registers counted."""

    def snapshot(self) -> bytes:
        """Return the state, such that :meth:`restore` continues to the same readings."""

    def restore(self, state: bytes) -> None:
        """Continue from a snapshot of the same campus and seed.

        Raises:
            SnapshotMismatch: The snapshot belongs to another campus, seed or version.
        """
