"""Which hour and day a reading belongs to; sums of energies over longer periods.

Periods are UTC hours and days, since a stored interval is aligned to its own length.
"""

from gridtokenx.base.interval import DAY_S, MarketInterval

HOUR_S = 3_600


def hour_of(start_s: int) -> MarketInterval:
    """Return the UTC hour that holds a moment [epoch s].

    >>> hour_of(7_300).start_s
    7200
    """
    return MarketInterval.containing(start_s, length_s=HOUR_S)


def day_of(start_s: int) -> MarketInterval:
    """Return the UTC day that holds a moment [epoch s].

    >>> day_of(100_000).start_s
    86400
    """
    return MarketInterval.containing(start_s, length_s=DAY_S)
