"""The market's time slice: half-open, in UTC, aligned to its own length."""

from dataclasses import dataclass
from datetime import UTC, datetime

from gridtokenx.base.errors import GridTokenXError

SETTLEMENT_S = 900
DAY_S = 86_400


class IntervalNotAligned(GridTokenXError):
    """An interval that does not start on a multiple of its length."""


@dataclass(frozen=True, slots=True, order=True)
class MarketInterval:
    """The interval ``[start_s, start_s + length_s)`` in epoch seconds.

    Raises:
        IntervalNotAligned: The start is negative or no multiple of the length.
    """

    start_s: int
    length_s: int = SETTLEMENT_S

    def __post_init__(self) -> None:
        if self.length_s <= 0 or self.start_s < 0 or self.start_s % self.length_s:
            raise IntervalNotAligned(
                f"interval start {self.start_s} must be a multiple of its length {self.length_s} s"
            )

    @classmethod
    def containing(cls, time_s: int, *, length_s: int = SETTLEMENT_S) -> "MarketInterval":
        """Return the interval that holds a moment [epoch s].

        >>> MarketInterval.containing(1000).start_s
        900
        """
        return cls(time_s - time_s % length_s, length_s)

    @property
    def end_s(self) -> int:
        """End of the interval [epoch s], which is the start of the next."""
        return self.start_s + self.length_s

    @property
    def start_utc(self) -> datetime:
        """Start of the interval as an aware UTC time."""
        return datetime.fromtimestamp(self.start_s, UTC)

    def next(self) -> "MarketInterval":
        """Return the interval that follows."""
        return MarketInterval(self.end_s, self.length_s)
