"""Weather of a replay: measured where the file has it, generated elsewhere.

Temperature, humidity and wind are joined linearly between rows. The irradiance of a row is spread over it
in the shape of the clear sky, so that a quarter of an hour after sunrise has a sunrise's light and the
row keeps its mean.
"""

import numpy as np

from gridtokenx.campus.model import Place
from gridtokenx.meter.irradiance import clear_sky_ghi, decompose
from gridtokenx.meter.measured import Measurements
from gridtokenx.meter.solar import sun_position
from gridtokenx.meter.weather import Sky, WeatherGenerator
from gridtokenx.reading.block import Condition, WeatherPoint

_SAMPLES = 12
_DARK_W_M2 = 10.0
_INDEX_STEPS = (0.90, 0.68, 0.46, 0.29)
"""Clear-sky index above which the sky is sunny, partly cloudy, cloudy, overcast."""
_GHI_MAX_W_M2 = 1400.0


class MeasuredWeather:
    """Weather of a place by moment, from measured rows."""

    def __init__(self, data: Measurements, *, place: Place, seed: int) -> None:
        """Take the readings, the place, and the seed of the weather that fills in."""
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
        place, point = self._place, filler.point
        sun = sun_position(time_s, latitude_deg=place.latitude_deg, longitude_deg=place.longitude_deg)
        ghi, condition = point.ghi_w_m2, point.condition
        if "ghi_w_m2" in self._data.weather:
            clear = float(clear_sky_ghi(sun.apparent_zenith_deg))
            ghi, condition = self._ghi(time_s, clear_w_m2=clear, night=condition)
        light = decompose(np.asarray(ghi), sun=sun)
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
            sun,
            time_s,
        )

    def _joined(self, quantity: str, time_s: float, *, otherwise: float) -> float:
        """Return a quantity between two rows, or the generated one where the file lacks it."""
        values = self._data.weather.get(quantity)
        if values is None:
            return otherwise
        place = (time_s - self._data.start_s) / self._data.row_s
        left = min(max(int(place), 0), len(values) - 1)
        right = min(left + 1, len(values) - 1)
        share = place - left
        return float(values[left] * (1.0 - share) + values[right] * share)

    def _ghi(self, time_s: float, *, clear_w_m2: float, night: Condition) -> tuple[float, Condition]:
        """Return global irradiance [W/m2] and the sky that it tells of; at night the generated sky stays."""
        values = self._data.weather["ghi_w_m2"]
        row = min(max(int(time_s - self._data.start_s) // self._data.row_s, 0), len(values) - 1)
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
