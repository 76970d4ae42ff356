"""Weather from rows: measured where they have it, generated elsewhere (R-SIM-5).

Rows come from a replay (:mod:`.measured`) or a weather file (:mod:`.weather_table`). Temperature, humidity
and wind are joined linearly between rows. The irradiance of a row is spread over it in the shape of the
clear sky, so that a quarter of an hour after sunrise has a sunrise's light and the row keeps its mean;
where the row has diffuse light too, its share is kept. NaN is missing and generated.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gridtokenx.campus.model import Place
from gridtokenx.meter.irradiance import clear_sky_ghi, decompose
from gridtokenx.meter.sky_span import SkySpan
from gridtokenx.meter.solar import SunPosition, sun_position
from gridtokenx.meter.weather import Sky, WeatherGenerator

Floats = NDArray[np.float64]

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
        self._index: Mapping[int, float] = {}

    def at(self, time_s: float) -> Sky:
        """Return the weather at a moment [epoch s] inside the data."""
        return only(self.span(np.array([time_s], dtype=np.float64)))

    def span(self, times_s: Floats) -> SkySpan:
        """Return the weather at moments that rise [epoch s], shape (k,); each is what `at` gives."""
        return self.over(self._generated.span(times_s), moments_s=times_s)

    def over(self, filler: SkySpan, *, moments_s: Floats) -> SkySpan:
        """Return weather with what the rows have, and the filler's for what they lack.

        Args:
            filler: Generated weather and the sun of k moments.
            moments_s: When in the rows [epoch s], shape (k,); a typical year's are not the filler's.
        """
        if not self._data.weather:
            return filler
        kept = self._lit(filler, moments_s=moments_s)
        humidity = self._joined("humidity_pct", moments_s, otherwise=filler.humidity_pct)
        return replace(
            kept,
            temperature_c=self._joined("temperature_c", moments_s, otherwise=filler.temperature_c),
            humidity_pct=np.minimum(humidity, 100.0),
            wind_m_s=self._joined("wind_m_s", moments_s, otherwise=filler.wind_m_s),
        )

    def _lit(self, filler: SkySpan, *, moments_s: Floats) -> SkySpan:
        """Return the filler with the light of the rows, and the sky that it tells of."""
        ghi = self._data.weather.get("ghi_w_m2")
        if ghi is None:
            return filler
        rows = self._rows_of(moments_s)
        mean = ghi[rows][:, np.newaxis]
        index = self._indices(rows)[:, np.newaxis]
        clear = clear_sky_ghi(filler.sun.apparent_zenith_deg)
        spread = np.minimum(index * clear, _GHI_MAX_W_M2)
        total = np.where(index > 0.0, spread, np.where(clear > 0.0, mean, 0.0))
        known = ~np.isnan(mean)
        total = np.where(known, total, 0.0)
        light = decompose(total, sun=filler.sun)
        split = self._diffuse_share(rows, mean_w_m2=ghi[rows])[:, np.newaxis]
        height = np.cos(np.deg2rad(filler.sun.zenith_deg))
        low = height < _LOW_COSINE
        given = np.where(low, total, split * total)
        beam = np.where(low, 0.0, (total - given) / np.maximum(height, _LOW_COSINE))
        has_share = ~np.isnan(split)
        below = (index < np.array(_INDEX_STEPS)).sum(axis=1, keepdims=True)
        return replace(
            filler,
            ghi_w_m2=np.where(known, light.ghi_w_m2, filler.ghi_w_m2),
            dni_w_m2=np.where(known, np.where(has_share, beam, light.dni_w_m2), filler.dni_w_m2),
            dhi_w_m2=np.where(known, np.where(has_share, given, light.dhi_w_m2), filler.dhi_w_m2),
            condition=np.where(known & (index > 0.0), below, filler.condition),
        )

    def _rows_of(self, moments_s: Floats) -> NDArray[np.int64]:
        last = len(next(iter(self._data.weather.values()))) - 1
        rows = ((moments_s - self._data.start_s) // self._data.row_s).astype(np.int64)
        return np.minimum(np.maximum(rows, 0), last)

    def _diffuse_share(self, rows: NDArray[np.int64], *, mean_w_m2: Floats) -> Floats:
        """Return the rows' diffuse light over their global, NaN where it is not known."""
        diffuse = self._data.weather.get("dhi_w_m2")
        if diffuse is None:
            return np.full(len(rows), np.nan)
        bright = mean_w_m2 >= _DARK_W_M2
        unknown = np.full(len(rows), np.nan)
        share: Floats = np.divide(diffuse[rows], mean_w_m2, out=unknown, where=bright)
        return np.minimum(share, 1.0)

    def _joined(self, quantity: str, moments_s: Floats, *, otherwise: Floats) -> Floats:
        """Return a quantity between rows, or the generated one where the rows lack it, shape (k, 1)."""
        values = self._data.weather.get(quantity)
        if values is None:
            return otherwise
        left = self._rows_of(moments_s)
        right = np.minimum(left + 1, len(values) - 1)
        share = np.clip((moments_s - self._data.start_s) / self._data.row_s - left, 0.0, 1.0)
        joined = (values[left] * (1.0 - share) + values[right] * share)[:, np.newaxis]
        return np.where(np.isnan(joined), otherwise, joined)

    def _indices(self, rows: NDArray[np.int64]) -> Floats:
        """Return each row's irradiance relative to a clear sky's, or 0 where that is too dark to tell."""
        each, place = np.unique(rows, return_inverse=True)
        if any(row not in self._index for row in each.tolist()):
            self._index = dict(zip(each.tolist(), self._indices_of(each).tolist(), strict=True))
        return np.array([self._index[row] for row in each.tolist()])[place]

    def _indices_of(self, rows: NDArray[np.int64]) -> Floats:
        starts = self._data.start_s + self._data.row_s * rows.astype(np.float64)
        moments = starts[:, np.newaxis] + self._data.row_s * (np.arange(_SAMPLES) + 0.5) / _SAMPLES
        sun = sun_position(
            moments, latitude_deg=self._place.latitude_deg, longitude_deg=self._place.longitude_deg
        )
        clear = clear_sky_ghi(sun.apparent_zenith_deg).mean(axis=1)
        mean = np.nan_to_num(self._data.weather["ghi_w_m2"][rows])
        index: Floats = np.divide(mean, clear, out=np.zeros_like(mean), where=clear >= _DARK_W_M2)
        return index


def only(span: SkySpan) -> Sky:
    """Return the weather of a span of one moment."""
    sun = SunPosition(*(getattr(span.sun, name)[0, 0] for name in SunPosition.__slots__))
    return Sky(span.points()[0], sun, float(span.time_s[0, 0]))
