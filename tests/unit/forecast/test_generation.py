from dataclasses import replace

import numpy as np
import pytest
from tests.unit.forecast.made_plant import made_plant

from gridtokenx.forecast.generation import (
    PlantHistory,
    clear_kwh,
    generation_quantiles,
    known_indices,
    train_generation,
)
from gridtokenx.forecast.history import HistoryUnusable
from gridtokenx.forecast.load_model import AHEAD_H

PLANT = made_plant()
HOUR = 45 * 24


def forecast_of(history: PlantHistory, issues: np.ndarray) -> np.ndarray:
    return np.stack(
        generation_quantiles(train_generation(history, hour=HOUR), history=history, issues=issues)
    )


def test_under_a_clear_sky_the_plant_is_forecast_exactly() -> None:
    plant = made_plant(spread=0.0)
    steady = replace(plant, generated_kwh=0.004 * plant.clear_w_m2[: plant.hours])
    issues = np.arange(HOUR, HOUR + 100)
    ahead = forecast_of(steady, issues)
    for lead in range(AHEAD_H):
        assert np.allclose(ahead[lead, 3], steady.generated_kwh[issues + lead], atol=0.04), lead


def test_nothing_after_the_issue_is_used() -> None:
    changed = PLANT.generated_kwh.copy()
    changed[HOUR:] = 99.0
    issues = np.array([HOUR])
    assert np.array_equal(
        forecast_of(PLANT, issues), forecast_of(replace(PLANT, generated_kwh=changed), issues)
    )


def test_an_issue_at_the_end_of_the_readings_works() -> None:
    ahead = forecast_of(PLANT, np.array([PLANT.hours]))
    assert ahead.shape == (AHEAD_H, 7, 1)
    assert (np.diff(ahead, axis=1) >= 0.0).all()
    assert ahead.min() == 0.0
    night, noon = ahead[2, :, 0], ahead[12, :, 0]
    assert not night.any()
    assert noon[3] > 1.0
    assert noon[-1] > noon[0]


def test_no_quantile_is_beyond_the_largest_hour() -> None:
    assert forecast_of(PLANT, np.arange(HOUR, HOUR + 200)).max() <= PLANT.generated_kwh[:HOUR].max()


def test_known_indices_by_hand() -> None:
    clear = np.ones(400)
    generated = np.linspace(0.0, 1.0, 350)
    known = known_indices(generated, clear=clear, issues=np.array([300]), horizon=25)[0]
    same = 300 + 24 - 48
    expected = [
        1.0,
        generated[299],
        generated[297:300].mean(),
        generated[276:300].mean(),
        generated[same],
        np.mean([generated[same - 24 * day] for day in range(10)]),
    ]
    assert known == pytest.approx(expected)


def test_the_clear_sky_follows_the_utc_hour() -> None:
    shifted = PlantHistory(PLANT.start_s + 5 * 3_600, np.ones(24), np.ones(24 + AHEAD_H))
    clear = clear_kwh(shifted, factor_kwh_m2_w=np.arange(24.0))
    assert clear[:24].tolist() == [*range(5, 24), *range(5)]


def test_too_short_or_silent_a_history_is_refused() -> None:
    with pytest.raises(HistoryUnusable, match="671 hours before the forecast: must be more than 0 in 672"):
        train_generation(PLANT, hour=671)
    with pytest.raises(HistoryUnusable, match="generation = 0 kWh"):
        train_generation(replace(PLANT, generated_kwh=np.zeros(PLANT.hours)), hour=HOUR)
    with pytest.raises(HistoryUnusable, match="twelve days of generation"):
        forecast_of(PLANT, np.array([287]))
