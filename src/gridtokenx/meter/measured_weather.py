"""Weather from rows: measured where they have it, generated elsewhere (R-SIM-5).

Rows come from a replay (:mod:`.measured`) or a weather file (:mod:`.weather_table`). Temperature, humidity
and wind are joined linearly between rows. The irradiance of a row is spread over it in the shape of the
clear sky, so that a quarter of an hour after sunrise has a sunrise's light and the row keeps its mean;
where the row has diffuse light too, its share is kept. NaN is missing and generated.
"""

import math
from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gridtokenx.campus.model import Place
from gridtokenx.meter.irradiance import Horizontal, clear_sky_ghi, decompose
from gridtokenx.meter.solar import SunPosition, sun_position
from gridtokenx.meter.weather import Sky, WeatherGenerator
from gridtokenx.reading.block import Condition, WeatherPoint

_SAMPLES = 12
_DARK_W_M2 = 10.0
_LOW_COSINE = 0.05
"""Below some 3 degrees a row's beam is not told from its mean."""
_INDEX_STEPS = (0.90, 0.68, 0.46, 0.29)
"""Clear-sky index above which the sky is sunny, partly cloudy, cloudy, overcast."""
_GHI_MAX_W_M2 = 1400.0


class WeatherRows(Protocol):
    """Weather on an even grid of rows."""

    @property
    def start_s(self) -> int:
        """Start of the first row [epoch s]."""

    @property
    def row_s(self) -> int:
        """Length of a row [s]."""

    @property
    def weather(self) -> Mapping[str, NDArray[np.float64]]:
        """One value a row by quantity, NaN where it is missing, shape (rows,)."""


class MeasuredWeather:
    """Weather of a place by moment, from rows."""

    def __init__(self, data: WeatherRows, *, place: Place, seed: int) -> None:
        """Take the rows, the place, and the seed of the weather that fills in."""
        self._data = data
        self._place = place
        self._generated = WeatherGenerator(place, seed=seed)
        self._row = -1
        self._row_index = 0.0

    def at(self, time_s: float) -> Sky:
        """Return the weather at a moment [epoch s] inside the data."""
        filler = self._generated.at(time_s)
        if not self._data.weather:
            return filler
        point = filler.point
        light, condition = self._light(time_s, filler=filler)
        return Sky(
            WeatherPoint(
                self._joined("temperature_c", time_s, otherwise=point.temperature_c),
                min(self._joined("humidity_pct", time_s, otherwise=point.humidity_pct), 100.0),
                self._joined("wind_m_s", time_s, otherwise=point.wind_m_s),
                float(light.ghi_w_m2),
                float(light.dni_w_m2),
                float(light.dhi_w_m2),
                condition,
            ),
            filler.sun,
            time_s,
        )

    def _light(self, time_s: float, *, filler: Sky) -> tuple[Horizontal, Condition]:
        """Return the light of a moment and the sky that it tells of; generated where the row has none."""
        point, sun, row = filler.point, filler.sun, self._row_of(time_s)
        ghi = self._data.weather.get("ghi_w_m2")
        if ghi is None or math.isnan(ghi[row]):
            kept = (np.asarray(v) for v in (point.ghi_w_m2, point.dni_w_m2, point.dhi_w_m2))
            return Horizontal(*kept), point.condition
        clear = float(clear_sky_ghi(sun.apparent_zenith_deg))
        total, condition = self._ghi(row, clear_w_m2=clear, night=point.condition)
        share = self._diffuse_share(row, mean_w_m2=float(ghi[row]))
        if share is None:
            return decompose(np.asarray(total), sun=sun), condition
        return _split(total, share=share, sun=sun), condition

    def _row_of(self, time_s: float) -> int:
        rows = len(next(iter(self._data.weather.values())))
        return min(max(int((time_s - self._data.start_s) // self._data.row_s), 0), rows - 1)

    def _diffuse_share(self, row: int, *, mean_w_m2: float) -> float | None:
        """Return the row's diffuse light over its global, None where it is not known."""
        diffuse = self._data.weather.get("dhi_w_m2")
        if diffuse is None or math.isnan(diffuse[row]) or mean_w_m2 < _DARK_W_M2:
            return None
        return min(float(diffuse[row]) / mean_w_m2, 1.0)

    def _joined(self, quantity: str, time_s: float, *, otherwise: float) -> float:
        """Return a quantity between two rows, or the generated one where the file lacks it."""
        values = self._data.weather.get(quantity)
        if values is None:
            return otherwise
        left = self._row_of(time_s)
        right = min(left + 1, len(values) - 1)
        share = min(max((time_s - self._data.start_s) / self._data.row_s - left, 0.0), 1.0)
        joined = float(values[left] * (1.0 - share) + values[right] * share)
        return otherwise if math.isnan(joined) else joined

    def _ghi(self, row: int, *, clear_w_m2: float, night: Condition) -> tuple[float, Condition]:
        """Return global irradiance [W/m2] and the sky that it tells of; at night the generated sky stays."""
        values = self._data.weather["ghi_w_m2"]
        if row != self._row:
            self._row = row
            self._row_index = self._index_of(row, mean_w_m2=float(values[row]))
        if self._row_index <= 0.0:
            return (float(values[row]) if clear_w_m2 > 0.0 else 0.0), night
        below = sum(self._row_index < step for step in _INDEX_STEPS)
        return min(self._row_index * clear_w_m2, _GHI_MAX_W_M2), Condition(below)

    def _index_of(self, row: int, *, mean_w_m2: float) -> float:
        """Return the row's irradiance relative to a clear sky's, or 0 where that is too dark to tell."""
        start = self._data.start_s + row * self._data.row_s
        moments = start + self._data.row_s * (np.arange(_SAMPLES) + 0.5) / _SAMPLES
        sun = sun_position(
            moments, latitude_deg=self._place.latitude_deg, longitude_deg=self._place.longitude_deg
        )
        clear = float(clear_sky_ghi(sun.apparent_zenith_deg).mean())
        return mean_w_m2 / clear if clear >= _DARK_W_M2 else 0.0


def _split(ghi_w_m2: float, *, share: float, sun: SunPosition) -> Horizontal:
    """Split global irradiance by a known share of diffuse light; a sun at the horizon has no beam."""
    height = float(np.cos(np.deg2rad(sun.zenith_deg)))
    if height < _LOW_COSINE:
        return Horizontal(*(np.asarray(v) for v in (ghi_w_m2, 0.0, ghi_w_m2)))
    diffuse = share * ghi_w_m2
    return Horizontal(*(np.asarray(v) for v in (ghi_w_m2, (ghi_w_m2 - diffuse) / height, diffuse)))
