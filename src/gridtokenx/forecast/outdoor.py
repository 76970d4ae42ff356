"""The weather that a building feels: temperature as it is and smoothed over a day and three days.

Smoothing stands for the thermal mass of the building (a first-order lag, ISO 52016-1). What is known of
the weather ahead at an issue time is either the measured weather, a perfect forecast that nobody has, or
persistence: the last 24 measured hours repeat, shifted by how the last hour differs from the same hour of
the day before, a shift that fades. Each answer is named where a figure is shown.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from gridtokenx.forecast.history import Floats, History

TIME_CONSTANTS_H = (0.0, 24.0, 72.0)
DAY_H = 24
_TEMPERATURE_FADE_H = 12.0
_GHI_FADE_H = 4.0
"""Chosen on the weather of 2018."""


class WeatherAhead(StrEnum):
    """Which weather a forecast takes for the hours to come."""

    PERSISTENCE = "persistence"
    """The last 24 measured hours repeat, shifted by the last change: known at the issue time."""
    PERFECT = "perfect"
    """Measured weather of the hours to come: a perfect weather forecast, an upper bound."""


@dataclass(frozen=True, slots=True)
class Outdoor:
    """Weather as features use it."""

    temperature_c: Floats
    """Temperature by time constant, shape (time constants, hours)."""
    ghi_w_m2: Floats | None
    """Global horizontal irradiance, shape (hours,)."""

    def take(self, first: int, end: int) -> "Outdoor":
        """Return the weather from one hour up to, without, another."""
        ghi = self.ghi_w_m2
        return Outdoor(self.temperature_c[:, first:end], None if ghi is None else ghi[first:end])


def outdoor_of(history: History) -> Outdoor | None:
    """Return the weather of a history, or nothing where it has no temperature."""
    if history.temperature_c is None:
        return None
    smooth = [smoothed(history.temperature_c, time_constant_h=tau) for tau in TIME_CONSTANTS_H]
    return Outdoor(np.stack(smooth), history.ghi_w_m2)


def smoothed(values: Floats, *, time_constant_h: float) -> Floats:
    """Return values behind a first-order lag, started at the mean of the first day.

    >>> smoothed(np.array([0.0, 10.0]), time_constant_h=0.0).tolist()
    [0.0, 10.0]
    """
    if time_constant_h == 0.0:
        return values
    share = _share(time_constant_h)
    state = float(values[:DAY_H].mean())
    out = np.empty_like(values)
    for place, value in enumerate(values.tolist()):
        state += share * (value - state)
        out[place] = state
    return out


def persisted(outdoor: Outdoor, *, first: int, end: int, horizons: int) -> list[Outdoor]:
    """Return the weather expected 1 to some hours ahead when the last day repeats.

    Args:
        outdoor: Measured weather.
        first: First issue, as the place of the first hour not known yet; 25 hours must lie before.
        end: Issues up to, without, this place.
        horizons: How many hours ahead.

    Returns:
        One entry a horizon; entry `h - 1` holds, for each issue `i`, the hour `i + h - 1`.
    """
    ahead = []
    state = outdoor.temperature_c[:, first - 1 : end - 1]
    shares = np.array([1.0 if tau == 0.0 else _share(tau) for tau in TIME_CONSTANTS_H])[:, None]
    air, ghi = outdoor.temperature_c[0], outdoor.ghi_w_m2
    for lead in range(horizons):
        behind = lead - DAY_H * (1 + lead // DAY_H)
        repeated = slice(first + behind, end + behind)
        now, before = slice(first - 1, end - 1), slice(first - 1 - DAY_H, end - 1 - DAY_H)
        warmer = (air[now] - air[before]) * np.exp(-(lead + 1) / _TEMPERATURE_FADE_H)
        state = state + shares * (air[repeated] + warmer - state)
        light = None
        if ghi is not None:
            brighter = (ghi[now] - ghi[before]) * np.exp(-(lead + 1) / _GHI_FADE_H)
            light = np.where(ghi[repeated] > 0.0, np.maximum(ghi[repeated] + brighter, 0.0), 0.0)
        ahead.append(Outdoor(state, light))
    return ahead


def _share(time_constant_h: float) -> float:
    """Return the share of a step that a lag closes in an hour."""
    return float(1.0 - np.exp(-1.0 / time_constant_h))
