import numpy as np
import pytest
from tests.unit.forecast.made import SETTING, made_history

from gridtokenx.forecast.ahead import forecast_quantiles, train
from gridtokenx.forecast.baseline import same_hour_last_week
from gridtokenx.forecast.history import HistoryUnusable
from gridtokenx.forecast.load_model import prepare
from gridtokenx.forecast.outdoor import WeatherAhead
from gridtokenx.forecast.score import score_as_running, score_once

HISTORY = made_history(weeks=14, noise_kwh=0.5)
DATA = prepare(HISTORY, setting=SETTING)
HOUR = 10 * 168


def test_one_horizon_by_hand() -> None:
    forecaster = train(DATA, hour=HOUR, weather=WeatherAhead.PERSISTENCE)
    scores = score_once(forecaster, data=DATA, hour=HOUR)
    issues = np.arange(HOUR, HISTORY.hours - 47)
    assert scores.issues == len(issues)
    quantiles = forecast_quantiles(forecaster, data=DATA, issues=issues)[5]
    came = HISTORY.load_kwh[issues + 5]
    week = same_hour_last_week(HISTORY.load_kwh, issues=issues, horizon=6)
    own, other = np.abs(came - quantiles[3]).mean(axis=0), np.abs(came - week).mean(axis=0)
    assert np.allclose(scores.mae_kwh[5, :2], own)
    assert scores.mae_kwh[5, 2] == pytest.approx(np.abs((came - quantiles[3]).sum(axis=1)).mean())
    assert np.allclose(scores.margin("last week")[5], 1 - own / other)
    assert scores.median_margin("last week")[5] == pytest.approx(np.median(1 - own / other))
    assert scores.coverage(0.05, 0.95)[5] == pytest.approx(
        ((came > quantiles[0]) & (came <= quantiles[-1])).mean()
    )
    assert scores.better_share("last week")[5] == 1.0
    assert scores.campus_margin("last week")[5] > 0.0
    loss = np.mean([
        np.where(came >= q, level * (came - q), (1 - level) * (q - came)).mean(axis=0)
        for level, q in zip((0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95), quantiles, strict=True)
    ], axis=0)  # fmt: skip
    assert np.allclose(scores.pinball_kwh[5], loss)


def test_noise_leaves_the_margin_that_theory_says() -> None:
    """Independent noise: a perfect model errs by one noise, last week by two, so by sqrt(2) as much."""
    history = made_history(weeks=30, noise_kwh=0.5, weather=False)
    history.load_kwh[:, 1] = history.load_kwh[:, 0]
    data = prepare(history, setting=SETTING)
    scores = score_once(
        train(data, hour=20 * 168, weather=WeatherAhead.PERSISTENCE), data=data, hour=20 * 168
    )
    assert np.allclose(scores.median_margin("last week"), 1 - 1 / np.sqrt(2), atol=0.08)


def test_a_running_system_is_judged_on_every_hour_that_two_days_follow() -> None:
    scores = score_as_running(DATA, hour=HOUR, timezone="UTC", weather=WeatherAhead.PERFECT)
    assert scores.issues == HISTORY.hours - HOUR - 47
    assert scores.weather is WeatherAhead.PERFECT
    assert (scores.median_margin("last week") > 0).all()
    assert scores.below.min() >= 0.0
    assert scores.below.max() <= 1.0


def test_nothing_to_judge_is_refused() -> None:
    forecaster = train(DATA, hour=HOUR, weather=WeatherAhead.PERSISTENCE)
    with pytest.raises(HistoryUnusable, match="hours to judge = 0"):
        score_once(forecaster, data=DATA, hour=HISTORY.hours - 10)
