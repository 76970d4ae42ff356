import numpy as np
import pytest

from gridtokenx.forecast.correction import QUANTILES, Correction, known_residuals, learn, running_means


def test_means_are_of_what_lies_before() -> None:
    means = running_means(np.arange(400.0)[:, None])
    assert means.day[0, 0] == 0.0
    assert means.day[2, 0] == 0.5
    assert means.day[300, 0] == np.arange(276, 300).mean()
    assert means.week[300, 0] == np.arange(132, 300).mean()
    assert len(means.day) == 401


@pytest.mark.parametrize(
    ("horizon", "day_before", "week_before"), [(1, 276, 132), (24, 299, 155), (25, 276, 156)]
)
def test_what_is_known_lies_before_the_issue(horizon: int, day_before: int, week_before: int) -> None:
    residual = np.arange(400.0)[:, None]
    means = running_means(residual)
    known = known_residuals(residual, means=means, issues=np.array([300]), horizon=horizon)[0, 0]
    assert known.tolist() == [299, 298, means.day[300, 0], means.week[300, 0], day_before, week_before]


def test_a_residual_that_carries_over_is_learned() -> None:
    random = np.random.default_rng(5)
    known = random.normal(size=(4_000, 2, 6))
    error = 0.8 * known[:, :, 0] + random.normal(size=(4_000, 2)) * [0.1, 1.0]
    working = np.arange(4_000) % 2 == 0
    found = learn(known, error_kwh=error, working=working)
    assert np.allclose(found.weight[:, 0], 0.8, atol=0.05)
    assert np.abs(found.weight[:, 1:]).max() < 0.06
    normal = np.array([-1.645, -1.282, -0.674, 0.0, 0.674, 1.282, 1.645])  # standard normal quantiles
    assert np.allclose(found.error_kwh[0, :, 1], normal, atol=0.12)
    assert np.allclose(found.error_kwh[1, :, 0], normal * 0.1, atol=0.03)


def test_quantiles_are_in_order_not_negative_and_by_kind_of_hour() -> None:
    spread = np.stack((np.linspace(-1, 1, 7), np.linspace(-4, 4, 7)))[:, :, None]
    correction = Correction(np.zeros((1, 6)), spread)
    quantiles = correction.quantiles(
        np.full((2, 1), 2.0), known=np.zeros((2, 1, 6)), working=np.array([False, True])
    )
    assert quantiles.shape == (len(QUANTILES), 2, 1)
    assert quantiles[:, 0, 0].tolist() == pytest.approx((2.0 + np.linspace(-1, 1, 7)).tolist())
    assert quantiles[0, 1, 0] == 0.0
    assert (np.diff(quantiles, axis=0) >= 0).all()


def test_a_kind_that_never_came_takes_the_spread_of_all() -> None:
    random = np.random.default_rng(5)
    found = learn(
        random.normal(size=(50, 1, 6)),
        error_kwh=random.normal(size=(50, 1)),
        working=np.zeros(50, dtype=bool),
    )
    assert np.array_equal(found.error_kwh[0], found.error_kwh[1])
