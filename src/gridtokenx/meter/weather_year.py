"""Typical years: EPW and TMY3 files to a table (R-SIM-5).

Takes text, gives a :class:`WeatherTable`. Sources: EnergyPlus Auxiliary Programs, "EnergyPlus Weather
File (EPW) Data Dictionary"; Wilcox and Marion (2008), "Users Manual for TMY3 Data Sets",
NREL/TP-581-43156, table 1-4. In both an hour's stamp is its end in local standard time; irradiation is that
of the hour before the stamp, the rest that of the moment, which is the start of the next row.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

import numpy as np

from gridtokenx.meter.weather_table import Floats, WeatherFileInvalid, WeatherTable, number, table_of

_HOURS = 8_760
_HOUR_S = 3_600
_EPW_HEADER_LINES = 8
_EPW_FIELDS = 22
_AT_THE_MOMENT = ("temperature_c", "humidity_pct", "wind_m_s")
_EPW: Mapping[str, tuple[int, float]] = MappingProxyType({
    "temperature_c": (6, 99.9),
    "humidity_pct": (8, 999.0),
    "wind_m_s": (21, 999.0),
    "ghi_w_m2": (13, 9_999.0),
    "dni_w_m2": (14, 9_999.0),
    "dhi_w_m2": (15, 9_999.0),
})  # fmt: skip
"""Field, counted from 0, and the mark from which a value is missing."""
_TMY3: Mapping[str, str] = MappingProxyType({
    "temperature_c": "Dry-bulb (C)",
    "humidity_pct": "RHum (%)",
    "wind_m_s": "Wspd (m/s)",
    "ghi_w_m2": "GHI (W/m^2)",
    "dni_w_m2": "DNI (W/m^2)",
    "dhi_w_m2": "DHI (W/m^2)",
})  # fmt: skip
_TMY3_MISSING = -9_900.0
_TMY3_DATE, _TMY3_TIME = "Date (MM/DD/YYYY)", "Time (HH:MM)"


@dataclass(frozen=True, slots=True)
class _Hour:
    """One line of a year: its place, its month, day and hour (1 to 24), and its values."""

    line: int
    stamp: tuple[int, int, int]
    values: Mapping[str, float]


def read_epw(text: str, *, name: str) -> WeatherTable:
    """Read an EnergyPlus weather file.

    Raises:
        WeatherFileInvalid: A line cannot be used; names file, line, column, value and fix.
    """
    rows = list(enumerate(csv.reader(io.StringIO(text)), start=1))
    place = _place(rows[0][1], name=name, fields=(6, 7, 8))
    hours = (_epw_hour(row, line=line, name=name) for line, row in rows[_EPW_HEADER_LINES:] if row)
    return _year(hours, name=name, place=place)


def _epw_hour(row: list[str], *, line: int, name: str) -> _Hour:
    if len(row) < _EPW_FIELDS:
        fix = "an EPW line has 35 fields, at least 22 of them filled: repair or remove it"
        raise WeatherFileInvalid(name, line=line, column="row", value=f"{len(row)} fields", fix=fix)
    stamp = tuple(_whole(row[i], name=name, line=line, column=c) for i, c in _EPW_STAMP)
    values = {
        quantity: number(
            row[field], quantity=quantity, file_name=name, line=line, column=quantity, missing=mark
        )
        for quantity, (field, mark) in _EPW.items()
    }
    return _Hour(line, (stamp[0], stamp[1], stamp[2]), values)


_EPW_STAMP = ((1, "month"), (2, "day"), (3, "hour"))


def read_tmy3(text: str, *, name: str) -> WeatherTable:
    """Read a TMY3 file of NREL.

    Raises:
        WeatherFileInvalid: A line or a column is missing or cannot be used.
    """
    rows = list(enumerate(csv.reader(io.StringIO(text)), start=1))
    place = _place(rows[0][1], name=name, fields=(4, 5, 3))
    header = rows[1][1] if len(rows) > 1 else []
    for column in (_TMY3_DATE, _TMY3_TIME, *_TMY3.values()):
        if column not in header:
            fix = "the second line of a TMY3 file names its columns: add this one"
            raise WeatherFileInvalid(name, line=2, column=column, value=None, fix=fix)
    places = {column: header.index(column) for column in header}
    hours = (_tmy3_hour(row, line=line, name=name, places=places) for line, row in rows[2:] if row)
    return _year(hours, name=name, place=place)


def _tmy3_hour(row: list[str], *, line: int, name: str, places: Mapping[str, int]) -> _Hour:
    if len(row) < len(places):
        fix = f"write {len(places)} fields, as many as the second line names"
        raise WeatherFileInvalid(name, line=line, column="row", value=f"{len(row)} fields", fix=fix)
    date, time = row[places[_TMY3_DATE]].split("/"), row[places[_TMY3_TIME]].split(":")
    month, day, hour = (
        _whole(part, name=name, line=line, column=column)
        for part, column in ((date[0], _TMY3_DATE), (date[1:2] or [""], _TMY3_DATE), (time[0], _TMY3_TIME))
    )
    values = {
        quantity: number(
            row[places[column]],
            quantity=quantity,
            file_name=name,
            line=line,
            column=column,
            missing=_TMY3_MISSING,
        )
        for quantity, column in _TMY3.items()
    }
    return _Hour(line, (month, day, hour), values)


def _whole(text: object, *, name: str, line: int, column: str) -> int:
    shown = text[0] if isinstance(text, list) else text
    try:
        return int(str(shown))
    except ValueError:
        fix = "write a whole number"
        raise WeatherFileInvalid(name, line=line, column=column, value=shown, fix=fix) from None


def _place(row: list[str], *, name: str, fields: tuple[int, int, int]) -> tuple[float, float, int]:
    """Return latitude, longitude and the offset of standard time [s] from the first line."""
    limits = ((90.0, "latitude"), (180.0, "longitude"), (14.0, "time zone"))
    found = []
    for field, (most, column) in zip(fields, limits, strict=True):
        text = row[field] if field < len(row) else ""
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not abs(value) <= most:
            fix = f"write a number from {-most:g} to {most:g} in field {field + 1}"
            raise WeatherFileInvalid(name, line=1, column=column, value=text, fix=fix)
        found.append(value)
    return found[0], found[1], round(found[2] * _HOUR_S)


def _year(hours: Iterator[_Hour], *, name: str, place: tuple[float, float, int]) -> WeatherTable:
    """Lay hours out over the year 2001; hours that the file lacks are gaps, 29 February is left out."""
    filled = np.zeros(_HOURS, dtype=np.int64)
    columns: dict[str, Floats] = {quantity: np.full(_HOURS, np.nan) for quantity in _EPW}
    for hour in hours:
        row = _row_of(hour, name=name)
        if row is None:
            continue
        if filled[row]:
            fix = f"the hour stands on line {filled[row]} already: remove one"
            raise WeatherFileInvalid(name, line=hour.line, column="hour", value=hour.stamp, fix=fix)
        filled[row] = hour.line
        for quantity, value in hour.values.items():
            columns[quantity][row] = value
    if not filled.any():
        fix = "there are no hours after the header: give a year of them"
        raise WeatherFileInvalid(name, line=1, column="file", value="", fix=fix)
    for quantity in _AT_THE_MOMENT:
        columns[quantity] = np.roll(columns[quantity], 1)
    latitude, longitude, offset_s = place
    start_s = int(datetime(2001, 1, 1, tzinfo=UTC).timestamp()) - offset_s
    return table_of(
        name,
        start_s=start_s,
        row_s=_HOUR_S,
        values=columns,
        typical_offset_s=offset_s,
        place=(latitude, longitude),
    )


def _row_of(hour: _Hour, *, name: str) -> int | None:
    """Return an hour's row in 2001; None on a leap day."""
    month, day, ending = hour.stamp
    if (month, day) == (2, 29):
        return None
    try:
        date = datetime(2001, month, day, tzinfo=UTC)
    except ValueError:
        date = None
    if date is None or not 1 <= ending <= 24:
        fix = "write month, day and an hour from 1 to 24"
        raise WeatherFileInvalid(name, line=hour.line, column="date", value=hour.stamp, fix=fix)
    return (date.timetuple().tm_yday - 1) * 24 + ending - 1
