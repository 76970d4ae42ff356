from datetime import date

import pytest

from gridtokenx.forecast.cambridge import cambridge
from gridtokenx.forecast.daykind import hour_kinds

NOON = 12 * 3_600


def on(day: date) -> tuple[bool, bool]:
    """Whether a day is a holiday, and in term."""
    setting = cambridge()
    start_s = (day - date(1970, 1, 1)).days * 86_400 + NOON
    kinds = hour_kinds(start_s, hours=1, timezone=setting.timezone, calendar=setting.calendar)
    return bool(kinds.holiday[0]), bool(kinds.term[0])


@pytest.mark.parametrize(
    ("day", "holiday", "term"),
    [
        (date(2018, 1, 15), False, False),
        (date(2018, 1, 16), False, True),
        (date(2018, 3, 16), False, True),
        (date(2018, 3, 17), False, False),
        (date(2018, 8, 27), True, False),
        (date(2019, 4, 19), True, False),  # Good Friday
        (date(2019, 5, 6), True, True),
        (date(2018, 12, 23), False, False),
        (date(2018, 12, 24), True, False),
        (date(2019, 1, 1), True, False),
        (date(2019, 1, 2), False, False),
        (date(2019, 10, 7), False, False),
        (date(2019, 10, 8), False, True),
        (date(2019, 12, 6), False, True),
        (date(2019, 12, 7), False, False),
    ],
)
def test_days_of_the_universitys_year(day: date, holiday: bool, term: bool) -> None:
    assert on(day) == (holiday, term)
