"""How the last residuals of a load model carry over to the hours ahead, and how sure that is.

For each horizon and meter the residual at the target is regressed on six that are known at the issue: the
last, the one before, the means of the last day and week, and the same hour of the last known day and of
the week before (direct multi-step forecasting, Marcellino, Stock, Watson 2006,
DOI 10.1016/j.jeconom.2005.07.020). Quantiles are those of the errors that are left, apart for working and
other hours. Both are learned on residuals that the load model was not fitted on.
"""

from dataclasses import dataclass

import numpy as np

from gridtokenx.forecast.baseline import DAY_H, WEEK_H, Places, days_back
from gridtokenx.forecast.daykind import Flags
from gridtokenx.forecast.history import Floats

QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
SIGNALS = 6
_RIDGE = 0.02


@dataclass(frozen=True, slots=True)
class Correction:
    """For one horizon: weights of the known residuals, and the quantiles of the error that is left."""

    weight: Floats
    """Shape (meters, signals)."""
    error_kwh: Floats
    """Quantiles of what is left, by other and working hour, shape (2, quantiles, meters)."""

    def quantiles(self, expected_kwh: Floats, *, known: Floats, working: Flags) -> Floats:
        """Return quantiles of energy [kWh], shape (quantiles, issues, meters).

        Args:
            expected_kwh: What the load model expects at the targets, shape (issues, meters).
            known: Known residuals, shape (issues, meters, signals).
            working: Whether each target is a working hour, shape (issues,).
        """
        point = expected_kwh + np.einsum("tms,ms->tm", known, self.weight)
        left = self.error_kwh[working.astype(np.intp)]
        quantiles: Floats = np.maximum(point + left.transpose(1, 0, 2), 0.0)
        return quantiles


@dataclass(frozen=True, slots=True)
class Means:
    """Means of residuals over the day and the week before each place, shape (hours + 1, meters)."""

    day: Floats
    week: Floats


def running_means(residual_kwh: Floats) -> Means:
    """Return the means; before the first day or week is full, of what there is."""
    total = np.vstack((np.zeros((1, residual_kwh.shape[1])), np.cumsum(residual_kwh, axis=0)))
    return Means(_running(total, length=DAY_H), _running(total, length=WEEK_H))


def _running(total: Floats, *, length: int) -> Floats:
    place = np.arange(len(total))
    first = np.maximum(place - length, 0)
    mean: Floats = (total - total[first]) / np.maximum(place - first, 1)[:, None]
    return mean


def known_residuals(residual_kwh: Floats, *, means: Means, issues: Places, horizon: int) -> Floats:
    """Return what the residuals say at each issue, shape (issues, meters, signals).

    An issue is the place of the first hour not known; a week must lie before it.
    """
    target = issues + horizon - 1
    signals = (
        residual_kwh[issues - 1],
        residual_kwh[issues - 2],
        means.day[issues],
        means.week[issues],
        residual_kwh[target - DAY_H * days_back(horizon)],
        residual_kwh[target - WEEK_H],
    )
    return np.stack(signals, axis=2)


def learn(known: Floats, *, error_kwh: Floats, working: Flags) -> Correction:
    """Fit one horizon's correction and what it leaves.

    Args:
        known: Known residuals, shape (issues, meters, signals).
        error_kwh: Measured minus expected at the targets, shape (issues, meters).
        working: Whether each target is a working hour, shape (issues,).
    """
    by_meter = known.transpose(1, 0, 2)
    gram = by_meter.transpose(0, 2, 1) @ by_meter
    power = np.trace(gram, axis1=1, axis2=2) / SIGNALS
    penalty = (_RIDGE * power + 1e-9)[:, None, None] * np.eye(SIGNALS)
    moment = by_meter.transpose(0, 2, 1) @ error_kwh.T[:, :, None]
    weight = np.linalg.solve(gram + penalty, moment)[:, :, 0]
    left = error_kwh - np.einsum("tms,ms->tm", known, weight)
    kinds = [left[~working], left[working]]
    spread = [np.quantile(kind if len(kind) else left, QUANTILES, axis=0) for kind in kinds]
    return Correction(weight, np.stack(spread))
