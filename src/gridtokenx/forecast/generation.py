"""Forecasts of a photovoltaic plant's generation for the next 48 hours with quantiles (R-OPS-3).

What a clear sky would give is the clear-sky irradiance on the plant's plane times a factor by hour of day
that the last month shows; it is known for any hour ahead. Generation is that times a clear-sky index, which
is regressed, for each horizon, on indices known at the issue: of the last hour, three hours and day, of the
same hour of the last day and of the last ten days (smart persistence is the case of one of them; Pedro and
Coimbra 2012, DOI 10.1016/j.solener.2012.04.004). Quantiles are those of the error by expected index of power.
No weather forecast is used.
"""

from dataclasses import dataclass

import numpy as np

from gridtokenx.forecast.baseline import DAY_H, Places, days_back
from gridtokenx.forecast.correction import QUANTILES
from gridtokenx.forecast.history import HOUR_S, Floats, HistoryUnusable
from gridtokenx.forecast.load_model import AHEAD_H

TRAIN_HOURS_MIN = 28 * DAY_H
_PROFILE_H = 30 * DAY_H
_PROFILE_QUANTILE = 0.9
_PROFILE_CASES = 5
_DARK_W_M2 = 20.0
_SAME_HOUR_DAYS = 10
_FIRST_ISSUE = (_SAME_HOUR_DAYS + 2) * DAY_H
_RIDGE = 0.01
_CLASSES = 4
_INDEX_MAX = 1.5
_DAYLIGHT = 0.02
"""Share of the plant's largest hour that a clear sky must give for an hour to count as day."""


@dataclass(frozen=True, slots=True)
class PlantHistory:
    """Hourly generation of one plant, with the clear sky's irradiance also beyond its end."""

    start_s: int
    generated_kwh: Floats
    """Shape (hours,)."""
    clear_w_m2: Floats
    """Clear-sky irradiance on the plane of the array, shape (hours + 48,)."""

    @property
    def hours(self) -> int:
        """Number of hours measured."""
        return len(self.generated_kwh)


@dataclass(frozen=True, slots=True)
class GenerationForecaster:
    """What was learned of one plant."""

    factor_kwh_m2_w: Floats
    """Energy under a clear sky by irradiance, for each hour of the UTC day, shape (24,)."""
    weight: Floats
    """Of the known indices, shape (horizons, signals)."""
    step_kwh: Floats
    """Expected energies that part the classes, shape (horizons, classes - 1)."""
    error: Floats
    """Quantiles of the index's error, shape (horizons, classes, quantiles)."""
    largest_kwh: float


