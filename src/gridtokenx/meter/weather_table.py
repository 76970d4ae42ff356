"""Weather as rows of a file, with what is missing in it (R-SIM-5).

What every reader (EPW, TMY3, CSV) makes and :class:`gridtokenx.meter.file_weather.FileWeather` plays. A
row's irradiance is its mean; its temperature, humidity and wind are those at its start, as in
:mod:`gridtokenx.meter.measured`. What is missing is NaN: short gaps of temperature, humidity and wind are
joined by a line, the rest is left to the generator, and all of it is listed.
"""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from gridtokenx.base.errors import GridTokenXError

Floats = NDArray[np.float64]

QUANTITIES = ("temperature_c", "humidity_pct", "wind_m_s", "ghi_w_m2", "dni_w_m2", "dhi_w_m2")
BOUNDS: Mapping[str, tuple[float, float]] = MappingProxyType({
    "temperature_c": (-70.0, 70.0),
    "humidity_pct": (0.0, 110.0),
    "wind_m_s": (0.0, 80.0),
    "ghi_w_m2": (-20.0, 1_600.0),
    "dni_w_m2": (-20.0, 1_500.0),
    "dhi_w_m2": (-20.0, 1_000.0),
})  # fmt: skip
SHORT_GAP_S = 6 * 3_600
"""Longest gap that is joined by a line."""
ROWS_MAX = 10_000_000
_JOINED = ("temperature_c", "humidity_pct", "wind_m_s")


class WeatherFileInvalid(GridTokenXError):
    """A weather file that cannot be used; the message names file, line, column, value and fix."""

    def __init__(self, file_name: str, *, line: int, column: str, value: object, fix: str) -> None:
        """Take the place of the fault, what stands there and what to do."""
        shown = repr(value) if len(repr(value)) <= 60 else repr(value)[:57] + "..."
        super().__init__(f"{file_name}, line {line}: {column} = {shown}: {fix}")


@dataclass(frozen=True, slots=True)
class Gap:
    """Rows of one quantity that the file lacks, half-open."""

    quantity: str
    start_s: int
    end_s: int
    joined: bool
    """True where a line was drawn across; otherwise the generator fills in."""


@dataclass(frozen=True, slots=True)
class WeatherTable:
    """Weather on an even grid of rows."""

    name: str
    start_s: int
    """Start of the first row [epoch s]; of a typical year that of 2001 in its own standard time."""
    row_s: int
    weather: Mapping[str, Floats]
    """By quantity, one value a row, shape (rows,); NaN where it is left to the generator."""
    gaps: tuple[Gap, ...]
    typical_offset_s: int | None = None
    """Offset of a typical year's standard time from UTC [s]; None where the rows have real dates."""
    latitude_deg: float | None = None
    longitude_deg: float | None = None

    @property
    def end_s(self) -> int:
        """End of the last row [epoch s]."""
        return self.start_s + self.row_s * len(next(iter(self.weather.values())))

    @property
    def fingerprint(self) -> str:
        """What a snapshot must agree with: hash of the rows and where they lie in time."""
        digest = hashlib.sha256(f"{self.start_s}/{self.row_s}/{self.typical_offset_s}".encode())
        for quantity, column in self.weather.items():
            digest.update(quantity.encode() + column.astype("<f8").tobytes())
        return digest.hexdigest()

    @property
    def summary(self) -> str:
        """One line on what the file has and lacks."""
        rows = len(next(iter(self.weather.values())))
        lacks = [q for q in QUANTITIES[:4] if q not in self.weather]
        text = f"{self.name}: {rows} rows of {self.row_s} s, {len(self.gaps)} gaps"
        return f"{text}; generated: {', '.join(lacks)}" if lacks else text


def number(
    text: str, *, quantity: str, file_name: str, line: int, column: str, missing: float | None = None
) -> float:
    """Return a value of a file, NaN where it is empty or the format's mark for missing.

    Args:
        text: The field.
        quantity: Which quantity's bounds to keep.
        file_name: For messages.
        line: For messages.
        column: For messages.
        missing: From this value on a format means missing; negative: up to this value.

    Raises:
        WeatherFileInvalid: It is no number, or out of bounds.
    """
    low, high = BOUNDS[quantity]
    fix = f"write a number from {low:g} to {high:g}, or leave it empty where it is missing"
    if not text.strip() or text.strip().lower() in {"nan", "na"}:
        return math.nan
    try:
        value = float(text)
    except ValueError:
        raise WeatherFileInvalid(file_name, line=line, column=column, value=text, fix=fix) from None
    if missing is not None and (value <= missing if missing < 0.0 else value >= missing):
        return math.nan
    if not low <= value <= high:
        raise WeatherFileInvalid(file_name, line=line, column=column, value=text, fix=fix)
    return value


def table_of(
    name: str,
    *,
    start_s: int,
    row_s: int,
    values: Mapping[str, Floats],
    typical_offset_s: int | None = None,
    place: tuple[float, float] | None = None,
) -> WeatherTable:
    """Build a table: list the gaps, join the short ones, keep to physical values.

    Args:
        name: The file's name.
        start_s: Start of the first row [epoch s].
        row_s: Length of a row [s].
        values: By quantity, shape (rows,), NaN where it is missing.
        typical_offset_s: See :class:`WeatherTable`.
        place: Latitude and longitude that the file states [deg].
    """
    filled: dict[str, Floats] = {}
    gaps: list[Gap] = []
    for quantity in QUANTITIES:
        if quantity not in values or bool(np.isnan(values[quantity]).all()):
            continue
        column = values[quantity].copy()
        for first, last in _runs(np.isnan(column)):
            short = quantity in _JOINED and (last - first) * row_s <= SHORT_GAP_S
            joined = short and first > 0 and last < len(column)
            if joined:
                column[first:last] = np.interp(
                    np.arange(first, last), (first - 1, last), (column[first - 1], column[last])
                )
            gaps.append(Gap(quantity, start_s + first * row_s, start_s + last * row_s, joined))
        top = 100.0 if quantity == "humidity_pct" else np.inf
        low = BOUNDS["temperature_c"][0] if quantity == "temperature_c" else 0.0
        filled[quantity] = np.clip(column, low, top)
    latitude, longitude = place or (None, None)
    return WeatherTable(
        name,
        start_s,
        row_s,
        MappingProxyType(filled),
        tuple(gaps),
        typical_offset_s,
        latitude,
        longitude,
    )


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return first and past-last index of each run of true flags."""
    edges = np.flatnonzero(np.diff(np.r_[0, flags.astype(np.int8), 0]))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
