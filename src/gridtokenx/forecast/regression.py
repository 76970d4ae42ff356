"""Weighted ridge regression of many meters at once, robust by pseudo-values, in closed form.

All meters share the columns and weights, so one inverse serves them all. Outlying hours (a meter that
read nothing, a test run) are pulled to the fit by Huber's pseudo-values, which keep that inverse
(Huber and Ronchetti, Robust Statistics, 2009, section 7.8, DOI 10.1002/9780470434697).
Hours fade by half every some days, so the level follows a building that changes.
"""

from dataclasses import dataclass

import numpy as np

from gridtokenx.forecast.history import Floats

RIDGE = 1e-3
"""Penalty on scaled coefficients, as a share of the weight of all hours."""
_CLIP_SCALES = 4.0
_ROBUST_ROUNDS = 2
_MAD_TO_SIGMA = 1.4826
_SCALE_MIN = 1e-6


@dataclass(frozen=True, slots=True)
class Coefficients:
    """A linear model of some meters."""

    intercept_kwh: Floats
    """Shape (meters,)."""
    slope_kwh: Floats
    """Shape (columns, meters)."""

    def predict(self, columns: Floats) -> Floats:
        """Return energies [kWh], shape (hours, meters), for columns of shape (hours, columns)."""
        predicted: Floats = columns @ self.slope_kwh + self.intercept_kwh
        return predicted


def fading_weights(hours: int, *, half_life_days: float) -> Floats:
    """Return weights that sum to one and halve every some days, the newest hour last, shape (hours,)."""
    age_days = np.arange(hours - 1, -1, -1) / 24.0
    weight = np.exp2(-age_days / half_life_days)
    normalised: Floats = weight / weight.sum()
    return normalised


def fit(columns: Floats, *, load_kwh: Floats, weights: Floats) -> Coefficients:
    """Fit all meters.

    Args:
        columns: Shape (hours, columns).
        load_kwh: Energies [kWh], shape (hours, meters).
        weights: Weights that sum to one, shape (hours,).
    """
    scale = np.sqrt(weights @ (columns * columns)) + _SCALE_MIN
    scaled = columns / scale
    weighted = (scaled * weights[:, None]).T
    inverse = np.linalg.inv(weighted @ scaled + RIDGE * np.eye(len(scale)))
    target = load_kwh
    for rounds_left in range(_ROBUST_ROUNDS, -1, -1):
        mean = weights @ target
        slope = inverse @ (weighted @ (target - mean))
        if rounds_left:
            target = _pseudo_values(load_kwh, fitted=scaled @ slope + mean)
    return Coefficients(mean, slope / scale[:, None])


def _pseudo_values(load_kwh: Floats, *, fitted: Floats) -> Floats:
    """Return energies with residuals cut at some robust standard deviations of their meter."""
    residual = load_kwh - fitted
    limit = _CLIP_SCALES * _MAD_TO_SIGMA * np.median(np.abs(residual), axis=0)
    limit = np.where(limit > _SCALE_MIN, limit, np.inf)  # a meter that mostly reads the same has no scale
    kept: Floats = fitted + np.clip(residual, -limit, limit)
    return kept
