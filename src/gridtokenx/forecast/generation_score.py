"""Generation forecasts issued every hour of a stretch, judged on the hours of daylight.

The forecaster is trained anew each week on all that came before. Baselines: the last hour, the same hour
of the last day and of last week, and smart persistence, which holds the clear-sky index of the last three
hours, or of the last day where those were dark.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gridtokenx.forecast.baseline import BASELINES, WEEK_H, Places
from gridtokenx.forecast.correction import QUANTILES
from gridtokenx.forecast.generation import (
    GenerationForecaster,
    PlantHistory,
    clear_kwh,
    generation_quantiles,
    known_indices,
    train_generation,
)
from gridtokenx.forecast.history import Floats, HistoryUnusable
from gridtokenx.forecast.load_model import AHEAD_H

SMART = "smart persistence"
_THREE_HOURS = 2
_DAYLIGHT = 0.02


@dataclass(frozen=True, slots=True)
class GenerationScores:
    """Errors by horizon over hours of daylight, each of shape (horizons,) unless said."""

    issues: int
    daylight_hours: int
    """Hours judged at the first horizon."""
    mean_kwh: float
    """Mean generation of those hours."""
    mae_kwh: Floats
    baseline_mae_kwh: Mapping[str, Floats]
    below: Floats
    """Share of hours at or below each quantile, shape (horizons, quantiles)."""

    def margin(self, baseline: str) -> Floats:
        """Return by how much the error is less than a baseline's, as a share, shape (horizons,)."""
        return 1.0 - self.mae_kwh / self.baseline_mae_kwh[baseline]

    def coverage(self, low: float, high: float) -> Floats:
        """Return the share of hours above one quantile and at or below another, shape (horizons,)."""
        inside: Floats = self.below[:, QUANTILES.index(high)] - self.below[:, QUANTILES.index(low)]
        return inside


def generation_claim(history: PlantHistory, *, hour: int) -> GenerationScores:
    """Judge forecasts issued at each hour from one on.

    Raises:
        HistoryUnusable: Fewer than four weeks lie before, or two days do not follow.
    """
    last = history.hours - AHEAD_H
    if hour > last:
        raise HistoryUnusable(
            f"hours to judge = {history.hours - hour}: give {AHEAD_H} or more after the fit"
        )
    names = (*BASELINES, SMART)
    errors: dict[str, Floats] = {name: np.zeros(AHEAD_H) for name in ("own", *names)}
    below, hours, energy = np.zeros((AHEAD_H, len(QUANTILES))), np.zeros(AHEAD_H), 0.0
    for start in range(hour, last + 1, WEEK_H):
        forecaster = train_generation(history, hour=start)
        issues = np.arange(start, min(start + WEEK_H, last + 1))
        clear = clear_kwh(history, factor_kwh_m2_w=forecaster.factor_kwh_m2_w)
        for lead, quantiles in enumerate(generation_quantiles(forecaster, history=history, issues=issues)):
            day = clear[issues + lead] > _DAYLIGHT * forecaster.largest_kwh
            came = history.generated_kwh[issues + lead][day]
            errors["own"][lead] += np.abs(came - quantiles[QUANTILES.index(0.5)][day]).sum()
            others = _baselines(forecaster, history=history, issues=issues[day], lead=lead, clear=clear)
            for name, other in others.items():
                errors[name][lead] += np.abs(came - other).sum()
            below[lead] += (came <= quantiles[:, day]).sum(axis=1)
            hours[lead] += day.sum()
            energy += float(came.sum()) if lead == 0 else 0.0
    mean = {name: total / hours for name, total in errors.items()}
    return GenerationScores(
        last + 1 - hour,
        int(hours[0]),
        energy / float(hours[0]),
        mean["own"],
        {name: mean[name] for name in names},
        below / hours[:, None],
    )


def _baselines(
    forecaster: GenerationForecaster, *, history: PlantHistory, issues: Places, lead: int, clear: Floats
) -> dict[str, Floats]:
    """Return what each baseline says at some issues, each of shape (issues,)."""
    generated = history.generated_kwh
    said = {
        name: baseline(generated[:, None], issues=issues, horizon=lead + 1)[:, 0]
        for name, baseline in BASELINES.items()
    }
    known = known_indices(generated, clear=clear, issues=issues, horizon=lead + 1)
    said[SMART] = np.minimum(known[:, _THREE_HOURS] * clear[issues + lead], forecaster.largest_kwh)
    return said
