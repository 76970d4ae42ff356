from itertools import pairwise

import numpy as np
import pytest

from gridtokenx.forecast.history import History
from gridtokenx.forecast.outdoor import TIME_CONSTANTS_H, Outdoor, outdoor_of, persisted, smoothed


def test_a_lag_closes_63_percent_of_a_step_in_its_time_constant() -> None:
    step = np.concatenate((np.zeros(100), np.ones(200)))
    for tau in (24.0, 72.0):
        behind = smoothed(step, time_constant_h=tau)
        assert behind[99] == 0.0
        assert behind[99 + int(tau)] == pytest.approx(1.0 - np.exp(-1.0), rel=1e-9)


def test_without_temperature_there_is_no_weather() -> None:
    assert outdoor_of(History(("m",), 0, np.ones((5, 1)))) is None
    found = outdoor_of(History(("m",), 0, np.ones((48, 1)), np.full(48, 7.0)))
    assert found is not None
    assert found.temperature_c.shape == (len(TIME_CONSTANTS_H), 48)
    assert np.allclose(found.temperature_c, 7.0)


def daily(days: int) -> Outdoor:
    hour = np.arange(days * 24)
    air = 10.0 + 5.0 * np.sin(2 * np.pi * hour / 24)
    light = np.maximum(300.0 * np.sin(2 * np.pi * hour / 24), 0.0)
    return Outdoor(np.stack([smoothed(air, time_constant_h=tau) for tau in TIME_CONSTANTS_H]), light)


def test_weather_that_repeats_daily_is_forecast_exactly() -> None:
    outdoor = daily(30)
    ahead = persisted(outdoor, first=500, end=520, horizons=48)
    assert len(ahead) == 48
    for lead, felt in enumerate(ahead):
        assert np.allclose(felt.temperature_c, outdoor.temperature_c[:, 500 + lead : 520 + lead])
        assert felt.ghi_w_m2 is not None
        assert outdoor.ghi_w_m2 is not None
        assert np.allclose(felt.ghi_w_m2, outdoor.ghi_w_m2[500 + lead : 520 + lead])


def test_a_cold_snap_carries_over_and_fades() -> None:
    outdoor = daily(30)
    outdoor.temperature_c[0, 499:] -= 8.0
    ahead = persisted(outdoor, first=500, end=501, horizons=48)
    usual = daily(30).temperature_c[0]
    colder = [usual[500 + lead] - felt.temperature_c[0, 0] for lead, felt in enumerate(ahead)]
    assert colder[0] == pytest.approx(8.0 * np.exp(-1 / 12))
    assert colder[11] == pytest.approx(8.0 / np.e)
    assert all(later < earlier for earlier, later in pairwise(colder[:23]))


def test_persistence_sees_nothing_of_what_comes() -> None:
    outdoor, changed = daily(30), daily(30)
    assert changed.ghi_w_m2 is not None
    changed.temperature_c[:, 500:] = 99.0
    changed.ghi_w_m2[500:] = 999.0
    for one, other in zip(
        persisted(outdoor, first=500, end=501, horizons=48),
        persisted(changed, first=500, end=501, horizons=48),
        strict=True,
    ):
        assert np.array_equal(one.temperature_c, other.temperature_c)
        assert one.ghi_w_m2 is not None
        assert other.ghi_w_m2 is not None
        assert np.array_equal(one.ghi_w_m2, other.ghi_w_m2)
