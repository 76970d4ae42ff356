"""Generated weather: sky condition, irradiance, temperature, humidity and wind that fit together (R-SIM-5).

Weather is a function of seed, place and moment and of nothing before, so it is the same at any step
length and a run resumes without weather state. The sky condition is a Markov chain on a 15-minute grid:
at each slot the sky is drawn anew with a small chance and otherwise stays, hence its stationary shares
are exactly the weights. Weights lean towards the sunny months and back, so that over a year they are the
configured ones. Clear-sky index by condition: Kasten and Czeplak (1980),
DOI 10.1016/0038-092X(80)90391-6. Vapour pressure: Magnus formula, WMO-No. 8 (2018). Wind speed: Weibull
with shape 2.
"""

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gridtokenx.base.stream import stream_key, uniforms
from gridtokenx.campus.model import Place
from gridtokenx.meter.climate import at_position, climate_named, month_position
from gridtokenx.meter.irradiance import clear_sky_ghi, decompose
from gridtokenx.meter.noise import SmoothNoise
from gridtokenx.meter.sky_span import SkySpan
from gridtokenx.meter.solar import SunPosition, solar_hour, sun_position
from gridtokenx.reading.block import Condition, WeatherPoint

Floats = NDArray[np.float64]

DEFAULT_WEIGHTS = (0.40, 0.30, 0.15, 0.10, 0.05)
SLOT_S = 900
_RENEWAL = 1.0 / 10.0
"""Chance of a new draw at a slot: a sky lasts two and a half hours until the next draw, on average."""
_LOOK_BACK = 1_024
_LOOK_STRIDE = 32
_CLEAR_INDEX = np.array([0.96, 0.75, 0.50, 0.31, 0.19])
_INDEX_SPREAD = np.array([0.02, 0.14, 0.12, 0.09, 0.07])
_INDEX_MAX = 1.10
_WARMING_C = np.array([0.6, 0.2, -0.4, -1.0, -2.2])
_LEAN = (1.0, 0.1, -0.7, -0.9)
"""How far each condition but the last gains in a sunny month; the last balances the others."""


@dataclass(frozen=True, slots=True)
class Sky:
    """Weather of one moment and the sun that belongs to it."""

    point: WeatherPoint
    sun: SunPosition
    time_s: float
    """The moment [epoch s]."""


class WeatherSource(Protocol):
    """Weather of a place by moment: generated, from a file, or measured beside a replay."""

    def at(self, time_s: float) -> Sky:
        """Return the weather at a moment [epoch s]; the same at every asking."""

    def span(self, times_s: Floats) -> SkySpan:
        """Return the weather at moments that rise [epoch s], shape (k,); each is what `at` gives."""


