import numpy as np
import pytest
from tests.unit.forecast.made_plant import made_plant

from gridtokenx.forecast.generation import generation_quantiles, train_generation
from gridtokenx.forecast.generation_score import SMART, generation_claim
from gridtokenx.forecast.history import HistoryUnusable

PLANT = made_plant(days=52)
HOUR = 46 * 24


def test_a_stretch_of_less_than_a_week_by_hand() -> None:
    scores = generation_claim(PLANT, hour=HOUR)
    issues = np.arange(HOUR, PLANT.hours - 47)
    assert scores.issues == len(issues)
    quantiles = generation_quantiles(train_generation(PLANT, hour=HOUR), history=PLANT, issues=issues)[2]
    day = PLANT.clear_w_m2[issues + 2] > 50.0
    came = PLANT.generated_kwh[issues + 2][day]
    assert scores.mae_kwh[2] == pytest.approx(np.abs(came - quantiles[3, day]).mean())
    week = PLANT.generated_kwh[issues + 2 - 168][day]
    assert scores.baseline_mae_kwh["last week"][2] == pytest.approx(np.abs(came - week).mean())
    inside = (came > quantiles[0, day]) & (came <= quantiles[-1, day])
    assert scores.coverage(0.05, 0.95)[2] == pytest.approx(inside.mean())
    assert scores.margin("last week")[2] == pytest.approx(
        1 - scores.mae_kwh[2] / scores.baseline_mae_kwh["last week"][2]
    )


def test_a_persistent_sky_is_forecast_better_than_by_the_baselines() -> None:
    scores = generation_claim(made_plant(days=150), hour=60 * 24)
    for name in ("persistence", "last day", "last week"):
        assert (scores.margin(name) > 0.0).mean() > 0.9, name
    assert scores.margin(SMART).min() > -0.1  # within a day nothing is better under such a sky
    assert scores.margin(SMART)[24:].min() > 0.1
    assert np.abs(scores.coverage(0.05, 0.95) - 0.9).max() < 0.12
    assert scores.mean_kwh > 0.5


def test_only_daylight_counts() -> None:
    scores = generation_claim(PLANT, hour=HOUR)
    assert 0.40 < scores.daylight_hours / scores.issues < 0.50


def test_too_little_to_judge_is_refused() -> None:
    with pytest.raises(HistoryUnusable, match="hours to judge = 40"):
        generation_claim(PLANT, hour=PLANT.hours - 40)
