"""Measured readings from CSV text, kept as exact integers until a step asks for its watt-hours.

A file has a column of time stamps and one column a meter with the energy of each row [kWh]; columns of
temperature, humidity, wind and global irradiance may stand beside them. A stamp is the start of its row,
UTC where it names no offset. Energy is held as a running total in millionths of a watt-hour, so that no
rounding adds up. Irradiation as MIDAS writes it (``glbl_irad_amt``) is that of the hour before the stamp.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.base.interval import DAY_S

UWH_PER_WH = 1_000_000
_UWH_PER_KWH = 1_000 * UWH_PER_WH
_ROW_KWH_MAX = 1_000_000
_TOTAL_UWH_MAX = 9 * 10**18
_ROWS_MAX = 40_000_000
_TIME_NAMES = frozenset({"timestamp", "datetime", "time"})
WEATHER_NAMES: Mapping[str, str] = MappingProxyType({
    "temperature_c": "temperature_c",
    "air_temperature [degC]": "temperature_c",
    "humidity_pct": "humidity_pct",
    "rltv_hum [%]": "humidity_pct",
    "wind_m_s": "wind_m_s",
    "ghi_w_m2": "ghi_w_m2",
    "glbl_irad_amt [W/m2]": "ghi_w_m2",
})  # fmt: skip
_ENDING = frozenset({"glbl_irad_amt [W/m2]"})
"""Columns whose value belongs to the row before its stamp."""
_BOUNDS = {"temperature_c": (-60, 60), "humidity_pct": (0, 105), "wind_m_s": (0, 80), "ghi_w_m2": (-20, 1600)}


class MeasurementInvalid(GridTokenXError):
    """A measured file that cannot be replayed; the message names file, line, column, value and fix."""


class OutsideMeasurements(GridTokenXError):
    """A step that the measured data do not cover."""


@dataclass(frozen=True, slots=True)
class Measurements:
    """Readings on an even grid of rows."""

    meter_ids: tuple[str, ...]
    start_s: int
    row_s: int
    total_uwh: NDArray[np.int64]
    """Running total at the start of each row and at the end, shape (rows + 1, meters)."""
    weather: Mapping[str, NDArray[np.float64]]
    """By quantity, one value a row, shape (rows,)."""

    @property
    def end_s(self) -> int:
        """End of the last row [epoch s]."""
        return self.start_s + self.row_s * (len(self.total_uwh) - 1)

    def register_wh(self, time_s: int) -> NDArray[np.int64]:
        """Return what integer registers show at a moment [Wh], shape (meters,)."""
        shown: NDArray[np.int64] = self.running_uwh(time_s) // UWH_PER_WH
        return shown

    def running_uwh(self, time_s: int) -> NDArray[np.int64]:
        """Return the running totals at a moment [10^-6 Wh]: within a row they grow evenly.

        Raises:
            OutsideMeasurements: The moment is not covered.
        """
        row, offset = divmod(time_s - self.start_s, self.row_s)
        if not self.start_s <= time_s <= self.end_s:
            raise OutsideMeasurements(
                f"time {_shown(time_s)} is outside the measured data, which run from {_shown(self.start_s)} "
                f"to {_shown(self.end_s)}: start inside that range"
            )
        if offset == 0:
            return np.array(self.total_uwh[row])
        energy = self.total_uwh[row + 1] - self.total_uwh[row]
        whole, rest = np.divmod(energy, self.row_s)
        running: NDArray[np.int64] = self.total_uwh[row] + whole * offset + rest * offset // self.row_s
        return running


def _shown(time_s: int) -> str:
    return datetime.fromtimestamp(time_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_measurements(texts: Mapping[str, str]) -> Measurements:
    """Read measured files that follow one another in time.

    Args:
        texts: File names and CSV texts, in order of time.

    Raises:
        MeasurementInvalid: A file cannot be replayed.
    """
    if not texts:
        raise MeasurementInvalid("measured data: no file was given: give one CSV at least")
    parts = [(name, _Reader(name).read(text)) for name, text in texts.items()]
    joined = parts[0][1]
    for following_name, following in parts[1:]:
        joined = _joined(joined, following, file_name=following_name)
    return joined


def _joined(first: Measurements, second: Measurements, *, file_name: str) -> Measurements:
    """Append data that start where the first end."""
    same = first.meter_ids == second.meter_ids and first.row_s == second.row_s
    if not same or first.weather.keys() != second.weather.keys():
        raise MeasurementInvalid(
            f"{file_name}, line 1: columns and row length must be those of the file before"
        )
    if second.start_s != first.end_s:
        raise MeasurementInvalid(
            f"{file_name}, line 2: timestamp = {_shown(second.start_s)}: must be {_shown(first.end_s)}, "
            "the end of the file before"
        )
    total = np.concatenate((first.total_uwh[:-1], second.total_uwh + first.total_uwh[-1]))
    weather = {k: np.concatenate((first.weather[k], second.weather[k])) for k in first.weather}
    return Measurements(first.meter_ids, first.start_s, first.row_s, total, weather)


def read_weather(text: str, *, file_name: str) -> Measurements:
    """Read a file of weather columns; it needs no meter's column.

    Raises:
        MeasurementInvalid: The file cannot be read, or has no weather.
    """
    return _Reader(file_name, weather_alone=True).read(text)


class _Reader:
    """Reads one file and names the line and column of a fault."""

    def __init__(self, file_name: str, *, weather_alone: bool = False) -> None:
        self._file_name = file_name
        self._weather_alone = weather_alone
        self._energies: dict[str, int] = {}

    def read(self, text: str) -> Measurements:
        """Return the readings of a CSV text."""
        lines = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
        header: list[str] = []
        times: list[int] = []
        rows: list[list[int]] = []
        outside: list[list[float]] = []
        try:
            for fields in lines:
                if not any(field.strip() for field in fields):
                    continue
                if not header:
                    header = self._header(fields)
                    continue
                line = lines.line_num
                if len(fields) != len(header) or len(rows) >= _ROWS_MAX:
                    raise self._fault(line, "row", f"{len(fields)} fields", f"write {len(header)} fields")
                times.append(self._time(fields[0], line=line, before=times))
                rows.append([
                    self._energy(v, line=line, column=n)
                    for n, v in zip(header, fields, strict=True)
                    if n not in WEATHER_NAMES and n not in _TIME_NAMES
                ])  # fmt: skip
                outside.append([
                    self._weather(v, line=line, column=n)
                    for n, v in zip(header, fields, strict=True)
                    if n in WEATHER_NAMES
                ])  # fmt: skip
        except csv.Error as error:
            raise self._fault(lines.line_num, "row", str(error), "write plain CSV") from None
        return self._assembled(header, times=times, rows=rows, outside=outside)

    def _assembled(
        self, header: list[str], *, times: list[int], rows: list[list[int]], outside: list[list[float]]
    ) -> Measurements:
        if len(times) < 2:
            raise self._fault(1, "file", f"{len(times)} rows", "give a header and two rows at least")
        row_s = times[1] - times[0]
        meters = tuple(n for n in header if n not in WEATHER_NAMES and n not in _TIME_NAMES)
        largest = max((sum(column) for column in zip(*rows, strict=True)), default=0)
        if largest > _TOTAL_UWH_MAX:
            raise self._fault(
                1, "file", f"{largest // _UWH_PER_KWH} kWh", "split the file: the total is too large"
            )
        total = np.zeros((len(rows) + 1, len(meters)), dtype=np.int64)
        np.cumsum(np.array(rows, dtype=np.int64), axis=0, out=total[1:])
        columns = [n for n in header if n in WEATHER_NAMES]
        values = np.array(outside, dtype=np.float64)
        weather = {}
        for place, name in enumerate(columns):
            column = values[:, place]
            weather[WEATHER_NAMES[name]] = np.append(column[1:], column[-1]) if name in _ENDING else column
        return Measurements(meters, times[0], row_s, total, MappingProxyType(weather))

    def _header(self, fields: Sequence[str]) -> list[str]:
        names = [field.strip() for field in fields]
        if names[0].lower() not in _TIME_NAMES:
            raise self._fault(1, names[0], names[0], "name the first column timestamp")
        names[0] = "timestamp"
        quantities = [WEATHER_NAMES.get(n, n) for n in names]
        for name, quantity in zip(names, quantities, strict=True):
            if not name or len(name) > 32 or not name.isascii() or not name.isprintable():
                raise self._fault(1, name, name, "name the column with 1 to 32 ASCII characters")
            if quantities.count(quantity) > 1:
                raise self._fault(1, name, name, "give this column once")
        if self._weather_alone and not any(n in WEATHER_NAMES for n in names):
            raise self._fault(
                1, "header", ",".join(names), f"add a column such as {next(iter(WEATHER_NAMES))}"
            )
        if not self._weather_alone and len([n for n in names[1:] if n not in WEATHER_NAMES]) == 0:
            raise self._fault(1, "header", ",".join(names), "add a column for each meter")
        return names

    def _time(self, text: str, *, line: int, before: list[int]) -> int:
        fix = "write a time like 2019-01-31T13:00:00Z"
        try:
            moment = datetime.fromisoformat(text.strip())
        except ValueError:
            raise self._fault(line, "timestamp", text, fix) from None
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        time_s = int(aware.timestamp())
        if time_s < 0 or aware.microsecond:
            raise self._fault(line, "timestamp", text, f"{fix}, from 1970 on, in whole seconds")
        self._check_order(text, line=line, time_s=time_s, before=before)
        return time_s

    def _check_order(self, text: str, *, line: int, time_s: int, before: list[int]) -> None:
        """Refuse a stamp that repeats, goes back or leaves a gap."""
        if not before:
            return
        if time_s == before[-1]:
            raise self._fault(line, "timestamp", text, "duplicate of the row before: keep one")
        if time_s < before[-1]:
            raise self._fault(line, "timestamp", text, "out of order: sort the rows by time")
        step = time_s - before[-1]
        if len(before) == 1 and (DAY_S % step or before[0] % step):
            raise self._fault(
                line, "timestamp", text, "rows must divide a day evenly and start on a multiple"
            )
        if len(before) > 1 and step != before[1] - before[0]:
            wanted = _shown(before[-1] + before[1] - before[0])
            raise self._fault(line, "timestamp", text, f"gap: {wanted} is missing: fill it before the replay")

    def _energy(self, text: str, *, line: int, column: str) -> int:
        """Return an energy [10^-6 Wh] exactly; more than 9 decimals of a kWh are rounded half to even."""
        known = self._energies.get(text)
        if known is not None:
            return known
        try:
            value = Decimal(text.strip()) if len(text) <= 40 else Decimal("NaN")
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or not 0 <= value <= _ROW_KWH_MAX:
            fix = f"write the energy of the row in kWh, 0 to {_ROW_KWH_MAX}"
            raise self._fault(line, column, text, fix if text.strip() else f"missing value: {fix}")
        self._energies[text] = int((value * _UWH_PER_KWH).to_integral_value())
        return self._energies[text]

    def _weather(self, text: str, *, line: int, column: str) -> float:
        low, high = _BOUNDS[WEATHER_NAMES[column]]
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            raise self._fault(line, column, text, f"write a number from {low} to {high}")
        return max(value, 0.0) if column != "temperature_c" and low < 0 and high > 100 else value

    def _fault(self, line: int, column: str, value: str, fix: str) -> MeasurementInvalid:
        return MeasurementInvalid(f"{self._file_name}, line {line}: {column} = {value[:60]!r}: {fix}")
