"""Plain CSV of weather with real dates to a table (R-SIM-5).

Takes text, gives a :class:`WeatherTable`. A header names ``timestamp`` and any of ``temperature_c``,
``humidity_pct``, ``wind_m_s``, ``ghi_w_m2``, ``dni_w_m2`` and ``dhi_w_m2``. A stamp is the start of its
row, ISO 8601, UTC where it names no offset. Empty fields and rows that are left out are gaps.
"""

import csv
import io
from collections import Counter
from datetime import UTC, datetime

import numpy as np

from gridtokenx.meter.weather_table import (
    QUANTITIES,
    ROWS_MAX,
    Floats,
    WeatherFileInvalid,
    WeatherTable,
    number,
    table_of,
)

_STAMP = "timestamp"
_ROW_S_MAX = 86_400


def read_csv(text: str, *, name: str) -> WeatherTable:
    """Read a CSV of weather.

    Raises:
        WeatherFileInvalid: A column or a value cannot be used; names file, line, column, value and fix.
    """
    lines = csv.reader(io.StringIO(text))
    header = _header(next(lines, []), name=name)
    times: list[int] = []
    rows: list[list[float]] = []
    for fields in lines:
        if not any(field.strip() for field in fields):
            continue
        line = lines.line_num
        if len(fields) != len(header):
            fix = f"write {len(header)} fields, as many as the header has"
            raise WeatherFileInvalid(name, line=line, column="row", value=f"{len(fields)} fields", fix=fix)
        cells = dict(zip(header, fields, strict=True))
        times.append(_moment(cells.pop(_STAMP), name=name, line=line, before=times[-1] if times else None))
        rows.append(
            [
                number(value, quantity=column, file_name=name, line=line, column=column)
                for column, value in cells.items()
            ]
        )
    if len(times) < 2:
        fix = "give at least two rows, each with the time at which it starts"
        raise WeatherFileInvalid(name, line=1, column="file", value=f"{len(times)} rows", fix=fix)
    return _gridded(times, rows, columns=[c for c in header if c != _STAMP], name=name)


def _header(fields: list[str], *, name: str) -> list[str]:
    header = [field.strip().removeprefix("\ufeff") for field in fields]
    allowed = (_STAMP, *QUANTITIES)
    for column in header:
        if column not in allowed or header.count(column) > 1:
            fix = f"name columns once, of {', '.join(allowed)}"
            raise WeatherFileInvalid(name, line=1, column="header", value=column, fix=fix)
    if _STAMP not in header or len(header) < 2:
        fix = f"add {_STAMP} and at least one of {', '.join(QUANTITIES)}"
        raise WeatherFileInvalid(name, line=1, column=_STAMP, value=",".join(header), fix=fix)
    return header


def _moment(text: str, *, name: str, line: int, before: int | None) -> int:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        fix = "write an ISO 8601 time, such as 2026-03-01T06:00:00+07:00"
        raise WeatherFileInvalid(name, line=line, column=_STAMP, value=text, fix=fix) from None
    time_s = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    if before is not None and time_s <= before:
        fix = "rows follow one another in time: sort them and keep one of each"
        raise WeatherFileInvalid(name, line=line, column=_STAMP, value=text, fix=fix)
    return time_s


def _gridded(times: list[int], rows: list[list[float]], *, columns: list[str], name: str) -> WeatherTable:
    """Put rows on the grid of the commonest distance; what lies between is a gap."""
    moments = np.array(times, dtype=np.int64)
    row_s = Counter(np.diff(moments).tolist()).most_common(1)[0][0]
    places, rest = np.divmod(moments - moments[0], row_s)
    if rest.any() or row_s > _ROW_S_MAX:
        line = int(np.flatnonzero(rest)[0]) + 2 if rest.any() else 2
        fix = f"rows are {row_s} s apart: put all on that grid, at most {_ROW_S_MAX} s apart"
        raise WeatherFileInvalid(name, line=line, column=_STAMP, value=times[line - 2], fix=fix)
    count = int(places[-1]) + 1
    if count > ROWS_MAX:
        fix = f"give at most {ROWS_MAX} rows from first to last"
        raise WeatherFileInvalid(name, line=2, column=_STAMP, value=f"{count} rows", fix=fix)
    values: dict[str, Floats] = {}
    given = np.array(rows, dtype=np.float64)
    for i, column in enumerate(columns):
        values[column] = np.full(count, np.nan)
        values[column][places] = given[:, i]
    return table_of(name, start_s=int(moments[0]), row_s=row_s, values=values)
