"""Which readings are new: a reading counts once, and a stored one is never rewritten (R-RDG-3).

Every adapter of the reading store asks :func:`admit` before it writes, so that they agree on duplicates,
conflicts and overlaps.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.base.ids import MeterId
from gridtokenx.reading.record import IntervalReading, MeterReading

LONGEST_S = 3_600
"""A reading fits an hour of the roll-ups, so its length [s] divides this."""


class ReadingConflict(GridTokenXError):
    """A stored reading of the same meter and time differs from the one that is offered."""

    def __init__(self, *, stored: IntervalReading, offered: IntervalReading) -> None:
        self.stored = stored
        self.offered = offered
        super().__init__(
            f"meter {offered.meter_id} already has another reading of [{stored.interval.start_s}, "
            f"{stored.interval.end_s}): a counted reading is never replaced, so check the meter's clock"
        )


class UnsupportedLength(GridTokenXError):
    """A reading whose length does not divide an hour."""


class UnknownMeter(GridTokenXError):
    """A meter that the campus does not list."""

    def __init__(self, meter_id: MeterId) -> None:
        self.meter_id = meter_id
        super().__init__(f"meter_id {meter_id!r} is not in the campus file: add it there or correct the id")


def admit(offered: Sequence[MeterReading], *, stored: Iterable[IntervalReading]) -> list[MeterReading]:
    """Return the offered readings that are new, in their order.

    Args:
        offered: Readings to store; a repeated one counts once.
        stored: Every stored reading that overlaps the time of an offered one.

    Raises:
        ReadingConflict: A reading overlaps another one of its meter and is not the same.
        UnsupportedLength: A length does not divide an hour.
    """
    known: dict[MeterId, list[IntervalReading]] = defaultdict(list)
    for reading in stored:
        known[reading.meter_id].append(reading)
    new: list[MeterReading] = []
    for candidate in offered:
        reading = candidate.reading
        if LONGEST_S % reading.interval.length_s:
            raise UnsupportedLength(
                f"length_s {reading.interval.length_s} of meter {reading.meter_id} must divide {LONGEST_S}"
            )
        if not _already_known(reading, known[reading.meter_id]):
            known[reading.meter_id].append(reading)
            new.append(candidate)
    return new


def _already_known(reading: IntervalReading, others: list[IntervalReading]) -> bool:
    for other in others:
        apart = (
            other.interval.end_s <= reading.interval.start_s
            or reading.interval.end_s <= other.interval.start_s
        )
        if apart:
            continue
        if other != reading:
            raise ReadingConflict(stored=other, offered=reading)
        return True
    return False
