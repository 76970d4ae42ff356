"""Weather of a place by moment, from a weather file (R-SIM-5).

A file with real dates holds where it has rows; before, after and in its long gaps the generator goes on, and
:meth:`FileWeather.estimated` says so. A typical year repeats: a moment takes the row of its month, day and
hour in the file's own standard time, and the sun of its own year.
"""

import math
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.campus.model import Place
from gridtokenx.meter.measured_weather import MeasuredWeather, only
from gridtokenx.meter.sky_span import SkySpan
from gridtokenx.meter.weather import Sky, WeatherGenerator
from gridtokenx.meter.weather_table import WeatherTable

Floats = NDArray[np.float64]

NEAR_DEG = 2.0
"""Furthest that a file's place may be from the campus: some 200 km."""
_NEEDED = ("temperature_c", "humidity_pct", "wind_m_s", "ghi_w_m2")


class WeatherElsewhere(GridTokenXError):
    """A weather file of another place, or of another time than the run's."""


class FileWeather:
    """Weather from a table; satisfies `WeatherSource`."""

    def __init__(self, table: WeatherTable, *, place: Place, seed: int) -> None:
        """Take the rows, the campus's place and the seed of what the file lacks.

        Raises:
            WeatherElsewhere: The file is of a place more than 2 degrees away.
        """
        _check_place(table, place=place)
        self.table = table
        self._rows = MeasuredWeather(table, place=place, seed=seed)
        self._generated = WeatherGenerator(place, seed=seed)

    def at(self, time_s: float) -> Sky:
        """Return the weather at a moment [epoch s]."""
        return only(self.span(np.array([time_s], dtype=np.float64)))

    def span(self, times_s: Floats) -> SkySpan:
        """Return the weather at moments that rise [epoch s], shape (k,); each is what `at` gives."""
        filler = self._generated.span(times_s)
        inside = np.array([self.covers(time_s) for time_s in times_s.tolist()])
        moments_s = np.array([self._in_file(time_s) for time_s in times_s.tolist()])
        found = self._rows.over(filler, moments_s=moments_s)
        if inside.all():
            return found
        columns = {
            name: np.where(inside[:, np.newaxis], getattr(found, name), getattr(filler, name))
            for name in ("temperature_c", "humidity_pct", "wind_m_s", "ghi_w_m2", "dni_w_m2", "dhi_w_m2")
        }
        condition = np.where(inside[:, np.newaxis], found.condition, filler.condition)
        return replace(filler, condition=condition, **columns)

    def covers(self, time_s: float) -> bool:
        """Tell whether the file has rows for a moment; a typical year has them for every one."""
        table = self.table
        return table.typical_offset_s is not None or table.start_s <= time_s < table.end_s

    def estimated(self, time_s: float) -> bool:
        """Tell whether any of a moment's weather is generated or joined across a gap."""
        if not self.covers(time_s) or any(q not in self.table.weather for q in _NEEDED):
            return True
        moment = self._in_file(time_s)
        return any(g.quantity in _NEEDED and g.start_s <= moment < g.end_s for g in self.table.gaps)

    def check_start(self, start_s: int) -> None:
        """Check that a run starts inside the file.

        Raises:
            WeatherElsewhere: It does not; says what the file covers.
        """
        if not self.covers(start_s):
            table = self.table
            first, last = (datetime.fromtimestamp(s, UTC).isoformat() for s in (table.start_s, table.end_s))
            raise WeatherElsewhere(
                f"{table.name} has weather from {first} to {last}: give a --start inside, or another file"
            )

    def _in_file(self, time_s: float) -> float:
        """Return the moment of the file whose row is meant [epoch s]."""
        offset_s = self.table.typical_offset_s
        if offset_s is None:
            return time_s
        whole = math.floor(time_s)
        local = datetime.fromtimestamp(whole + offset_s, UTC)
        day = 28 if (local.month, local.day) == (2, 29) else local.day
        return local.replace(year=2001, day=day).timestamp() - offset_s + (time_s - whole)


def _check_place(table: WeatherTable, *, place: Place) -> None:
    if table.latitude_deg is None or table.longitude_deg is None:
        return
    away = abs(table.latitude_deg - place.latitude_deg)
    turned = abs((table.longitude_deg - place.longitude_deg + 180.0) % 360.0 - 180.0)
    if max(away, turned) > NEAR_DEG:
        raise WeatherElsewhere(
            f"{table.name} is of {table.latitude_deg:g}, {table.longitude_deg:g} and the campus is at "
            f"{place.latitude_deg:g}, {place.longitude_deg:g}: take a file within {NEAR_DEG:g} degrees"
        )
