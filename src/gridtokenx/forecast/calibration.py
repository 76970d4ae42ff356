"""A building's model from its own readings, with its error on the last fifth, which it did not see."""

from dataclasses import dataclass

import numpy as np

from gridtokenx.forecast.ahead import HISTORY_HOURS_MIN, Forecaster, train
from gridtokenx.forecast.guideline import HourlyError, hourly_error
from gridtokenx.forecast.history import History, HistoryUnusable
from gridtokenx.forecast.load_model import Setting, fit_before, prepare
from gridtokenx.forecast.outdoor import WeatherAhead
from gridtokenx.forecast.score import HorizonScores, score_once

HELD_OUT = 0.2
CALIBRATION_HOURS_MIN = 7 * HISTORY_HOURS_MIN // 5


@dataclass(frozen=True, slots=True)
class Calibration:
    """A forecaster fitted on everything, and how one fitted on the first four fifths did on the last."""

    forecaster: Forecaster
    fitted_hours: int
    """Hours that the judged model was fitted on."""
    held_out_hours: int
    simulated: HourlyError
    """Load from calendar and measured weather, none of the held-out load."""
    forecast: HorizonScores
    """Forecasts issued each held-out hour, with the weather that is known then."""


def calibrate(history: History, *, setting: Setting) -> Calibration:
    """Fit on the first 80 % by time, judge on the last 20 %, then fit on everything.

    Raises:
        HistoryUnusable: Fewer than seven weeks of readings, or a meter that never counted anything.
        ZoneUnknown: The setting's zone is not known.
    """
    if history.hours < CALIBRATION_HOURS_MIN:
        raise HistoryUnusable(
            f"readings = {history.hours} hours: give {CALIBRATION_HOURS_MIN} (seven weeks) or more, so "
            "that a fifth can be held out"
        )
    split = round(history.hours * (1.0 - HELD_OUT))
    for name, load in zip(history.meter_ids, history.load_kwh.T, strict=True):
        if not load[:split].any() or not load[split:].any():
            raise HistoryUnusable(f"readings of {name} = 0 kWh throughout: leave the column out")
    data = prepare(history, setting=setting)
    early = train(data, hour=split, weather=WeatherAhead.PERSISTENCE)
    predicted = np.maximum(fit_before(data, hour=split).predict(data.columns(split, history.hours)), 0.0)
    return Calibration(
        train(data, hour=history.hours, weather=WeatherAhead.PERSISTENCE),
        split,
        history.hours - split,
        hourly_error(history.load_kwh[split:], predicted_kwh=predicted, meter_ids=history.meter_ids),
        score_once(early, data=data, hour=split),
    )
