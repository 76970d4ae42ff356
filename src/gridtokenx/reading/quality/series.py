"""The readings of many meters over one span as arrays: what every quality check looks at.

Leading axis meter, second axis interval. Built from signed readings, or from columns of consumption alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.base.interval import DAY_S
from gridtokenx.campus.model import Calendar
from gridtokenx.reading.record import IntervalReading
from gridtokenx.reading.validation import ENERGY_FIELDS, Limits

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

INTERVALS_MAX = 4_000_000
_EPOCH = date(1970, 1, 1)
_MONDAY = 4
"""Day 4 of 1970 was a Monday."""


class SeriesInvalid(GridTokenXError):
    """Readings that make no series: none at all, of two lengths, or too many."""


@dataclass(frozen=True, slots=True)
class Span:
    """The intervals of a series, in the campus's local days."""

    start_s: int
    length_s: int
    day: NDArray[np.int64]
    """Local day of each interval, counted from the first, shape (t,)."""
    slot: NDArray[np.int64]
    """Place of each interval in its local day, shape (t,)."""
    kind: NDArray[np.int64]
    """Kind of each local day, shape (days,): 1 for a weekend or holiday, 2 more in a break, else 0."""
    dark: Flags
    """True where the sun is well below the horizon throughout, shape (t,); False where unknown."""

    @property
    def slots(self) -> int:
        """Intervals a day."""
        return DAY_S // self.length_s

    @property
    def days(self) -> int:
        """Local days that the span touches."""
        return int(self.day[-1]) + 1

    def cube(self, values: Floats) -> Floats:
        """Return values of shape (n, t) by day, shape (n, days, slots), NaN where there is none."""
        cube = np.full((len(values), self.days, self.slots), np.nan)
        cube[:, self.day, self.slot] = values
        return cube

    def flat(self, cube: Floats) -> Floats:
        """Return values by day, shape (n, days, slots), as intervals again, shape (n, t)."""
        flat: Floats = cube[:, self.day, self.slot]
        return flat

    def kinds(self) -> list[Flags]:
        """Return for each kind of day that occurs which days are of it, shape (days,)."""
        return [self.kind == value for value in np.unique(self.kind)]


@dataclass(frozen=True, slots=True)
class Series:
    """Readings of n meters over t intervals; NaN where a reading is missing."""

    meter_ids: tuple[str, ...]
    span: Span
    energies_wh: Floats
    """The six energies in the order of the registers, shape (6, n, t)."""
    limits_wh: Floats
    """Most of each energy in an interval, shape (6, n); infinite where unknown."""
    sun_only: Flags
    """True where generation is PV alone, shape (n,)."""
    copies: NDArray[np.int64]
    """How often each reading came, shape (n, t)."""
    forged: Flags
    """True where the signature is not the meter's, shape (n, t)."""
    balanced: bool = field(default=True)
    """False for a series of consumption alone."""

    @property
    def generated_wh(self) -> Floats:
        """Generation, shape (n, t)."""
        made: Floats = self.energies_wh[0]
        return made

    @property
    def consumed_wh(self) -> Floats:
        """Consumption, shape (n, t)."""
        used: Floats = self.energies_wh[1]
        return used

    def without(self, doubtful: Flags) -> "Series":
        """Return the series with readings taken out, marked by shape (n, t)."""
        return replace(self, energies_wh=np.where(doubtful, np.nan, self.energies_wh))


def span_of(
    start_s: int,
    *,
    count: int,
    length_s: int,
    timezone: str,
    dark: Flags | None = None,
    calendar: Calendar | None = None,
) -> Span:
    """Return a span of intervals.

    Args:
        start_s: Start of the first [epoch s].
        count: Number of intervals.
        length_s: Length of each [s]; divides a day.
        timezone: IANA name of the campus's zone.
        dark: Where the sun is well below the horizon, shape (count,).
        calendar: Holidays and breaks; weekends alone where it is left out.

    Raises:
        SeriesInvalid: There are no intervals, too many, or they do not divide a day.
    """
    if not 0 < count <= INTERVALS_MAX or length_s <= 0 or DAY_S % length_s:
        raise SeriesInvalid(
            f"{count} intervals of {length_s} s: give 1 to {INTERVALS_MAX} whose length divides a day"
        )
    times = start_s + length_s * np.arange(count)
    local = times + _offsets(times, timezone=timezone)
    day = local // DAY_S
    kind = _kinds(int(day[0]), days=int(day[-1] - day[0]) + 1, calendar=calendar or Calendar())
    return Span(
        start_s,
        length_s,
        day - day[0],
        (local % DAY_S) // length_s,
        kind,
        np.zeros(count, dtype=np.bool_) if dark is None else dark,
    )


