"""Calendars: yearly days are written out, leap days only where there are any."""

from datetime import date

from gridtokenx.campus.holidays import YEARS, calendar_of


def test_yearly_days_come_every_year() -> None:
    calendar = calendar_of(holidays=[date(2026, 3, 3)], yearly_holidays=[(12, 31), (2, 29)])
    assert date(2026, 3, 3) in calendar.holidays
    assert date(2027, 3, 3) not in calendar.holidays
    assert sum(d.month == 12 for d in calendar.holidays) == len(YEARS)
    assert date(2028, 2, 29) in calendar.holidays


def test_yearly_breaks_come_every_year() -> None:
    calendar = calendar_of(breaks=[(date(2026, 1, 1), date(2026, 1, 2))], yearly_breaks=[((6, 1), (7, 31))])
    assert (date(2030, 6, 1), date(2030, 7, 31)) in calendar.breaks
    assert len(calendar.breaks) == 1 + len(YEARS)
