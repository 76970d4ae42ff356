"""Data that the PV chain is judged on, as they ship with the package (R-SIM-2).

Takes nothing, gives arrays: a year of PVWatts for two mountings, and the measured array SERF East. Sources
and licences lie beside the files in ``meter/data``.
"""

import csv
import gzip
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOUNTINGS = ("rack", "roof")
_PVWATTS_START_S = datetime(2019, 1, 1, 7, tzinfo=UTC).timestamp()
"""A typical year belongs to none; its hours are those of a year without a leap day."""
_PVWATTS_COLUMNS = 11


@dataclass(frozen=True, slots=True)
class PvWattsYear:
    """Hours of a PVWatts year, arrays of shape (8760,)."""

    middle_s: Floats
    """Middle of each hour [epoch s]."""
    dni_w_m2: Floats
    dhi_w_m2: Floats
    air_c: Floats
    wind_m_s: Floats
    plane_w_m2: Floats
    cell_c: Floats
    ac_w: Floats


@dataclass(frozen=True, slots=True)
class MeasuredArray:
    """Measured AC power and the weather beside it, arrays of one shape."""

    time_s: NDArray[np.int64]
    """Moments of the rows [epoch s], evenly spaced."""
    ghi_w_m2: Floats
    air_c: Floats
    ac_w: Floats


def pvwatts_year(mounting: str) -> PvWattsYear:
    """Return the shipped year of a mounting, ``rack`` or ``roof``."""
    rows = [r for r in csv.reader(_lines("pvwatts", f"{mounting}.csv.gz")) if _is_hour(r)]
    columns: list[Floats] = list(np.array(rows, dtype=np.float64).T)
    dni, dhi, air, wind, plane, cell, _, ac = columns[3:]
    middle_s = _PVWATTS_START_S + 1_800.0 + np.arange(len(rows), dtype=np.float64) * 3_600.0
    return PvWattsYear(middle_s, dni, dhi, air, wind, plane, cell, ac)


def _is_hour(row: list[str]) -> bool:
    return len(row) == _PVWATTS_COLUMNS and row[0].isdigit()


def serf_east() -> MeasuredArray:
    """Return the shipped measurements of SERF East."""
    rows = list(csv.DictReader(_lines("serf-east", "2016.csv.gz")))
    times = [int(datetime.fromisoformat(row["measured_on"]).timestamp()) for row in rows]
    ghi, air, ac = (np.array([float(row[name]) for row in rows]) for name in ("ghi", "temp_air", "ac_power"))
    return MeasuredArray(np.array(times, dtype=np.int64), ghi, air, ac)


def _lines(folder: str, name: str) -> list[str]:
    packed = resources.files("gridtokenx.meter").joinpath("data", folder, name).read_bytes()
    return gzip.decompress(packed).decode("utf-8").splitlines()
