"""A fitted load model: what an hour's energy is, given its kind, its weather and nothing later.

Mode (i), one fit: fitted on one stretch, judged on a later one with measured weather and no later load.
Mode (ii), as running: re-fitted at each local month's start on all that came before; the month to come is
then computed with its measured weather and none of its load.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from gridtokenx.campus.model import Calendar
from gridtokenx.forecast.daykind import HourKinds, hour_kinds, zone
from gridtokenx.forecast.design import design
from gridtokenx.forecast.history import HOUR_S, Floats, History, HistoryUnusable
from gridtokenx.forecast.outdoor import Outdoor, outdoor_of
from gridtokenx.forecast.regression import Coefficients, fading_weights, fit

HALF_LIFE_DAYS = 90.0
"""Of a model for the weeks to come; 60 to 200 days differ little on the measured buildings."""
YEAR_HALF_LIFE_DAYS = 365.0
"""Of a model for a year to come, which every season must carry."""
LEVEL_WEEKS = 4
FIT_HOURS_MIN = 14 * 24
AHEAD_H = 48


@dataclass(frozen=True, slots=True)
class Setting:
    """Where the meters are: what turns a moment into a kind of hour."""

    timezone: str
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Prepared:
    """A history with the felt weather of its hours and the kinds of them and of two days more."""

    history: History
    kinds: HourKinds
    outdoor: Outdoor | None

    def columns(self, first: int, end: int) -> Floats:
        """Return the regression's columns from one hour up to, without, another."""
        outdoor = None if self.outdoor is None else self.outdoor.take(first, end)
        return design(self.kinds.take(slice(first, end)), outdoor=outdoor)


def prepare(history: History, *, setting: Setting) -> Prepared:
    """Return a history with kinds of hours, two days beyond its end, and felt weather.

    Raises:
        ZoneUnknown: The setting's zone is not known.
    """
    hours = history.hours + AHEAD_H
    kinds = hour_kinds(history.start_s, hours=hours, timezone=setting.timezone, calendar=setting.calendar)
    return Prepared(history, kinds, outdoor_of(history))


def fit_before(data: Prepared, *, hour: int) -> Coefficients:
    """Fit on all hours before one, for the weeks after it: old hours fade, the last weeks set the level.

    Raises:
        HistoryUnusable: Fewer than two weeks lie before.
    """
    columns, load = data.columns(0, hour), data.history.load_kwh[:hour]
    fitted = _fitted(columns, load_kwh=load, half_life_days=HALF_LIFE_DAYS)
    last = slice(max(hour - LEVEL_WEEKS * 168, 0), hour)
    level = (load[last] - fitted.predict(columns[last])).mean(axis=0)
    return Coefficients(fitted.intercept_kwh + level, fitted.slope_kwh)


def one_fit(data: Prepared, *, hour: int) -> Floats:
    """Return energies [kWh] from one hour on, by one fit on what came before, shape (hours after, meters).

    Raises:
        HistoryUnusable: Too little lies before.
    """
    columns, load = data.columns(0, hour), data.history.load_kwh[:hour]
    fitted = _fitted(columns, load_kwh=load, half_life_days=YEAR_HALF_LIFE_DAYS)
    return np.maximum(fitted.predict(data.columns(hour, data.history.hours)), 0.0)


def _fitted(columns: Floats, *, load_kwh: Floats, half_life_days: float) -> Coefficients:
    hours = len(load_kwh)
    if hours < FIT_HOURS_MIN:
        raise HistoryUnusable(
            f"history = {hours} hours before the fit: must be {FIT_HOURS_MIN} (two weeks) or more"
        )
    return fit(columns, load_kwh=load_kwh, weights=fading_weights(hours, half_life_days=half_life_days))


def as_running(data: Prepared, *, hour: int, timezone: str) -> Floats:
    """Return energies [kWh] from one hour on, re-fitted at each month's start, shape (hours after, meters).

    Raises:
        HistoryUnusable: Too little lies before.
    """
    starts = month_starts(data.history, hour=hour, timezone=timezone)
    parts = [
        fit_before(data, hour=first).predict(data.columns(first, end))
        for first, end in zip(starts, [*starts[1:], data.history.hours], strict=True)
    ]
    return np.maximum(np.concatenate(parts), 0.0)


def month_starts(history: History, *, hour: int, timezone: str) -> list[int]:
    """Return the hours at which a running system fits anew: the first one, then each local month's start."""
    here = zone(timezone)
    months = [
        datetime.fromtimestamp(history.start_s + HOUR_S * place, UTC).astimezone(here).month
        for place in range(hour, history.hours)
    ]
    changes = np.flatnonzero(np.diff(months)) + 1
    return [hour, *(hour + int(change) for change in changes)]
