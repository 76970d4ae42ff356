"""The claims about load, each a function that returns its numbers: a report only prints them.

Each takes a history and the moment from which it is judged; what lies before is for fitting. Nothing is
dropped: every meter and every hour counts.
"""

from dataclasses import dataclass

from gridtokenx.forecast.guideline import HourlyError, hourly_error
from gridtokenx.forecast.history import HOUR_S, History, HistoryUnusable
from gridtokenx.forecast.load_model import Prepared, Setting, as_running, one_fit, prepare
from gridtokenx.forecast.outdoor import WeatherAhead
from gridtokenx.forecast.score import HorizonScores, score_as_running

CAMPUS_NMBE_MAX = 0.05
PASS_SHARE_MIN = 0.75
MEDIAN_CV_RMSE_MAX = 0.15


@dataclass(frozen=True, slots=True)
class LoadClaim:
    """What the judgement of simulated load saw, and how it came out."""

    mode: str
    sees: str
    """What the mode was fitted on and what it was given, in one sentence."""
    hours: int
    error: HourlyError

    @property
    def campus_holds(self) -> bool:
        """Whether the campus's energy is within 5 %."""
        return abs(self.error.campus_nmbe) <= CAMPUS_NMBE_MAX

    @property
    def target_holds(self) -> bool:
        """Whether 75 % of the meters pass Guideline 14 hourly and the median CV(RMSE) is under 15 %."""
        return self.error.pass_share >= PASS_SHARE_MIN and self.error.median_cv_rmse < MEDIAN_CV_RMSE_MAX


def one_fit_claim(history: History, *, setting: Setting, judged_from_s: int) -> LoadClaim:
    """Judge load by one fit on all before a moment [epoch s].

    Raises:
        HistoryUnusable: The moment is not inside the history, or too little lies before.
    """
    data, hour = prepare(history, setting=setting), _hour_of(history, moment_s=judged_from_s)
    sees = (
        "fitted once on the hours before; given the measured weather of the judged hours, none of their load"
    )
    return _claim("one fit", data=data, hour=hour, sees=sees)


def running_claim(history: History, *, setting: Setting, judged_from_s: int) -> LoadClaim:
    """Judge load by a model re-fitted at each local month's start on all before it.

    Raises:
        HistoryUnusable: The moment is not inside the history, or too little lies before.
    """
    data, hour = prepare(history, setting=setting), _hour_of(history, moment_s=judged_from_s)
    sees = (
        "re-fitted at each month's start on all hours before it; given the measured weather of the month, "
        "none of its load"
    )
    return _claim("as running", data=data, hour=hour, sees=sees, timezone=setting.timezone)


def forecast_claim(
    history: History, *, setting: Setting, judged_from_s: int, weather: WeatherAhead
) -> HorizonScores:
    """Judge forecasts of the next 1 to 48 hours, issued each hour from a moment [epoch s] on.

    Raises:
        HistoryUnusable: The moment is not inside the history, or too little lies before.
    """
    hour = _hour_of(history, moment_s=judged_from_s)
    data = prepare(history, setting=setting)
    return score_as_running(data, hour=hour, timezone=setting.timezone, weather=weather)


def _claim(mode: str, *, data: Prepared, hour: int, sees: str, timezone: str | None = None) -> LoadClaim:
    if timezone is None:
        predicted = one_fit(data, hour=hour)
    else:
        predicted = as_running(data, hour=hour, timezone=timezone)
    ids, measured = data.history.meter_ids, data.history.load_kwh[hour:]
    error = hourly_error(measured, predicted_kwh=predicted, meter_ids=ids)
    return LoadClaim(mode, sees, len(measured), error)


def _hour_of(history: History, *, moment_s: int) -> int:
    """Return the place of the hour that starts at a moment."""
    place, rest = divmod(moment_s - history.start_s, HOUR_S)
    if rest or not 0 <= place < history.hours:
        raise HistoryUnusable(
            f"judged from = {moment_s}: must be the start of an hour from {history.start_s} "
            f"to {history.end_s}"
        )
    return place
