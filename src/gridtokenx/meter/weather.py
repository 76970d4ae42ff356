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

from gridtokenx.base.stream import stream_key, uniform
from gridtokenx.campus.model import Place
from gridtokenx.meter.climate import at_position, climate_named, month_position
from gridtokenx.meter.irradiance import clear_sky_ghi, decompose
from gridtokenx.meter.noise import SmoothNoise
from gridtokenx.meter.solar import SunPosition, solar_hour, sun_position
from gridtokenx.reading.block import Condition, WeatherPoint

DEFAULT_WEIGHTS = (0.40, 0.30, 0.15, 0.10, 0.05)
SLOT_S = 900
_RENEWAL = 1.0 / 10.0
"""Chance of a new draw at a slot: a sky lasts two and a half hours until the next draw, on average."""
_LOOK_BACK = 1_024
_CLEAR_INDEX = (0.96, 0.75, 0.50, 0.31, 0.19)
_INDEX_SPREAD = (0.02, 0.14, 0.12, 0.09, 0.07)
_INDEX_MAX = 1.10
_WARMING_C = (0.6, 0.2, -0.4, -1.0, -2.2)
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


class WeatherGenerator:
    """Weather of one place by moment; what it remembers is a cache and never changes a value."""

    def __init__(self, place: Place, *, seed: int, weights: tuple[float, ...] = DEFAULT_WEIGHTS) -> None:
        """Take the place, the seed and the long-run shares of the five conditions."""
        self._place = place
        self._climate = climate_named(place.climate)
        self._weights = _monthly_weights(weights, sunshine_h=self._climate.sunshine_h)
        key = np.array([stream_key(seed, "weather")], dtype=np.uint64)
        self._key = key
        self._synoptic = SmoothNoise(key, period_s=2 * 86_400, channel=1)
        self._gusts = SmoothNoise(key, period_s=5_400, channel=2)
        self._days_wind = SmoothNoise(key, period_s=86_400, channel=3)
        self._clouds = SmoothNoise(key, period_s=600, channel=4)
        self._moisture = SmoothNoise(key, period_s=86_400, channel=5)
        self._slot = -1
        self._renewed = -1
        self._condition = Condition.SUNNY

    def at(self, time_s: float) -> Sky:
        """Return the weather at a moment [epoch s, UTC]."""
        place = self._place
        sun = sun_position(time_s, latitude_deg=place.latitude_deg, longitude_deg=place.longitude_deg)
        condition = self.condition(int(time_s) // SLOT_S)
        index = _CLEAR_INDEX[condition] + _INDEX_SPREAD[condition] * float(self._clouds.at(time_s)[0])
        ghi = clear_sky_ghi(sun.apparent_zenith_deg) * min(max(index, 0.05), _INDEX_MAX)
        light = decompose(ghi, sun=sun)
        temperature = self._temperature_c(time_s, condition=condition)
        point = WeatherPoint(
            temperature,
            self._humidity_pct(time_s, temperature_c=temperature, condition=condition),
            self._wind_m_s(time_s),
            float(light.ghi_w_m2),
            float(light.dni_w_m2),
            float(light.dhi_w_m2),
            condition,
        )
        return Sky(point, sun, time_s)

    def condition(self, slot: int) -> Condition:
        """Return the sky of a 15-minute slot, counted from 1970."""
        if slot != self._slot:
            self._renewed = self._renewal(slot)
            self._condition = self._draw(self._renewed)
            self._slot = slot
        return self._condition

    def _renewal(self, slot: int) -> int:
        """Return the latest slot at which the sky was drawn anew, at most `_LOOK_BACK` slots ago."""
        for back in range(_LOOK_BACK):
            if slot - back == self._slot:
                return self._renewed
            if uniform(self._key, slot - back, channel=10)[0] < _RENEWAL:
                return slot - back
        return slot - slot % _LOOK_BACK

    def _draw(self, slot: int) -> Condition:
        month = min(int(month_position(max(slot, 0) * SLOT_S)), 11)
        drawn = uniform(self._key, slot, channel=11)[0]
        index = int(np.searchsorted(np.cumsum(self._weights[month]), drawn, side="right"))
        return Condition(min(index, len(Condition) - 1))

    def _temperature_c(self, time_s: float, *, condition: Condition) -> float:
        position = month_position(time_s)
        low = at_position(self._climate.daily_min_c, position)
        high = at_position(self._climate.daily_max_c, position)
        hour = solar_hour(time_s, longitude_deg=self._place.longitude_deg)
        day = _daily_wave(hour)
        spell = self._climate.spell_c * float(self._synoptic.at(time_s)[0])
        return low + (high - low) * day + spell + _WARMING_C[condition] * max(day, 0.2)

    def _humidity_pct(self, time_s: float, *, temperature_c: float, condition: Condition) -> float:
        """Return relative humidity [%] of air whose water content is the month's, warmed or cooled."""
        position = month_position(time_s)
        mean_c = 0.5 * (
            at_position(self._climate.daily_min_c, position)
            + at_position(self._climate.daily_max_c, position)
        )
        content = at_position(self._climate.humidity_pct, position) * _saturation_hpa(mean_c)
        content *= 1.0 + 0.06 * float(self._moisture.at(time_s)[0])
        humidity = content / _saturation_hpa(temperature_c)
        if condition is Condition.RAINY:
            humidity = max(humidity, 90.0)
        return float(min(max(humidity, 12.0), 100.0))

    def _wind_m_s(self, time_s: float) -> float:
        """Return wind at 10 m [m/s]: a Rayleigh spread about the month's mean."""
        mean = at_position(self._climate.wind_m_s, month_position(time_s))
        z = 0.8 * float(self._days_wind.at(time_s)[0]) + 0.6 * float(self._gusts.at(time_s)[0])
        above = 0.5 * math.erfc(z / math.sqrt(2.0))
        return float(mean / math.gamma(1.5) * math.sqrt(-math.log(max(above, 1e-9))))


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


def _daily_wave(hour: float) -> float:
    """Return 0 at the coldest hour (05:30 solar time), 1 at the warmest (14:30), smooth between."""
    if 5.5 <= hour <= 14.5:
        return 0.5 - 0.5 * math.cos(math.pi * (hour - 5.5) / 9.0)
    return 0.5 + 0.5 * math.cos(math.pi * ((hour - 14.5) % 24.0) / 15.0)


def _saturation_hpa(temperature_c: float) -> float:
    """Return the saturation vapour pressure [hPa], Magnus formula."""
    return 6.112 * math.exp(17.62 * temperature_c / (243.12 + temperature_c))
