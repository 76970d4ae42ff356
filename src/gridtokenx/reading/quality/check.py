"""All checks over a series, one after another: first what is certain, then what is unlike the rest.

Readings that are certainly wrong are taken out before the statistical checks look, so that one fault does not
raise alarms of every kind. Gives alarms, and quality flags that stand beside the signed readings,
whose own flags nobody can change.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridtokenx.reading.block import QualityFlags
from gridtokenx.reading.quality import hard
from gridtokenx.reading.quality.alarm import Alarm, Check, runs
from gridtokenx.reading.quality.clock import displaced
from gridtokenx.reading.quality.flat import standing
from gridtokenx.reading.quality.jump import jumping
from gridtokenx.reading.quality.rules import Thresholds
from gridtokenx.reading.quality.series import Series
from gridtokenx.reading.quality.trend import departure_of, drifting, shifted

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class QualityReport:
    """What the checks found in a series."""

    alarms: tuple[Alarm, ...]
    flags: NDArray[np.uint16]
    """`QualityFlags` of each reading as the checks see it, shape (n, t)."""
    readings: int
    """Readings that were looked at."""
    meters: int
    days: int

    @property
    def suspect(self) -> int:
        """Readings that a check doubts."""
        return int(np.count_nonzero(self.flags & QualityFlags.SUSPECT))

    @property
    def after_gap(self) -> int:
        """Readings before which one is missing."""
        return int(np.count_nonzero(self.flags & QualityFlags.GAP_BEFORE))

    @property
    def meter_months(self) -> float:
        """Meters times months of 30 days."""
        return self.meters * self.days / 30.0


def check(series: Series, *, rules: Thresholds | None = None) -> QualityReport:
    """Make all checks.

    Args:
        series: Readings of one span; four weeks make the statistical checks work as measured.
        rules: Thresholds; the usual ones if left out.
    """
    marks = dict(_marks(series, rules=rules or Thresholds()))
    alarms = [alarm for kind, marked in marks.items() for alarm in _alarms(kind, marked, series=series)]
    return QualityReport(
        tuple(sorted(alarms, key=lambda a: (a.start_s, a.meter_id, a.check))),
        _flags(marks, series=series),
        int(series.copies.sum()),
        len(series.meter_ids),
        series.span.days,
    )


def _marks(series: Series, *, rules: Thresholds) -> Iterator[tuple[Check, Flags]]:
    """Yield each check's marks, shape (n, t), in the order of the checks."""
    yield Check.GAP, hard.missing(series)
    yield Check.DUPLICATE, hard.doubled(series)
    certain = {
        Check.SIGNATURE: hard.forged(series),
        Check.BALANCE: hard.unbalanced(series, rules=rules),
        Check.RANGE: hard.out_of_range(series, rules=rules),
        Check.NIGHT: hard.in_the_dark(series, rules=rules),
        Check.FLAT: standing(series, rules=rules),
    }
    yield from certain.items()
    believed = series.without(np.logical_or.reduce(list(certain.values())))
    jumps = jumping(believed, rules=rules)
    yield Check.JUMP, jumps
    believed = believed.without(jumps)
    clocks = displaced(believed, rules=rules)
    yield Check.CLOCK, _by_interval(clocks, series=series)
    departure = departure_of(believed)
    drifts = drifting(departure, rules=rules)
    yield Check.LEVEL, _by_interval(shifted(departure, rules=rules), series=series)
    yield Check.DRIFT, _by_interval(drifts, series=series)


def _by_interval(days: Flags, *, series: Series) -> Flags:
    marked: Flags = days[:, series.span.day]
    return marked


def _alarms(kind: Check, marked: Flags, *, series: Series) -> Iterator[Alarm]:
    span = series.span
    for meter, first, last in runs(marked, join=span.slots).tolist():
        yield Alarm(
            series.meter_ids[meter],
            kind,
            span.start_s + first * span.length_s,
            span.start_s + last * span.length_s,
            _WORDS[kind].format(count=int(marked[meter, first:last].sum())),
        )


def _flags(marks: dict[Check, Flags], *, series: Series) -> NDArray[np.uint16]:
    """Return the flags of each reading: suspect where a check doubts it, a gap before where one was lost."""
    shape = series.copies.shape
    doubts = [marked for kind, marked in marks.items() if kind not in _NO_DOUBT]
    suspect = np.logical_or.reduce(doubts)
    gap = np.zeros(shape, dtype=np.bool_)
    gap[:, 1:] = marks[Check.GAP][:, :-1] & ~marks[Check.GAP][:, 1:]
    flags = np.where(suspect, np.uint16(QualityFlags.SUSPECT), np.uint16(0))
    flags |= np.where(gap, np.uint16(QualityFlags.GAP_BEFORE), np.uint16(0))
    return np.where(series.copies > 0, flags, np.uint16(0)).astype(np.uint16)


_NO_DOUBT = frozenset({Check.GAP, Check.DUPLICATE})
_WORDS = {
    Check.GAP: "{count} readings are missing",
    Check.DUPLICATE: "{count} readings came more than once",
    Check.SIGNATURE: "{count} readings are not signed by the meter's key",
    Check.BALANCE: "{count} readings have sources that are not their uses: look at the wiring",
    Check.RANGE: "{count} readings are over the meter's capacity",
    Check.NIGHT: "{count} readings generate without sun",
    Check.FLAT: "{count} readings do not change",
    Check.JUMP: "{count} readings are far above the same time of other days",
    Check.CLOCK: "{count} readings fit the usual day better when moved: check the clock",
    Check.LEVEL: "{count} readings are at another level beside the other meters",
    Check.DRIFT: "{count} readings drift away from the other meters",
}
