"""What the buildings consume: base, occupancy, weather and noise (R-SIM-1).

A meter's load is ``base + (peak - base) * use * mix * noise``: `use` is the daily shape of its profile for
the kind of day, `mix` weighs cooling and heating, lighting, computing and special equipment, and the
noise is smooth, lognormal and the meter's own. The first stage for consumption on the data path.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import IntEnum
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.base.stream import stream_key
from gridtokenx.campus.model import LOAD_LIMIT, Calendar, Campus
from gridtokenx.meter.climate import climate_named
from gridtokenx.meter.noise import SmoothNoise
from gridtokenx.meter.shape import PROFILES, LoadProfile
from gridtokenx.meter.sky_span import SkySpan

Floats = NDArray[np.float64]

_COOLING_FROM_C = 15.0
"""Balance point of an occupied building, which people and equipment warm (ASHRAE Fundamentals 19)."""
_HEATING_BELOW_C = 11.0
_HEATING_SPAN_C = 14.0
_HVAC_RANGE = (0.25, 1.25)
_DAYLIGHT_W_M2 = 300.0
_LIGHT_SAVED = 0.25
_SIGMA = (0.05, 0.05, 0.03)
"""Spread of the noise over days, two hours and ten minutes."""
_PERIODS_S = (86_400, 7_200, 600)


class UnknownProfile(GridTokenXError):
    """A load profile that no table has."""


class DayKind(IntEnum):
    """What kind of day it is at the campus."""

    WEEKDAY = 0
    WEEKEND = 1
    HOLIDAY = 2


@dataclass(frozen=True, slots=True)
class LocalTime:
    """A moment as the campus lives it."""

    day: date
    hour: float
    kind: DayKind
    term_break: bool


@dataclass(frozen=True, slots=True)
class LoadParts:
    """Load by purpose [W], each of shape (k, n); base load runs day and night."""

    base_w: Floats
    hvac_w: Floats
    lighting_w: Floats
    computing_w: Floats
    special_w: Floats

    @property
    def total_w(self) -> Floats:
        """The whole load [W]."""
        return self.base_w + self.hvac_w + self.lighting_w + self.computing_w + self.special_w


@dataclass(frozen=True, slots=True)
class _Moments:
    used: Floats
    """Share of the range in use by moment, profile and purpose, shape (k, profiles, 4)."""
    rest: list[int]
    """1 where nobody works, shape (k,)."""
    hour: Floats
    """Local time of day [h], shape (k, 1)."""


class CampusClock:
    """Turns epoch seconds into the campus's local day and hour; daylight saving included."""

    def __init__(self, calendar: Calendar, *, timezone: str) -> None:
        """Take the calendar and the name of the time zone."""
        self._calendar = calendar
        self._zone = ZoneInfo(timezone)
        self._slot = -1
        self._local = datetime.fromtimestamp(0, self._zone)
        self._day = date.min
        self._kind = DayKind.WEEKDAY
        self._break = False

    def at(self, time_s: float) -> LocalTime:
        """Return local time at a moment [epoch s]."""
        slot, offset = divmod(time_s, 900)
        if int(slot) != self._slot:
            self._slot = int(slot)
            self._local = datetime.fromtimestamp(self._slot * 900, UTC).astimezone(self._zone)
            if self._local.date() != self._day:
                self._day = self._local.date()
                self._kind, self._break = self._look_up(self._day)
        hour = self._local.hour + self._local.minute / 60.0 + offset / 3600.0
        return LocalTime(self._day, hour, self._kind, self._break)

    def _look_up(self, day: date) -> tuple[DayKind, bool]:
        on_break = any(first <= day <= last for first, last in self._calendar.breaks)
        if day in self._calendar.holidays:
            return DayKind.HOLIDAY, on_break
        return (DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WEEKDAY), on_break