def clear_kwh(history: PlantHistory, *, factor_kwh_m2_w: Floats) -> Floats:
    """Return what a clear sky gives in each hour [kWh], shape (hours + 48,)."""
    hour_of_day = (history.start_s // HOUR_S + np.arange(len(history.clear_w_m2))) % DAY_H
    clear: Floats = factor_kwh_m2_w[hour_of_day] * history.clear_w_m2
    return clear


def train_generation(history: PlantHistory, *, hour: int) -> GenerationForecaster:
    """Learn from all hours before one.

    Raises:
        HistoryUnusable: Fewer than four weeks lie before, or nothing was generated.
    """
    if hour < TRAIN_HOURS_MIN or not history.generated_kwh[:hour].any():
        raise HistoryUnusable(
            f"generation = {history.generated_kwh[:hour].sum():g} kWh in {hour} hours before the forecast: "
            f"must be more than 0 in {TRAIN_HOURS_MIN} hours (four weeks) or more"
        )
    generated = history.generated_kwh
    factor = _factor(history, hour=hour)
    clear = clear_kwh(history, factor_kwh_m2_w=factor)
    largest = float(generated[:hour].max())
    issues = np.arange(_FIRST_ISSUE, hour - AHEAD_H + 1)
    learned = [
        _learn(
            known_indices(generated, clear=clear, issues=issues, horizon=horizon),
            clear=clear[issues + horizon - 1],
            came=generated[issues + horizon - 1],
            day_kwh=_DAYLIGHT * largest,
        )
        for horizon in range(1, AHEAD_H + 1)
    ]
    weight, step, error = (np.stack(parts) for parts in zip(*learned, strict=True))
    return GenerationForecaster(factor, weight, step, error, largest)


def _factor(history: PlantHistory, *, hour: int) -> Floats:
    """Return what clear hours of the last month gave for their irradiance, by hour of day."""
    first = max(hour - _PROFILE_H, 0)
    hour_of_day = (history.start_s // HOUR_S + np.arange(first, hour)) % DAY_H
    light = history.clear_w_m2[first:hour]
    ratio = history.generated_kwh[first:hour] / np.maximum(light, _DARK_W_M2)
    factor = np.zeros(DAY_H)
    for place in range(DAY_H):
        bright = (hour_of_day == place) & (light > _DARK_W_M2)
        if bright.sum() >= _PROFILE_CASES:
            factor[place] = np.quantile(ratio[bright], _PROFILE_QUANTILE)
    return factor


def known_indices(generated: Floats, *, clear: Floats, issues: Places, horizon: int) -> Floats:
    """Return the clear-sky indices that are known at each issue, and a one, shape (issues, signals)."""
    totals = [np.append(0.0, np.cumsum(values[: len(generated)])) for values in (generated, clear)]
    floor = 0.05 * float(clear.max()) + 1e-9

    def index(hours: int, *, otherwise: Floats | float) -> Floats:
        energy, possible = (total[issues] - total[issues - hours] for total in totals)
        ratio: Floats = np.where(possible > floor, energy / np.maximum(possible, floor), otherwise)
        return ratio

    day = index(DAY_H, otherwise=0.0)
    three = index(3, otherwise=day)
    same = issues + horizon - 1 - DAY_H * days_back(horizon)
    last_day = np.where(clear[same] > floor, generated[same] / np.maximum(clear[same], floor), day)
    days = np.stack([same - DAY_H * back for back in range(_SAME_HOUR_DAYS)])
    usual = generated[days].sum(axis=0) / np.maximum(clear[days].sum(axis=0), floor)
    signals = np.stack((np.ones(len(issues)), index(1, otherwise=three), three, day, last_day, usual), axis=1)
    known: Floats = np.clip(signals, 0.0, _INDEX_MAX)
    return known


def _learn(known: Floats, *, clear: Floats, came: Floats, day_kwh: float) -> tuple[Floats, Floats, Floats]:
    """Return weights, class steps and error quantiles of one horizon."""
    columns = known * clear[:, None]
    gram = columns.T @ columns
    width = len(gram)
    weight = np.linalg.solve(
        gram + (_RIDGE * np.trace(gram) / width + 1e-12) * np.eye(width), columns.T @ came
    )
    day = clear > day_kwh
    expected = (columns @ weight)[day]
    error = (came[day] - expected) / clear[day]
    step = np.quantile(expected, np.arange(1, _CLASSES) / _CLASSES)
    kind = np.searchsorted(step, expected)
    spread = [
        np.quantile(error[kind == n] if (kind == n).any() else error, QUANTILES) for n in range(_CLASSES)
    ]
    return weight, step, np.stack(spread)


def generation_quantiles(
    forecaster: GenerationForecaster, *, history: PlantHistory, issues: Places
) -> list[Floats]:
    """Return quantiles of generation [kWh] at each horizon, each of shape (quantiles, issues).

    Args:
        forecaster: Trained on hours before the first issue.
        history: Its generation need not reach beyond an issue, its clear sky must.
        issues: Places of the first hour not known.

    Raises:
        HistoryUnusable: Less than twelve days lie before an issue.
    """
    if len(issues) == 0 or issues.min() < _FIRST_ISSUE:
        raise HistoryUnusable(f"issue time = hour {issues[:1]}: twelve days of generation must lie before it")
    clear = clear_kwh(history, factor_kwh_m2_w=forecaster.factor_kwh_m2_w)
    ahead = []
    for lead in range(AHEAD_H):
        possible = clear[issues + lead]
        known = known_indices(history.generated_kwh, clear=clear, issues=issues, horizon=lead + 1)
        expected = known @ forecaster.weight[lead] * possible
        kind = np.searchsorted(forecaster.step_kwh[lead], expected)
        quantiles = expected + forecaster.error[lead][kind].T * possible
        ahead.append(np.clip(quantiles, 0.0, forecaster.largest_kwh))
    return ahead
