"""The University of Cambridge as a setting: when it taught and when it was closed, 2017 to 2020.

Full Term dates are those of the University's Statutes and Ordinances (published "Dates of term"); bank
holidays of England and Wales are those of the Banking and Financial Dealings Act 1971, as published by
the government; the University's offices close from Christmas Eve to New Year's Day.
"""

from datetime import date, timedelta
from itertools import pairwise

from gridtokenx.campus.model import Calendar
from gridtokenx.forecast.load_model import Setting

_TERMS = (
    (date(2017, 10, 3), date(2017, 12, 1)),
    (date(2018, 1, 16), date(2018, 3, 16)),
    (date(2018, 4, 24), date(2018, 6, 15)),
    (date(2018, 10, 2), date(2018, 11, 30)),
    (date(2019, 1, 15), date(2019, 3, 15)),
    (date(2019, 4, 23), date(2019, 6, 14)),
    (date(2019, 10, 8), date(2019, 12, 6)),
    (date(2020, 1, 14), date(2020, 3, 13)),
)
_BANK_HOLIDAYS = (
    date(2018, 3, 30),
    date(2018, 4, 2),
    date(2018, 5, 7),
    date(2018, 5, 28),
    date(2018, 8, 27),
    date(2019, 4, 19),
    date(2019, 4, 22),
    date(2019, 5, 6),
    date(2019, 5, 27),
    date(2019, 8, 26),
)
_CLOSED_DAYS = 9
"""From 24 December to 1 January."""


def cambridge() -> Setting:
    """Return the setting of the measured Cambridge buildings."""
    closed = [
        date(year, 12, 24) + timedelta(days=n) for year in (2017, 2018, 2019) for n in range(_CLOSED_DAYS)
    ]
    day = timedelta(days=1)
    breaks = tuple((last + day, first - day) for (_, last), (first, _) in pairwise(_TERMS))
    return Setting("Europe/London", Calendar(frozenset([*_BANK_HOLIDAYS, *closed]), breaks))
