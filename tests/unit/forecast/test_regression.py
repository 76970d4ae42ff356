import numpy as np
import pytest

from gridtokenx.forecast import regression
from gridtokenx.forecast.regression import Coefficients, fading_weights, fit


def made(rows: int = 400) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(3)
    columns = random.normal(size=(rows, 5)) * [1.0, 10.0, 0.1, 3.0, 1.0]
    slope = random.normal(size=(5, 3))
    return columns, columns @ slope + [100.0, 0.0, 7.0] + random.normal(size=(rows, 3)) * 0.2


def test_it_agrees_with_least_squares_of_numpy_where_nothing_is_penalised(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(regression, "RIDGE", 1e-12)
    monkeypatch.setattr(regression, "_CLIP_SCALES", 1e9)
    columns, load = made()
    columns -= columns.mean(axis=0)
    fitted = fit(columns, load_kwh=load, weights=np.full(400, 1 / 400))
    exact, *_ = np.linalg.lstsq(np.hstack((columns, np.ones((400, 1)))), load, rcond=None)
    assert np.allclose(fitted.slope_kwh, exact[:5], atol=1e-8)
    assert np.allclose(fitted.intercept_kwh, exact[5], atol=1e-8)


def test_weights_halve_with_age() -> None:
    weights = fading_weights(24 * 30, half_life_days=10.0)
    assert weights.sum() == pytest.approx(1.0)
    assert weights[-1] / weights[-1 - 240] == pytest.approx(2.0)
    assert (np.diff(weights) > 0).all()


def test_hours_without_reading_hardly_move_the_fit() -> None:
    columns, load = made()
    clean = fit(columns, load_kwh=load, weights=np.full(400, 1 / 400))
    spoiled = load.copy()
    spoiled[::25, 0] = 0.0
    robust = fit(columns, load_kwh=spoiled, weights=np.full(400, 1 / 400))
    pull = load[:, 0].mean() - spoiled[:, 0].mean()
    assert pull > 3.0
    assert abs(robust.intercept_kwh[0] - clean.intercept_kwh[0]) < 0.1 * pull


def test_a_meter_does_not_depend_on_the_meters_beside_it() -> None:
    columns, load = made()
    weights = fading_weights(400, half_life_days=5.0)
    together = fit(columns, load_kwh=load, weights=weights)
    alone = fit(columns, load_kwh=load[:, 1:2], weights=weights)
    assert np.allclose(together.slope_kwh[:, 1], alone.slope_kwh[:, 0], rtol=1e-9)


def test_a_meter_that_mostly_reads_the_same_keeps_its_rare_hours() -> None:
    columns = np.zeros((400, 1))
    columns[::8, 0] = 1.0
    fitted = fit(columns, load_kwh=columns * 5.0, weights=np.full(400, 1 / 400))
    assert fitted.predict(np.array([[1.0]]))[0, 0] == pytest.approx(5.0, abs=0.05)


def test_prediction_is_linear() -> None:
    model = Coefficients(np.array([1.0, 2.0]), np.array([[3.0, 0.0]]))
    assert model.predict(np.array([[0.0], [2.0]])).tolist() == [[1.0, 2.0], [7.0, 2.0]]
