"""Calendars from days that come every year and days that come once."""

from collections.abc import Iterable
from datetime import date

from gridtokenx.campus.model import Calendar

MonthDay = tuple[int, int]

YEARS = range(2010, 2041)
"""Years that yearly days are written out for."""


def calendar_of(
    *,
    holidays: Iterable[date] = (),
    yearly_holidays: Iterable[MonthDay] = (),
    breaks: Iterable[tuple[date, date]] = (),
    yearly_breaks: Iterable[tuple[MonthDay, MonthDay]] = (),
) -> Calendar:
    """Return a calendar with yearly days written out for 2010 to 2040; 29 February only in leap years."""
    days = set(holidays)
    for month, day in yearly_holidays:
        days |= {found for year in YEARS if (found := _day(year, month, day)) is not None}
    spans = list(breaks)
    for first, last in yearly_breaks:
        ends = ((_day(year, *first), _day(year, *last)) for year in YEARS)
        spans += [(a, b) for a, b in ends if a is not None and b is not None]
    return Calendar(frozenset(days), tuple(spans))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
