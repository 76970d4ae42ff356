"""The judge itself: known errors give known numbers, and a limit that is passed is said so."""

from dataclasses import replace

import numpy as np
import pytest

from gridtokenx.meter.pv_judged import SeriesError, judge_pvwatts, judge_serf_east, series_error


def test_bias_and_scatter_of_known_series() -> None:
    given = np.array([100.0, 100.0, 100.0, 100.0])
    found = series_error(given + np.array([10.0, -10.0, 10.0, -10.0]), given=given)
    assert (found.nmbe_pct, found.count) == (0.0, 4)
    assert found.cv_rmse_pct == pytest.approx(10.0)
    assert series_error(1.02 * given, given=given).nmbe_pct == pytest.approx(2.0)


def test_a_year_that_misses_a_limit_has_not_passed() -> None:
    found = judge_pvwatts("rack")
    assert found.passed
    assert not replace(found, hourly=SeriesError(1.01, 0.5, 10)).passed
    assert not replace(found, hourly=SeriesError(0.0, 3.01, 10)).passed


@pytest.mark.parametrize(("hourly", "daily"), [((5.1, 20.0), 10.0), ((0.0, 30.1), 10.0), ((0.0, 20.0), 15.1)])
def test_a_measured_array_that_misses_a_limit_has_not_passed(
    hourly: tuple[float, float], daily: float
) -> None:
    found = replace(judge_serf_east(), hourly=SeriesError(*hourly, 10), daily=SeriesError(0.0, daily, 10))
    assert not found.passed


def test_what_comes_after_the_calibration_does_not_change_it() -> None:
    short, long = judge_serf_east(first_share=0.3), judge_serf_east(first_share=0.301)
    assert short.nameplate_w == long.nameplate_w
    assert 4_000.0 < short.nameplate_w < 7_000.0