class LoadModel:
    """The consumption of a whole fleet by moment; what it remembers is a cache of its own draws."""

    def __init__(self, campus: Campus, *, seed: int, keys: NDArray[np.uint64] | None = None) -> None:
        """Take the campus, the seed, and the meters' stream keys if they are known already.

        Raises:
            UnknownProfile: A meter's profile is in no table.
        """
        meters = campus.meters
        self.clock = CampusClock(campus.calendar, timezone=campus.place.timezone)
        self._opening = campus.opening
        self._design_c = climate_named(campus.place.climate).design_c
        self._base_w = 1e3 * np.array([m.base_kw for m in meters])
        peaks = np.array([(m.peak_weekday_kw, m.peak_weekend_kw) for m in meters]).reshape(-1, 2)
        self._range_w = np.maximum(1e3 * peaks.T - self._base_w, 0.0)
        self._limit_w = LOAD_LIMIT * np.maximum(1e3 * peaks.max(axis=1, initial=0.0), self._base_w)
        profiles, self._profile = _profiles_of(campus)
        self._tables = np.array(
            [np.stack([p.table(weekend=w) for p in profiles], axis=1) for w in (False, True)]
        )
        self._gated = np.array([p.gated for p in profiles])
        self._holiday = np.array([p.holiday for p in profiles])
        self._break = np.array([p.term_break for p in profiles])
        self._split = np.array([
            (p.split.hvac, p.split.lighting, p.split.computing, p.split.special) for p in profiles
        ])  # fmt: skip
        own = meter_keys(campus, seed=seed) if keys is None else keys
        self._noise = [
            SmoothNoise(own, period_s=period, channel=20 + i) for i, period in enumerate(_PERIODS_S)
        ]

    def total_w(self, span: SkySpan) -> tuple[Floats, Floats]:
        """Return the load at each moment of a span and the local hour.

        Returns:
            What :meth:`parts` adds up to [W], shape (k, n), and local time of day [h], shape (k, 1).
        """
        moments = self._moments(span)
        load = self._variation(span.time_s[:, 0])
        load *= moments.used.sum(axis=2).take(self._profile, axis=1)
        load *= self._range_at(moments.rest)
        load += self._base_w
        return np.minimum(load, self._limit_w, out=load), moments.hour

    def parts(self, span: SkySpan) -> LoadParts:
        """Return the load by purpose at each moment of a span, powers [W] of shape (k, n)."""
        moments = self._moments(span)
        used = moments.used[:, self._profile]
        ranged = self._range_at(moments.rest) * self._variation(span.time_s[:, 0])
        over = self._base_w + ranged * used.sum(axis=2)
        trim = np.minimum(1.0, np.divide(self._limit_w, over, out=np.ones_like(over), where=over > 0.0))
        ranged *= trim
        return LoadParts(self._base_w * trim, *(ranged * used[:, :, purpose] for purpose in range(4)))

    def use(self, local: LocalTime) -> Floats:
        """Return the share of each known profile's range that is in use, shape (profiles,)."""
        tables = self._tables[0 if local.kind is DayKind.WEEKDAY else 1]
        quarter = int(local.hour * 4.0)
        share = local.hour * 4.0 - quarter
        shape: Floats = tables[quarter] * (1.0 - share) + tables[quarter + 1] * share
        if local.kind is DayKind.HOLIDAY:
            shape *= self._holiday
        if local.term_break:
            shape *= self._break
        return shape if self._open(local) else np.where(self._gated, np.minimum(shape, 0.02), shape)

    def _moments(self, span: SkySpan) -> _Moments:
        """Return what depends on the moments and the profiles, and on no meter."""
        locals_ = [self.clock.at(time_s) for time_s in span.time_s[:, 0].tolist()]
        mix = [
            (
                hvac_factor(air_c, design_c=self._design_c),
                1.0 - _LIGHT_SAVED * min(ghi_w_m2 / _DAYLIGHT_W_M2, 1.0),
                1.0,
                1.0,
            )
            for air_c, ghi_w_m2 in zip(
                span.temperature_c[:, 0].tolist(), span.ghi_w_m2[:, 0].tolist(), strict=True
            )
        ]
        use = np.array([self.use(local) for local in locals_])
        used = use[:, :, np.newaxis] * (self._split * np.array(mix)[:, np.newaxis])
        rest = [0 if local.kind is DayKind.WEEKDAY else 1 for local in locals_]
        return _Moments(used, rest, np.array([[local.hour] for local in locals_]))

    def _range_at(self, rest: list[int]) -> Floats:
        """Return the way from base to peak on days of work (0) or rest (1) [W], shape (k, n) or (1, n)."""
        if len(set(rest)) == 1:
            return self._range_w[rest[:1]]
        return self._range_w[rest]

    def _open(self, local: LocalTime) -> bool:
        if local.kind is DayKind.HOLIDAY and self._opening.closed_on_holidays:
            return False
        first, last = self._opening.weekday_h if local.kind is DayKind.WEEKDAY else self._opening.weekend_h
        return first <= local.hour <= last

    def _variation(self, times_s: Floats) -> Floats:
        """Return each meter's own factor about 1 at some moments, shape (k, n)."""
        slow, middle, fast = self._noise
        total = slow.over(times_s, scale=_SIGMA[0])
        total += middle.over(times_s, scale=_SIGMA[1])
        total += fast.over(times_s, scale=_SIGMA[2])
        total -= np.float32(0.5 * sum(s * s for s in _SIGMA))
        return np.exp(total, out=total).astype(np.float64)


def meter_keys(campus: Campus, *, seed: int) -> NDArray[np.uint64]:
    """Return each meter's stream key, which depends on its own id and the seed only, shape (n,)."""
    return np.array([stream_key(seed, m.meter_id) for m in campus.meters], dtype=np.uint64)


def hvac_factor(air_c: float, *, design_c: float) -> float:
    """Return the power of cooling or heating relative to its ordinary full power.

    >>> hvac_factor(33.0, design_c=33.0)
    1.0
    """
    cooling = max(air_c - _COOLING_FROM_C, 0.0) / (design_c - _COOLING_FROM_C)
    heating = max(_HEATING_BELOW_C - air_c, 0.0) / _HEATING_SPAN_C
    return min(max(cooling, heating, _HVAC_RANGE[0]), _HVAC_RANGE[1])


def _profiles_of(campus: Campus) -> tuple[list[LoadProfile], NDArray[np.int64]]:
    """Return the profiles that the campus uses and each meter's place among them."""
    names = sorted({m.load_profile for m in campus.meters})
    for name in names:
        if name not in PROFILES:
            raise UnknownProfile(
                f"load_profile {name!r} is unknown: use one of {', '.join(sorted(PROFILES))}"
            )
    places = {name: i for i, name in enumerate(names)}
    return [PROFILES[n] for n in names], np.array(
        [places[m.load_profile] for m in campus.meters], dtype=np.int64
    )
