from dataclasses import replace

import numpy as np
import pytest
from tests.unit.forecast.made import SETTING, made_history

from gridtokenx.forecast.ahead import HORIZONS, expected_ahead, forecast_quantiles, train
from gridtokenx.forecast.history import History, HistoryUnusable
from gridtokenx.forecast.load_model import fit_before, prepare
from gridtokenx.forecast.outdoor import WeatherAhead

NOISY = made_history(weeks=20, noise_kwh=0.5)
SPLIT = 16 * 168


def forecasts(history: History, weather: WeatherAhead) -> np.ndarray:
    data = prepare(history, setting=SETTING)
    forecaster = train(data, hour=SPLIT, weather=weather)
    return np.stack(forecast_quantiles(forecaster, data=data, issues=np.array([SPLIT])))


def changed_after(history: History, hour: int, *, weather: bool) -> History:
    load, temperature = history.load_kwh.copy(), np.array(history.temperature_c)
    load[hour:] = 777.0
    if weather:
        temperature[hour:] = 40.0
    return replace(history, load_kwh=load, temperature_c=temperature)


def test_nothing_after_the_issue_is_used() -> None:
    original = forecasts(NOISY, WeatherAhead.PERSISTENCE)
    changed = forecasts(changed_after(NOISY, SPLIT, weather=True), WeatherAhead.PERSISTENCE)
    assert np.array_equal(original, changed)


def test_a_perfect_forecast_uses_the_weather_to_come_but_no_load() -> None:
    original = forecasts(NOISY, WeatherAhead.PERFECT)
    assert np.array_equal(
        original, forecasts(changed_after(NOISY, SPLIT, weather=False), WeatherAhead.PERFECT)
    )
    assert not np.array_equal(
        original, forecasts(changed_after(NOISY, SPLIT, weather=True), WeatherAhead.PERFECT)
    )


@pytest.mark.parametrize("weather", list(WeatherAhead))
def test_quantiles_cover_what_they_say(weather: WeatherAhead) -> None:
    data = prepare(NOISY, setting=SETTING)
    forecaster = train(data, hour=SPLIT, weather=weather)
    issues = np.arange(SPLIT, NOISY.hours - HORIZONS + 1)
    for lead, quantiles in enumerate(forecast_quantiles(forecaster, data=data, issues=issues)):
        below = (NOISY.load_kwh[issues + lead] <= quantiles).mean(axis=(1, 2))
        assert below[-1] - below[0] == pytest.approx(0.9, abs=0.08), lead
        assert below[3] == pytest.approx(0.5, abs=0.12), lead


def test_an_issue_at_the_end_of_the_readings_works_without_weather() -> None:
    history = made_history(weeks=8, noise_kwh=0.1, weather=False)
    data = prepare(history, setting=SETTING)
    forecaster = train(data, hour=history.hours, weather=WeatherAhead.PERSISTENCE)
    ahead = forecast_quantiles(forecaster, data=data, issues=np.array([history.hours]))
    assert len(ahead) == HORIZONS
    median = np.stack([quantiles[3, 0] for quantiles in ahead])
    monday_noon, midnight = median[12, 0], median[0, 0]
    assert monday_noon == pytest.approx(15.0, abs=0.5)
    assert midnight == pytest.approx(10.0, abs=0.5)


def test_both_weathers_agree_where_the_weather_persists() -> None:
    history = replace(NOISY, temperature_c=np.tile(np.linspace(5, 15, 24), NOISY.hours // 24))
    data = prepare(history, setting=SETTING)
    model = fit_before(data, hour=SPLIT)
    issues = np.arange(SPLIT, SPLIT + 24)
    known = expected_ahead(data, model=model, issues=issues, weather=WeatherAhead.PERSISTENCE)
    perfect = expected_ahead(data, model=model, issues=issues, weather=WeatherAhead.PERFECT)
    assert np.allclose(np.stack(known), np.stack(perfect), atol=1e-6)


def test_too_short_a_history_is_refused() -> None:
    data = prepare(NOISY, setting=SETTING)
    with pytest.raises(HistoryUnusable, match="839 hours before the forecast: must be 840"):
        train(data, hour=839, weather=WeatherAhead.PERSISTENCE)
    forecaster = train(data, hour=SPLIT, weather=WeatherAhead.PERSISTENCE)
    for issues in (np.array([191]), np.array([], dtype=np.int64)):
        with pytest.raises(HistoryUnusable, match="eight days of load"):
            forecast_quantiles(forecaster, data=data, issues=issues)
