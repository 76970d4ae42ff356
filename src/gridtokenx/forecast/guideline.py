"""How far predicted energies are from measured ones, by ASHRAE Guideline 14-2014.

Section 5.2.11.3: NMBE and CV(RMSE) with one parameter in the degrees of freedom; hourly calibration
passes with an absolute NMBE of at most 10 % and a CV(RMSE) of at most 30 %. A positive NMBE says that the
model predicts too little.
"""

from dataclasses import dataclass

import numpy as np

from gridtokenx.forecast.daykind import Flags
from gridtokenx.forecast.history import Floats

NMBE_MAX = 0.10
CV_RMSE_MAX = 0.30


@dataclass(frozen=True, slots=True)
class HourlyError:
    """Errors of some meters over the same hours, as fractions of each meter's measured mean."""

    meter_ids: tuple[str, ...]
    nmbe: Floats
    cv_rmse: Floats
    mae: Floats
    campus_nmbe: float
    campus_cv_rmse: float
    campus_mae: float

    @property
    def passed(self) -> Flags:
        """Whether each meter is inside the hourly limits, shape (meters,)."""
        within: Flags = (np.abs(self.nmbe) <= NMBE_MAX) & (self.cv_rmse <= CV_RMSE_MAX)
        return within

    @property
    def pass_share(self) -> float:
        """Share of all meters inside the hourly limits."""
        return float(self.passed.mean())

    @property
    def median_cv_rmse(self) -> float:
        """CV(RMSE) of the median meter."""
        return float(np.median(self.cv_rmse))

    @property
    def median_mae(self) -> float:
        """Mean absolute error of the median meter, as a share of its mean."""
        return float(np.median(self.mae))


def hourly_error(measured_kwh: Floats, *, predicted_kwh: Floats, meter_ids: tuple[str, ...]) -> HourlyError:
    """Return the errors of every meter and of their sum; no meter and no hour is left out.

    Args:
        measured_kwh: Shape (hours, meters).
        predicted_kwh: Shape (hours, meters).
        meter_ids: Names of the meters.
    """
    nmbe, cv_rmse, mae = _errors(measured_kwh, predicted_kwh=predicted_kwh)
    whole = measured_kwh.sum(axis=1, keepdims=True)
    campus = _errors(whole, predicted_kwh=predicted_kwh.sum(axis=1, keepdims=True))
    return HourlyError(meter_ids, nmbe, cv_rmse, mae, *(float(error[0]) for error in campus))


def _errors(measured_kwh: Floats, *, predicted_kwh: Floats) -> tuple[Floats, Floats, Floats]:
    """Return NMBE, CV(RMSE) and MAE over the mean; a meter that measured nothing has no defined error."""
    error = measured_kwh - predicted_kwh
    freedom = max(len(error) - 1, 1)
    mean = measured_kwh.mean(axis=0)
    mean = np.where(mean > 0.0, mean, np.nan)
    nmbe: Floats = error.sum(axis=0) / (freedom * mean)
    cv_rmse: Floats = np.sqrt((error * error).sum(axis=0) / freedom) / mean
    mae: Floats = np.abs(error).mean(axis=0) / mean
    return nmbe, cv_rmse, mae
