import numpy as np
import pytest

from gridtokenx.forecast.guideline import hourly_error


def test_the_formulas_by_hand() -> None:
    """Three hours: errors 1, -1, 3 of a mean of 10; p = 1 (ASHRAE Guideline 14-2014, 5.2.11.3)."""
    measured = np.array([[9.0], [10.0], [11.0]])
    predicted = np.array([[8.0], [11.0], [8.0]])
    error = hourly_error(measured, predicted_kwh=predicted, meter_ids=("m",))
    assert error.nmbe[0] == pytest.approx((1 - 1 + 3) / (2 * 10))
    assert error.cv_rmse[0] == pytest.approx(np.sqrt((1 + 1 + 9) / 2) / 10)
    assert error.mae[0] == pytest.approx(5 / 3 / 10)
    assert not error.passed[0]


def test_each_limit_alone_fails_a_meter() -> None:
    measured = np.full((1_000, 3), 10.0)
    wave = np.where(np.arange(1_000) % 2, 1.0, -1.0)
    predicted = np.stack(
        (measured[:, 0] + 2.9 * wave, np.full(1_000, 8.9), measured[:, 2] + 3.1 * wave), axis=1
    )
    error = hourly_error(measured, predicted_kwh=predicted, meter_ids=("a", "b", "c"))
    assert error.passed.tolist() == [True, False, False]
    assert error.pass_share == pytest.approx(1 / 3)
    assert error.median_cv_rmse == pytest.approx(0.29, abs=1e-3)
    assert error.median_mae == pytest.approx(0.29, abs=1e-3)


def test_errors_of_meters_cancel_in_the_campus() -> None:
    measured = np.full((100, 2), 10.0)
    error = hourly_error(measured, predicted_kwh=measured + np.array([2.0, -2.0]), meter_ids=("a", "b"))
    assert (error.campus_nmbe, error.campus_cv_rmse, error.campus_mae) == (0.0, 0.0, 0.0)
    assert np.allclose(np.abs(error.nmbe), 200 / 99 / 10)


def test_a_meter_that_measured_nothing_does_not_pass() -> None:
    error = hourly_error(np.zeros((10, 1)), predicted_kwh=np.zeros((10, 1)), meter_ids=("m",))
    assert np.isnan(error.nmbe[0])
    assert not error.passed[0]