class WeatherGenerator:
    """Weather of one place by moment; what it remembers is a cache and never changes a value."""

    def __init__(self, place: Place, *, seed: int, weights: tuple[float, ...] = DEFAULT_WEIGHTS) -> None:
        """Take the place, the seed and the long-run shares of the five conditions."""
        self._place = place
        self._climate = climate_named(place.climate)
        monthly = _monthly_weights(weights, sunshine_h=self._climate.sunshine_h)
        self._up_to = np.cumsum(monthly, axis=1)
        key = np.array([stream_key(seed, "weather")], dtype=np.uint64)
        self._key = key
        self._synoptic = SmoothNoise(key, period_s=2 * 86_400, channel=1)
        self._gusts = SmoothNoise(key, period_s=5_400, channel=2)
        self._days_wind = SmoothNoise(key, period_s=86_400, channel=3)
        self._clouds = SmoothNoise(key, period_s=600, channel=4)
        self._moisture = SmoothNoise(key, period_s=86_400, channel=5)
        self._slot = -1
        self._renewed = -1

    def at(self, time_s: float) -> Sky:
        """Return the weather at a moment [epoch s, UTC]."""
        span = self.span(np.array([time_s], dtype=np.float64))
        sun = span.sun
        alone = SunPosition(
            sun.zenith_deg[0, 0],
            sun.apparent_zenith_deg[0, 0],
            sun.azimuth_deg[0, 0],
            sun.extraterrestrial_w_m2[0, 0],
        )
        return Sky(span.points()[0], alone, time_s)

    def span(self, times_s: Floats) -> SkySpan:
        """Return the weather at moments that rise [epoch s, UTC], shape (k,); each is what `at` gives."""
        place = self._place
        sun = sun_position(
            times_s[:, np.newaxis], latitude_deg=place.latitude_deg, longitude_deg=place.longitude_deg
        )
        kinds = self.conditions(times_s.astype(np.int64) // SLOT_S)
        index = _CLEAR_INDEX[kinds] + _INDEX_SPREAD[kinds] * _curve(self._clouds, times_s)
        index = np.minimum(np.maximum(index, 0.05), _INDEX_MAX)
        light = decompose(clear_sky_ghi(sun.apparent_zenith_deg) * index[:, np.newaxis], sun=sun)
        position = month_position(times_s)
        temperature = self._temperature_c(times_s, kinds=kinds, position=position)
        humidity = self._humidity_pct(times_s, temperature_c=temperature, kinds=kinds, position=position)
        return SkySpan(
            times_s[:, np.newaxis],
            temperature[:, np.newaxis],
            humidity[:, np.newaxis],
            self._wind_m_s(times_s, position=position)[:, np.newaxis],
            light.ghi_w_m2,
            light.dni_w_m2,
            light.dhi_w_m2,
            kinds[:, np.newaxis],
            sun,
        )

    def condition(self, slot: int) -> Condition:
        """Return the sky of a 15-minute slot, counted from 1970."""
        return Condition(int(self.conditions(np.array([slot], dtype=np.int64))[0]))

    def conditions(self, slots: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the skies of slots that rise, as numbers of :class:`Condition`, shape (k,)."""
        first, last = int(slots[0]), int(slots[-1])
        latest = np.full(last - first + 1, self._renewal(first))
        if last > first:
            following = np.arange(first + 1, last + 1)
            renewed = uniforms(self._key, following.tolist(), channel=10)[:, 0] < _RENEWAL
            latest[1:] = np.where(renewed, following, latest[0])
            latest = np.maximum.accumulate(latest)
        self._slot, self._renewed = last, int(latest[-1])
        drawn, place = np.unique(latest, return_inverse=True)
        kinds = self._drawn(drawn)
        found: NDArray[np.int64] = kinds[place[slots - first]]
        return found

    def _renewal(self, slot: int) -> int:
        """Return the latest slot at which the sky was drawn anew, at most `_LOOK_BACK` slots ago."""
        for back in range(0, _LOOK_BACK, _LOOK_STRIDE):
            earlier = range(slot - back, slot - back - _LOOK_STRIDE, -1)
            renewed = uniforms(self._key, earlier, channel=10)[:, 0] < _RENEWAL
            if self._slot in earlier and not renewed[: slot - back - self._slot].any():
                return self._renewed
            if renewed.any():
                return earlier[int(renewed.argmax())]
        return slot - slot % _LOOK_BACK

    def _drawn(self, slots: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return what was drawn at slots at which the sky was drawn anew."""
        months = np.minimum(month_position(np.maximum(slots, 0) * SLOT_S).astype(np.int64), 11)
        drawn = uniforms(self._key, slots.tolist(), channel=11)
        below = (self._up_to[months] <= drawn).sum(axis=1)
        kinds: NDArray[np.int64] = np.minimum(below, len(Condition) - 1)
        return kinds

    def _temperature_c(self, times_s: Floats, *, kinds: NDArray[np.int64], position: Floats) -> Floats:
        low = at_position(self._climate.daily_min_c, position)
        high = at_position(self._climate.daily_max_c, position)
        day = _daily_wave(solar_hour(times_s, longitude_deg=self._place.longitude_deg))
        spell = self._climate.spell_c * _curve(self._synoptic, times_s)
        warmed: Floats = low + (high - low) * day + spell + _WARMING_C[kinds] * np.maximum(day, 0.2)
        return warmed

    def _humidity_pct(
        self, times_s: Floats, *, temperature_c: Floats, kinds: NDArray[np.int64], position: Floats
    ) -> Floats:
        """Return relative humidity [%] of air whose water content is the month's, warmed or cooled."""
        mean_c = 0.5 * (
            at_position(self._climate.daily_min_c, position)
            + at_position(self._climate.daily_max_c, position)
        )
        content = at_position(self._climate.humidity_pct, position) * _saturation_hpa(mean_c)
        content *= 1.0 + 0.06 * _curve(self._moisture, times_s)
        humidity = content / _saturation_hpa(temperature_c)
        humidity = np.where(kinds == Condition.RAINY, np.maximum(humidity, 90.0), humidity)
        return np.minimum(np.maximum(humidity, 12.0), 100.0)

    def _wind_m_s(self, times_s: Floats, *, position: Floats) -> Floats:
        """Return wind at 10 m [m/s]: a Rayleigh spread about the month's mean."""
        mean = at_position(self._climate.wind_m_s, position)
        z = 0.8 * _curve(self._days_wind, times_s) + 0.6 * _curve(self._gusts, times_s)
        above = np.array([0.5 * math.erfc(x / math.sqrt(2.0)) for x in z.tolist()])
        speed: Floats = mean / math.gamma(1.5) * np.sqrt(-np.log(np.maximum(above, 1e-9)))
        return speed


def _curve(noise: SmoothNoise, times_s: Floats) -> Floats:
    """Return a single curve at some moments, shape (k,)."""
    curve: Floats = noise.over(times_s)[:, 0].astype(np.float64)
    return curve


def _monthly_weights(weights: tuple[float, ...], *, sunshine_h: tuple[float, ...]) -> list[list[float]]:
    """Return the weights of each month; their mean over the months is `weights`."""
    total = sum(weights)
    shares = [w / total for w in weights]
    mean = sum(sunshine_h) / 12.0
    lean = [s * a for s, a in zip(shares, _LEAN, strict=False)]
    lean.append(-sum(lean))
    swing = [(h - mean) / mean for h in sunshine_h]
    worst = max(
        (-s * a / w for s in swing for a, w in zip(lean, shares, strict=True) if w > 0.0), default=0.0
    )
    scale = min(1.0, 0.95 / worst) if worst > 0.0 else 1.0
    return [[max(w + scale * s * a, 0.0) for w, a in zip(shares, lean, strict=True)] for s in swing]


def _daily_wave(hour: Floats) -> Floats:
    """Return 0 at the coldest hour (05:30 solar time), 1 at the warmest (14:30), smooth between."""
    rising = 0.5 - 0.5 * np.cos(np.pi * (hour - 5.5) / 9.0)
    falling = 0.5 + 0.5 * np.cos(np.pi * ((hour - 14.5) % 24.0) / 15.0)
    return np.where((hour >= 5.5) & (hour <= 14.5), rising, falling)


def _saturation_hpa(temperature_c: Floats) -> Floats:
    """Return the saturation vapour pressure [hPa], Magnus formula."""
    pressure: Floats = 6.112 * np.exp(17.62 * temperature_c / (243.12 + temperature_c))
    return pressure
