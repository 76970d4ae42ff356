"""Forecasts of load for the next hours with quantiles, from what is known at the issue time (R-OPS-3).

The load model is fitted on all but the last weeks; over those it makes the residuals that corrections and
quantiles are learned on; then it is fitted anew on everything. Which weather the hours ahead are given is
the caller's word: persistence, which is known at the issue, or perfect, which is not.
"""

from dataclasses import dataclass

import numpy as np

from gridtokenx.forecast.baseline import WEEK_H, Places
from gridtokenx.forecast.correction import Correction, known_residuals, learn, running_means
from gridtokenx.forecast.design import design, weather_columns
from gridtokenx.forecast.history import Floats, HistoryUnusable
from gridtokenx.forecast.load_model import AHEAD_H, FIT_HOURS_MIN, Prepared, fit_before
from gridtokenx.forecast.outdoor import DAY_H, WeatherAhead, persisted
from gridtokenx.forecast.regression import Coefficients

HORIZONS = AHEAD_H
_LEARN_HOURS_MAX = 12 * WEEK_H
_LEARN_SHARE = 3
"""At most a third of a short history is kept for learning corrections."""
HISTORY_HOURS_MIN = 5 * WEEK_H


@dataclass(frozen=True, slots=True)
class Forecaster:
    """A load model with one correction a horizon, 1 to 48 hours."""

    model: Coefficients
    corrections: tuple[Correction, ...]
    weather: WeatherAhead


def train(data: Prepared, *, hour: int, weather: WeatherAhead) -> Forecaster:
    """Fit a forecaster on all hours before one.

    Raises:
        HistoryUnusable: Fewer than five weeks lie before.
    """
    if hour < HISTORY_HOURS_MIN:
        raise HistoryUnusable(
            f"history = {hour} hours before the forecast: must be {HISTORY_HOURS_MIN} (five weeks) or more"
        )
    first = max(hour - min(_LEARN_HOURS_MAX, hour // _LEARN_SHARE), FIT_HOURS_MIN)
    earlier = fit_before(data, hour=first)
    issues = np.arange(first + WEEK_H, hour - HORIZONS + 1)
    residual = _residuals(data, model=earlier, end=hour)
    means = running_means(residual)
    expected = expected_ahead(data, model=earlier, issues=issues, weather=weather)
    corrections = []
    for horizon in range(1, HORIZONS + 1):
        target = issues + horizon - 1
        known = known_residuals(residual, means=means, issues=issues, horizon=horizon)
        error = data.history.load_kwh[target] - expected[horizon - 1]
        corrections.append(learn(known, error_kwh=error, working=data.kinds.working[target]))
    return Forecaster(fit_before(data, hour=hour), tuple(corrections), weather)


def expected_ahead(
    data: Prepared, *, model: Coefficients, issues: Places, weather: WeatherAhead
) -> list[Floats]:
    """Return what the load model expects at each horizon, each of shape (issues, meters).

    Args:
        data: History; with persistence nothing of the weather from the issue on is used.
        model: Load model.
        issues: Consecutive places of the first hour not known.
        weather: Which weather the hours ahead have.
    """
    first, end = int(issues[0]), int(issues[-1]) + 1
    if data.outdoor is None or weather is WeatherAhead.PERFECT:
        whole = model.predict(data.columns(first, end + HORIZONS - 1))
        return [whole[lead : lead + len(issues)] for lead in range(HORIZONS)]
    calendar = data.kinds.take(slice(first, end + HORIZONS - 1))
    by_calendar = design(calendar, outdoor=None)
    by_weather = model.slope_kwh[by_calendar.shape[1] :]
    base = by_calendar @ model.slope_kwh[: by_calendar.shape[1]] + model.intercept_kwh
    expected = []
    for lead, felt in enumerate(persisted(data.outdoor, first=first, end=end, horizons=HORIZONS)):
        targets = slice(lead, lead + len(issues))
        expected.append(base[targets] + weather_columns(calendar.take(targets), outdoor=felt) @ by_weather)
    return expected


def _residuals(data: Prepared, *, model: Coefficients, end: int) -> Floats:
    """Return what was measured beyond the model, with measured weather, before an hour."""
    return data.history.load_kwh[:end] - model.predict(data.columns(0, end))


def forecast_quantiles(forecaster: Forecaster, *, data: Prepared, issues: Places) -> list[Floats]:
    """Return quantiles of load [kWh] at each horizon, each of shape (quantiles, issues, meters).

    Args:
        forecaster: Fitted on hours before the first issue.
        data: History; its kinds of hour must reach 48 hours beyond the last issue, its load need not.
        issues: Consecutive places of the first hour not known; a week of load must lie before.

    Raises:
        HistoryUnusable: Less than a week of load lies before the first issue.
    """
    if len(issues) == 0 or issues[0] < WEEK_H + DAY_H:
        raise HistoryUnusable(f"issue time = hour {issues[:1]}: eight days of load must lie before it")
    residual = _residuals(data, model=forecaster.model, end=int(issues[-1]))
    means = running_means(residual)
    expected = expected_ahead(data, model=forecaster.model, issues=issues, weather=forecaster.weather)
    return [
        correction.quantiles(
            expected[lead],
            known=known_residuals(residual, means=means, issues=issues, horizon=lead + 1),
            working=data.kinds.working[issues + lead],
        )
        for lead, correction in enumerate(forecaster.corrections)
    ]
