"""Hourly energy and weather of some meters: what a load model is fitted on.

Rows shorter than an hour are added up to whole UTC hours; weather is averaged over the hour. Fitting a
load by the hour follows ASHRAE Guideline 14-2014, whose hourly criteria judge it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gridtokenx.base.errors import GridTokenXError

HOUR_S = 3_600
Floats = NDArray[np.float64]


class HistoryUnusable(GridTokenXError):
    """Readings or weather that no hourly model can be fitted on."""


@dataclass(frozen=True, slots=True)
class History:
    """Hourly energy of meters, with the weather of the same hours where it is known."""

    meter_ids: tuple[str, ...]
    start_s: int
    """Start of the first hour [epoch s]."""
    load_kwh: Floats
    """Energy of each hour [kWh], shape (hours, meters)."""
    temperature_c: Floats | None = None
    """Air temperature [°C], shape (hours,)."""
    ghi_w_m2: Floats | None = None
    """Global horizontal irradiance [W/m²], shape (hours,)."""

    @property
    def hours(self) -> int:
        """Number of hours."""
        return len(self.load_kwh)

    @property
    def end_s(self) -> int:
        """End of the last hour [epoch s]."""
        return self.start_s + HOUR_S * self.hours

    def before(self, hour: int) -> "History":
        """Return the hours before one: nothing of it or of what follows."""
        return self.between(0, hour)

    def between(self, first: int, end: int) -> "History":
        """Return the hours from one up to, without, another."""
        temperature, ghi = self.temperature_c, self.ghi_w_m2
        return History(
            self.meter_ids,
            self.start_s + HOUR_S * first,
            self.load_kwh[first:end],
            None if temperature is None else temperature[first:end],
            None if ghi is None else ghi[first:end],
        )

    def without_weather(self) -> "History":
        """Return the energy alone."""
        return replace(self, temperature_c=None, ghi_w_m2=None)

    def beside(self, other: "History") -> "History":
        """Return the meters of both, with the weather of this one.

        Raises:
            HistoryUnusable: They do not cover the same hours.
        """
        if (self.start_s, self.hours) != (other.start_s, other.hours):
            raise HistoryUnusable(
                f"history of {other.meter_ids[0]} starts at {other.start_s} with {other.hours} hours: must "
                f"be {self.start_s} with {self.hours}, as the meters beside it"
            )
        ids = self.meter_ids + other.meter_ids
        return replace(self, meter_ids=ids, load_kwh=np.hstack((self.load_kwh, other.load_kwh)))


def hourly(
    energy_kwh: Floats,
    *,
    meter_ids: Sequence[str],
    start_s: int,
    row_s: int,
    weather: Mapping[str, Floats] | None = None,
) -> History:
    """Add rows up to whole hours.

    Args:
        energy_kwh: Energy of each row [kWh], shape (rows, meters).
        meter_ids: Names of the columns.
        start_s: Start of the first row [epoch s].
        row_s: Length of a row [s]; it must divide an hour.
        weather: By quantity (``temperature_c``, ``ghi_w_m2``), shape (rows,).

    Raises:
        HistoryUnusable: The rows are longer than an hour, or make no whole hour.
    """
    if row_s <= 0 or HOUR_S % row_s:
        raise HistoryUnusable(f"row length = {row_s} s: must divide an hour: give readings of 60 min or less")
    in_hour = HOUR_S // row_s
    skipped = -(start_s // row_s) % in_hour
    hours = (len(energy_kwh) - skipped) // in_hour
    if hours < 1:
        raise HistoryUnusable(f"readings = {len(energy_kwh)} rows of {row_s} s: give a whole hour at least")
    rows = slice(skipped, skipped + hours * in_hour)
    load = energy_kwh[rows].reshape(hours, in_hour, energy_kwh.shape[1]).sum(axis=1)
    means = {
        name: values[rows].reshape(hours, in_hour).mean(axis=1) for name, values in (weather or {}).items()
    }
    return History(
        tuple(meter_ids),
        start_s + skipped * row_s,
        load,
        means.get("temperature_c"),
        means.get("ghi_w_m2"),
    )
