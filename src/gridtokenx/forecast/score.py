"""Forecasts issued every hour of a stretch, judged against what came: error, margin, coverage.

A running system is imitated: the forecaster is trained anew at each local month's start on what lies
before, and issues a forecast at every hour. Margins are one minus the ratio of mean absolute errors
(skill score, Murphy 1988, DOI 10.1175/1520-0493(1988)116<2417:SSBOTM>2.0.CO;2); the forecast's error is that
of its median. Sharpness and calibration together are the mean pinball loss (Gneiting and Raftery 2007,
DOI 10.1198/016214506000001437).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gridtokenx.forecast.ahead import HORIZONS, Forecaster, forecast_quantiles, train
from gridtokenx.forecast.baseline import BASELINES, Places
from gridtokenx.forecast.correction import QUANTILES
from gridtokenx.forecast.history import Floats, HistoryUnusable
from gridtokenx.forecast.load_model import Prepared, month_starts
from gridtokenx.forecast.outdoor import WeatherAhead

_MEDIAN = QUANTILES.index(0.5)


@dataclass(frozen=True, slots=True)
class HorizonScores:
    """Errors by horizon, 1 to 48 hours; the axis of meters ends with their sum, the campus."""

    meter_ids: tuple[str, ...]
    weather: WeatherAhead
    issues: int
    """Forecasts judged."""
    mae_kwh: Floats
    """Of the median forecast, shape (horizons, meters + 1)."""
    baseline_mae_kwh: Mapping[str, Floats]
    """By baseline, shape (horizons, meters + 1)."""
    pinball_kwh: Floats
    """Mean over quantiles, shape (horizons, meters)."""
    below: Floats
    """Share of hours at or below each quantile, shape (horizons, quantiles, meters)."""

    def margin(self, baseline: str) -> Floats:
        """Return by how much the error is less than a baseline's, as a share, shape (horizons, meters)."""
        return 1.0 - self.mae_kwh[:, :-1] / self.baseline_mae_kwh[baseline][:, :-1]

    def median_margin(self, baseline: str) -> Floats:
        """Return the margin of the median meter, shape (horizons,)."""
        middle: Floats = np.median(self.margin(baseline), axis=1)
        return middle

    def better_share(self, baseline: str) -> Floats:
        """Return the share of meters that are forecast better than by a baseline, shape (horizons,)."""
        share: Floats = (self.margin(baseline) > 0.0).mean(axis=1)
        return share

    def campus_margin(self, baseline: str) -> Floats:
        """Return the margin of the sum of all meters' medians, shape (horizons,)."""
        margin: Floats = 1.0 - self.mae_kwh[:, -1] / self.baseline_mae_kwh[baseline][:, -1]
        return margin

    def coverage(self, low: float, high: float) -> Floats:
        """Return the share of hours above one quantile and at or below another, shape (horizons,)."""
        below = self.below.mean(axis=2)
        inside: Floats = below[:, QUANTILES.index(high)] - below[:, QUANTILES.index(low)]
        return inside


def score_as_running(data: Prepared, *, hour: int, timezone: str, weather: WeatherAhead) -> HorizonScores:
    """Judge forecasts issued at each hour from one on, trained anew at each local month's start.

    Raises:
        HistoryUnusable: Fewer than five weeks lie before, or two days do not follow.
    """
    last = data.history.hours - HORIZONS
    starts = [start for start in month_starts(data.history, hour=hour, timezone=timezone) if start <= last]
    spans = [np.arange(a, b) for a, b in zip(starts, [*starts[1:], last + 1], strict=True)]
    return _summed([
        _span(train(data, hour=int(span[0]), weather=weather), data=data, issues=span) for span in spans
    ])  # fmt: skip


def score_once(forecaster: Forecaster, *, data: Prepared, hour: int) -> HorizonScores:
    """Judge forecasts issued at each hour from one on by a forecaster that was trained before it.

    Raises:
        HistoryUnusable: Two days do not follow.
    """
    return _summed([_span(forecaster, data=data, issues=np.arange(hour, data.history.hours - HORIZONS + 1))])


def _span(forecaster: Forecaster, *, data: Prepared, issues: Places) -> HorizonScores:
    """Judge one forecaster at some issues."""
    load = data.history.load_kwh
    meters = load.shape[1]
    mae = np.zeros((HORIZONS, meters + 1))
    baselines = {name: np.zeros((HORIZONS, meters + 1)) for name in BASELINES}
    pinball, below = np.zeros((HORIZONS, meters)), np.zeros((HORIZONS, len(QUANTILES), meters))
    if len(issues):
        for lead, quantiles in enumerate(forecast_quantiles(forecaster, data=data, issues=issues)):
            came = load[issues + lead]
            mae[lead] = _mae(came - quantiles[_MEDIAN])
            for name, baseline in BASELINES.items():
                baselines[name][lead] = _mae(came - baseline(load, issues=issues, horizon=lead + 1))
            pinball[lead] = _pinball(quantiles, came_kwh=came)
            below[lead] = (came <= quantiles).mean(axis=1)
    weather = forecaster.weather
    return HorizonScores(data.history.meter_ids, weather, len(issues), mae, baselines, pinball, below)


def _mae(error_kwh: Floats) -> Floats:
    """Return mean absolute errors of the meters and of their sum, shape (meters + 1,)."""
    return np.append(np.abs(error_kwh).mean(axis=0), np.abs(error_kwh.sum(axis=1)).mean())


def _pinball(quantiles_kwh: Floats, *, came_kwh: Floats) -> Floats:
    """Return the mean pinball loss, shape (meters,)."""
    short = came_kwh - quantiles_kwh
    level = np.array(QUANTILES)[:, None, None]
    loss: Floats = np.maximum(level * short, (level - 1.0) * short).mean(axis=(0, 1))
    return loss


def _summed(parts: Sequence[HorizonScores]) -> HorizonScores:
    """Return the scores of several stretches as one, each weighted by its issues."""
    issues = sum(part.issues for part in parts)
    if issues == 0:
        raise HistoryUnusable(f"hours to judge = 0: give {HORIZONS} hours at least after the fit")
    shares = [part.issues / issues for part in parts]

    def mean(values: Sequence[Floats]) -> Floats:
        total: Floats = np.sum([share * value for share, value in zip(shares, values, strict=True)], axis=0)
        return total

    return HorizonScores(
        parts[0].meter_ids,
        parts[0].weather,
        issues,
        mean([part.mae_kwh for part in parts]),
        {name: mean([part.baseline_mae_kwh[name] for part in parts]) for name in BASELINES},
        mean([part.pinball_kwh for part in parts]),
        mean([part.below for part in parts]),
    )