def _kinds(first: int, *, days: int, calendar: Calendar) -> NDArray[np.int64]:
    """Return the kind of each local day from the first on, counted from 1970, shape (days,)."""
    day = first + np.arange(days)
    holidays = [(holiday - _EPOCH).days for holiday in calendar.holidays]
    resting = ((day - _MONDAY) % 7 >= 5) | np.isin(day, np.array(holidays, dtype=np.int64))
    kind = resting.astype(np.int64)
    for begin, end in calendar.breaks:
        kind[(day >= (begin - _EPOCH).days) & (day <= (end - _EPOCH).days)] |= 2
    return kind


def _offsets(times: NDArray[np.int64], *, timezone: str) -> NDArray[np.int64]:
    """Return the zone's offset from UTC at each moment [s]; asked once for each hour."""
    zone = ZoneInfo(timezone)
    hours, place = np.unique(times // 3600, return_inverse=True)
    offsets = [datetime.fromtimestamp(int(h) * 3600, UTC).astimezone(zone).utcoffset() for h in hours]
    return np.array([int(o.total_seconds()) if o else 0 for o in offsets], dtype=np.int64)[place]


def series_of_readings(
    readings: Sequence[IntervalReading],
    *,
    meter_ids: Sequence[str],
    span: Span,
    limits: Sequence[Limits] | None = None,
    sun_only: Flags | None = None,
    forged: Iterable[int] = (),
) -> Series:
    """Build a series from readings in any order; a repeated one is counted and the first is kept.

    Args:
        readings: Readings within the span; those of other meters or intervals are not looked at.
        meter_ids: The n meters.
        span: The intervals.
        limits: Each meter's limits; none are checked where they are left out.
        sun_only: Whose generation is PV alone, shape (n,); everybody's where it is left out.
        forged: Places in `readings` of those with a false signature.
    """
    places = {name: i for i, name in enumerate(meter_ids)}
    n, t = len(meter_ids), len(span.day)
    energies = np.full((len(ENERGY_FIELDS), n, t), np.nan)
    copies, bad = np.zeros((n, t), dtype=np.int64), np.zeros((n, t), dtype=np.bool_)
    false = frozenset(forged)
    for number, reading in enumerate(readings):
        meter = places.get(reading.meter_id)
        step, off = divmod(reading.interval.start_s - span.start_s, span.length_s)
        if meter is None or off or not 0 <= step < t or reading.interval.length_s != span.length_s:
            continue
        copies[meter, step] += 1
        if copies[meter, step] == 1:
            energies[:, meter, step] = [getattr(reading, name) for name in ENERGY_FIELDS]
            bad[meter, step] = number in false
    chosen = np.ones(n, dtype=np.bool_) if sun_only is None else sun_only
    most = np.full((len(ENERGY_FIELDS), n), np.inf) if limits is None else limits_wh(limits, span.length_s)
    return Series(tuple(meter_ids), span, energies, most, chosen, copies, bad)


def series_of_consumption(
    consumed_wh: Floats, *, meter_ids: Sequence[str], span: Span, copies: NDArray[np.int64] | None = None
) -> Series:
    """Build a series of consumption alone, shape (n, t), NaN where a reading is missing."""
    n, t = consumed_wh.shape
    energies = np.full((len(ENERGY_FIELDS), n, t), np.nan)
    energies[1] = consumed_wh
    came = (~np.isnan(consumed_wh)).astype(np.int64) if copies is None else copies
    none = np.zeros((n, t), dtype=np.bool_)
    most = np.full((len(ENERGY_FIELDS), n), np.inf)
    return Series(tuple(meter_ids), span, energies, most, none[:, 0], came, none, balanced=False)


def limits_wh(limits: Sequence[Limits], length_s: int) -> Floats:
    """Return the most of each energy that meters can have in an interval [Wh], shape (6, n)."""
    hours = length_s / 3600.0
    capacity = hours * np.array([limit.capacity_w for limit in limits], dtype=np.float64)
    both = capacity + hours * np.array([limit.load_w for limit in limits], dtype=np.float64)
    return np.stack((capacity, both, capacity, capacity, both, capacity))
