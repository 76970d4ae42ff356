"""The PV chain against a measured array, calibrated on its first days; see the case's README."""

import pytest

from gridtokenx.meter.pv_judged import judge_serf_east


def test_energy_days_and_hours_are_within_the_limits() -> None:
    found = judge_serf_east()
    assert abs(found.hourly.nmbe_pct) <= 5.0
    assert found.daily.cv_rmse_pct <= 15.0
    assert found.hourly.cv_rmse_pct <= 30.0
    assert found.weekly.cv_rmse_pct <= 5.0
    assert found.passed


def test_no_judged_row_is_dropped() -> None:
    found = judge_serf_east()
    assert found.calibrated_rows == 31 * 96
    assert found.calibrated_rows + found.judged_rows == 10_000


@pytest.mark.parametrize("share", [0.1, 0.2, 0.4, 0.5])
def test_other_calibration_windows_hold_too(share: float) -> None:
    assert judge_serf_east(first_share=share).passed
