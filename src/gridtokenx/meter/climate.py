"""Monthly climates that the weather generator follows, each with its source.

Monthly means are held at mid-month and joined linearly in between, so that no month starts with a jump.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridtokenx.base.errors import GridTokenXError

Floats = NDArray[np.float64]
Months = tuple[float, ...]


class UnknownClimate(GridTokenXError):
    """A climate name that no table has."""


@dataclass(frozen=True, slots=True)
class Climate:
    """Twelve months of a place, January first."""

    daily_min_c: Months
    daily_max_c: Months
    humidity_pct: Months
    sunshine_h: Months
    wind_m_s: Months
    spell_c: float
    """Spread of warm and cold spells of a few days about the month [K]."""
    design_c: float
    """Air temperature at which cooling runs at its full ordinary power."""
    source: str
    rainfall_mm: Months | None = None
    """Where a table gives it; otherwise PV is as dirty as anywhere."""


_MPH = 0.44704

CLIMATES: dict[str, Climate] = {
    "bangkok": Climate(
        daily_min_c=(22.0, 24.0, 25.5, 26.0, 26.0, 26.0, 25.5, 25.5, 25.0, 25.0, 24.0, 22.0),
        daily_max_c=(32.7, 33.5, 34.5, 35.6, 34.6, 33.9, 33.3, 33.1, 33.0, 33.1, 33.1, 32.4),
        humidity_pct=(67, 71, 72, 71, 75, 74, 75, 75, 79, 77, 67, 63),
        sunshine_h=(9, 8, 9, 8, 7, 6, 6, 5, 5, 7, 8, 9),
        wind_m_s=tuple(_MPH * v for v in (2.1, 2.9, 3.3, 3.1, 2.8, 2.8, 2.9, 2.8, 2.2, 1.7, 2.0, 1.8)),
        spell_c=0.9,
        design_c=33.0,
        source="UK Met Office, Bangkok climate page: maximum, humidity, sunshine, wind and rainfall; "
        "minimum about 22 C in December and January and 24-26 C otherwise",
        rainfall_mm=(19, 22, 52, 104, 245, 190, 199, 230, 339, 275, 56, 7),
    ),
    "stanford": Climate(
        daily_min_c=(4.0, 5.5, 6.5, 7.5, 9.5, 11.5, 13.0, 13.0, 12.0, 9.5, 6.0, 3.5),
        daily_max_c=(14.5, 16.5, 18.5, 20.5, 23.0, 25.5, 26.0, 26.0, 26.0, 22.5, 18.0, 14.5),
        humidity_pct=(76, 75, 72, 68, 67, 66, 67, 68, 67, 68, 73, 76),
        sunshine_h=(5.5, 6.8, 8.2, 9.6, 10.4, 11.2, 10.5, 9.7, 9.3, 8.0, 6.2, 5.3),
        wind_m_s=(2.4, 2.7, 3.1, 3.5, 3.7, 3.8, 3.5, 3.3, 2.9, 2.6, 2.3, 2.4),
        spell_c=2.2,
        design_c=26.0,
        source="Approximate, after the mild dry summer and wet winter of the San Francisco peninsula; "
        "not read from a table, so no figure of this climate is a claim",
    ),
    "cambridge_uk": Climate(
        daily_min_c=(1.6, 1.5, 3.0, 4.7, 7.5, 10.4, 12.7, 12.6, 10.3, 7.5, 4.2, 1.9),
        daily_max_c=(7.5, 8.3, 11.0, 14.1, 17.3, 20.4, 23.1, 22.8, 19.6, 15.1, 10.6, 7.8),
        humidity_pct=(87, 84, 79, 74, 73, 73, 72, 74, 78, 84, 88, 88),
        sunshine_h=(1.9, 2.7, 3.8, 5.4, 6.5, 6.5, 6.8, 6.2, 4.9, 3.6, 2.3, 1.7),
        wind_m_s=(4.9, 4.8, 4.7, 4.3, 4.1, 3.8, 3.8, 3.7, 3.8, 4.1, 4.3, 4.5),
        spell_c=2.8,
        design_c=25.0,
        source="Approximate, not read from a table; temperature lies within 2 K and humidity within 5 points "
        "of the mean months of 2018 and 2019 that were measured beside the buildings of campus cambridge",
    ),
    "windy_coast": Climate(
        daily_min_c=(21.5, 22.5, 24.0, 25.5, 26.0, 26.5, 26.0, 26.0, 25.0, 24.5, 23.5, 22.0),
        daily_max_c=(30.0, 31.0, 32.5, 33.5, 33.5, 33.5, 33.0, 33.0, 32.0, 31.0, 30.5, 29.5),
        humidity_pct=(74, 76, 77, 78, 79, 77, 77, 78, 81, 82, 78, 74),
        sunshine_h=(8, 8, 8.5, 8, 7, 6, 5.5, 5.5, 5, 6, 7, 7.5),
        wind_m_s=(5.7, 5.3, 5.1, 4.6, 4.7, 5.4, 5.4, 5.5, 4.4, 4.4, 5.8, 6.1),
        spell_c=0.8,
        design_c=32.0,
        source="Ours: a coast of the Gulf of Thailand with both monsoons, scaled to the yearly mean of "
        "5.2 m/s that the university campus states; temperatures rounded from those of the upper Gulf",
    ),
}


def climate_named(name: str) -> Climate:
    """Return a climate table.

    Raises:
        UnknownClimate: No table has this name.
    """
    try:
        return CLIMATES[name]
    except KeyError:
        known = ", ".join(sorted(CLIMATES))
        raise UnknownClimate(f"place.climate {name!r} is unknown: use one of {known}") from None


def month_position(time_s: ArrayLike) -> Floats:
    """Return the place of moments on the ring of months: 0.5 is mid-January, 12 the year's end.

    >>> round(float(month_position(14 * 86_400)), 2)
    0.46
    """
    moments = np.asarray(time_s, dtype=np.float64)
    years = moments.astype("datetime64[s]").astype("datetime64[Y]")
    start = years.astype("datetime64[s]").astype(np.float64)
    end = (years + 1).astype("datetime64[s]").astype(np.float64)
    position: Floats = 12.0 * (moments - start) / (end - start)
    return position


def at_position(months: Months, position: Floats) -> Floats:
    """Return a monthly quantity at places on the ring of months."""
    values = np.array(months, dtype=np.float64)
    left = np.floor(position - 0.5).astype(np.int64)
    share = position - 0.5 - left
    found: Floats = values[left % 12] * (1.0 - share) + values[(left + 1) % 12] * share
    return found
