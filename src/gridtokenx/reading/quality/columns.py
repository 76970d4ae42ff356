"""A CSV of measured readings as a series, with all its faults: what a replay refuses is counted here.

The form is that of docs/reference/campus-file.md, "Measured readings": a column of time stamps and one a
meter with the energy of the row [kWh]; or the export of readings (docs/reference/readings.md, "CSV"), a line
a reading. Rows may be missing, doubled or out of order, and cells empty.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice

import numpy as np

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import DAY_S, MarketInterval
from gridtokenx.reading.block import QualityFlags
from gridtokenx.reading.quality.series import INTERVALS_MAX, Series, series_of_consumption, span_of
from gridtokenx.reading.record import IntervalReading
from gridtokenx.reading.signing import signature_from_text
from gridtokenx.reading.validation import ENERGY_FIELDS

_TIMES = frozenset({"timestamp", "datetime", "time"})
_OUTSIDE = ("temperature", "humidity", "wind_", "ghi_", "rltv_hum", "glbl_irad")
_WH_PER_KWH = 1_000.0
_ROWS_MAX = 10_000_000


class ColumnsUnreadable(GridTokenXError):
    """A CSV that holds no readings; the message names file, line, column and value."""


def is_export(text: str) -> bool:
    """Tell whether a CSV text is an export of readings, a line a reading."""
    return text.removeprefix("\ufeff").startswith("meter_id,start_utc,")


def series_of_csv(text: str, *, file_name: str, timezone: str, days: float) -> Series:
    """Read the last days of a CSV with a column a meter.

    Args:
        text: The CSV.
        file_name: Its name, for messages.
        timezone: Zone of the buildings, which tells working days.
        days: How many of the last days to take.

    Raises:
        ColumnsUnreadable: It has no such columns, or a cell is neither a number nor empty.
    """
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    header = [name.strip() for name in next(lines, [])]
    if not header or header[0].lower() not in _TIMES:
        raise ColumnsUnreadable(f"{file_name}, line 1: name the first column timestamp")
    chosen = [i for i, name in enumerate(header) if i and not _is_outside(name)]
    if not chosen:
        raise ColumnsUnreadable(f"{file_name}, line 1: add a column for each meter")
    rows = [
        (_time(fields[0], file_name=file_name, line=line), _numbers(fields, chosen, header, file_name, line))
        for line, fields in enumerate(islice(lines, _ROWS_MAX), start=2)
        if fields
    ]
    return _placed(rows, names=[header[i] for i in chosen], file_name=file_name, timezone=timezone, days=days)


def readings_of_export(text: str, *, file_name: str) -> list[IntervalReading]:
    """Read an export of readings.

    Raises:
        ColumnsUnreadable: A line is no reading.
    """
    return list(_readings(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))), file_name=file_name))


def _readings(rows: "csv.DictReader[str]", *, file_name: str) -> Iterator[IntervalReading]:
    for line, row in enumerate(islice(rows, _ROWS_MAX), start=2):
        try:
            yield _reading(row, file_name=file_name, line=line)
        except (KeyError, ValueError, TypeError, GridTokenXError) as error:
            raise ColumnsUnreadable(f"{file_name}, line {line}: is no reading ({error})") from None


def _reading(row: Mapping[str, str], *, file_name: str, line: int) -> IntervalReading:
    start_s = _time(row["start_utc"], file_name=file_name, line=line)
    end_s = _time(row["end_utc"], file_name=file_name, line=line)
    signature = row.get("signature") or ""
    return IntervalReading(
        MeterId(row["meter_id"]),
        MarketInterval(start_s, end_s - start_s),
        **{name: int(row[name]) for name in ENERGY_FIELDS},
        quality=QualityFlags(int(row["quality"])),
        signature=signature_from_text(signature) if signature else b"",
    )


def _is_outside(name: str) -> bool:
    """Tell whether a column is weather, which may stand beside the meters."""
    return name.startswith(("air_", *_OUTSIDE))


def _time(text: str, *, file_name: str, line: int) -> int:
    try:
        moment = datetime.fromisoformat(text.strip())
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        raise ColumnsUnreadable(
            f"{file_name}, line {line}: timestamp = {text[:40]!r}: write a time like 2019-01-31T13:00:00Z"
        ) from None


def _numbers(
    fields: Sequence[str], chosen: Sequence[int], header: Sequence[str], file_name: str, line: int
) -> list[float]:
    found = []
    for place in chosen:
        text = fields[place].strip() if place < len(fields) else ""
        try:
            found.append(float(text) if text else float("nan"))
        except ValueError:
            raise ColumnsUnreadable(
                f"{file_name}, line {line}: {header[place]} = {text[:40]!r}: write kWh, or leave it empty"
            ) from None
    return found


def _placed(
    rows: Sequence[tuple[int, list[float]]],
    *,
    names: Sequence[str],
    file_name: str,
    timezone: str,
    days: float,
) -> Series:
    """Put rows on an even grid whose step is the most frequent one."""
    times = np.array([time_s for time_s, _ in rows], dtype=np.int64)
    steps = np.diff(np.unique(times))
    if not steps.size:
        raise ColumnsUnreadable(f"{file_name}: give two rows at least, of different times")
    values, counts = np.unique(steps, return_counts=True)
    length_s = int(values[np.argmax(counts)])
    if DAY_S % length_s or (times[-1] - times[0]) // length_s > INTERVALS_MAX:
        raise ColumnsUnreadable(f"{file_name}: rows are {length_s} s apart: this must divide a day")
    end_s = int(times.max()) + length_s
    start_s = max(int(times.min()), end_s - int(days * DAY_S))
    start_s -= (start_s - int(times.max())) % length_s
    span = span_of(start_s, count=(end_s - start_s) // length_s, length_s=length_s, timezone=timezone)
    used = np.full((len(names), len(span.day)), np.nan)
    copies = np.zeros(used.shape, dtype=np.int64)
    for time_s, numbers in rows:
        step, off = divmod(time_s - start_s, length_s)
        if off or not 0 <= step < used.shape[1]:
            continue
        column = _WH_PER_KWH * np.array(numbers)
        fresh = np.isnan(used[:, step])
        used[fresh, step] = column[fresh]
        copies[:, step] += ~np.isnan(column)
    return series_of_consumption(used, meter_ids=names, span=span, copies=copies)
