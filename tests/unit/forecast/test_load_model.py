from dataclasses import replace

import numpy as np
import pytest
from tests.unit.forecast.made import SETTING, made_history

from gridtokenx.forecast.history import HistoryUnusable
from gridtokenx.forecast.load_model import as_running, fit_before, month_starts, one_fit, prepare


def test_a_load_of_known_shape_is_found() -> None:
    history = made_history(weeks=20)
    data = prepare(history, setting=SETTING)
    predicted = one_fit(data, hour=12 * 168)
    error = np.abs(predicted - history.load_kwh[12 * 168 :])
    assert error.mean(axis=0).max() < 0.15
    assert np.corrcoef(predicted[:, 1], history.load_kwh[12 * 168 :, 1])[0, 1] > 0.999


@pytest.mark.parametrize("judge", ["one fit", "as running"])
def test_nothing_of_the_judged_load_is_seen(judge: str) -> None:
    history = made_history(weeks=20, noise_kwh=0.3)
    hour = 1_416 + 744  # the start of April
    other = history.load_kwh.copy()
    other[hour:] = 999.0
    seen = [history, replace(history, load_kwh=other)]
    prepared = [prepare(h, setting=SETTING) for h in seen]
    if judge == "one fit":
        first, second = (one_fit(data, hour=hour) for data in prepared)
        assert np.array_equal(first, second)
    else:
        first, second = (as_running(data, hour=hour, timezone="UTC") for data in prepared)
        april = 30 * 24
        assert np.array_equal(first[:april], second[:april])
        assert not np.allclose(first[april:], second[april:])


def test_a_running_model_follows_a_new_level() -> None:
    history = made_history(weeks=40, noise_kwh=0.2)
    history.load_kwh[20 * 168 :] *= 1.5
    data = prepare(history, setting=SETTING)
    once = one_fit(data, hour=20 * 168)[-168:]
    running = as_running(data, hour=20 * 168, timezone="UTC")[-168:]
    came = history.load_kwh[-168:]
    assert np.abs(running - came).mean() < 0.2 * np.abs(once - came).mean()


def test_months_start_by_wall_time() -> None:
    history = made_history(weeks=20)
    assert month_starts(history, hour=10, timezone="UTC") == [10, 744, 1_416, 2_160, 2_880]
    assert month_starts(history, hour=1_000, timezone="Asia/Bangkok") == [1_000, 1_409, 2_153, 2_873]


def test_loads_are_never_negative() -> None:
    history = made_history(weeks=6, noise_kwh=0.1)
    shifted = replace(history, load_kwh=np.maximum(history.load_kwh - 12.0, 0.0))
    assert one_fit(prepare(shifted, setting=SETTING), hour=4 * 168).min() >= 0.0


def test_less_than_two_weeks_is_refused() -> None:
    with pytest.raises(HistoryUnusable, match="335 hours before the fit: must be 336"):
        fit_before(prepare(made_history(weeks=4), setting=SETTING), hour=335)
