"""What kind of hour an hour is: local hour of day, kind of day, working time, term.

Wall time follows the zone, summer time included, because people keep it. A holiday counts as a Sunday
with an effect of its own. Midweek days are one kind: Tuesday to Thursday of a campus differ little.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.campus.model import Calendar
from gridtokenx.forecast.history import HOUR_S

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
KINDS = 5
"""Monday, midweek, Friday, Saturday, Sunday or holiday."""
_KIND_OF_WEEKDAY = np.array([0, 1, 1, 1, 2, 3, 4])
_WORK_FROM, _WORK_TO = 7, 19


class ZoneUnknown(GridTokenXError):
    """A time zone that the tz database does not have."""


@dataclass(frozen=True, slots=True)
class HourKinds:
    """Kinds of consecutive or chosen hours, each of shape (hours,)."""

    hour: Ints
    """Local hour of day, 0 to 23."""
    kind: Ints
    """Kind of day, 0 to 4."""
    workday: Flags
    working: Flags
    """A workday between 7 and 19 o'clock, local time."""
    holiday: Flags
    term: Flags

    def take(self, places: Ints | slice) -> "HourKinds":
        """Return the kinds of some of the hours."""
        return HourKinds(
            self.hour[places],
            self.kind[places],
            self.workday[places],
            self.working[places],
            self.holiday[places],
            self.term[places],
        )


def zone(name: str) -> ZoneInfo:
    """Return a time zone by its name in the tz database.

    Raises:
        ZoneUnknown: There is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ZoneUnknown(f"timezone = {name[:60]!r}: write a name such as Europe/London") from None


def hour_kinds(start_s: int, *, hours: int, timezone: str, calendar: Calendar) -> HourKinds:
    """Return the kinds of consecutive hours.

    Args:
        start_s: Start of the first hour [epoch s].
        hours: How many.
        timezone: Name of the zone whose wall time people keep.
        calendar: Holidays, and breaks between terms; without any break there is no term.

    Raises:
        ZoneUnknown: The zone is not known.
    """
    here = zone(timezone)
    local = [datetime.fromtimestamp(start_s + HOUR_S * i, UTC).astimezone(here) for i in range(hours)]
    days = [moment.date() for moment in local]
    facts = {day: _day_facts(day, calendar=calendar) for day in set(days)}
    hour = np.array([moment.hour for moment in local], dtype=np.int64)
    table = np.array([facts[day] for day in days], dtype=np.int64).reshape(hours, 4)
    kind, workday, holiday, term = table[:, 0], table[:, 1] > 0, table[:, 2] > 0, table[:, 3] > 0
    working = workday & (hour >= _WORK_FROM) & (hour < _WORK_TO)
    return HourKinds(hour, kind, workday, working, holiday, term)


def _day_facts(day: date, *, calendar: Calendar) -> tuple[int, int, int, int]:
    holiday = day in calendar.holidays
    on_break = any(first <= day <= last for first, last in calendar.breaks)
    kind = KINDS - 1 if holiday else int(_KIND_OF_WEEKDAY[day.weekday()])
    term = bool(calendar.breaks) and not on_break
    return kind, int(day.weekday() < 5 and not holiday), int(holiday), int(term)
