import numpy as np
import pytest

from gridtokenx.forecast.baseline import BASELINES, days_back

LOAD = np.arange(1_000.0)[:, None]


@pytest.mark.parametrize(
    ("name", "horizon", "expected"),
    [
        ("persistence", 1, 499),
        ("persistence", 48, 499),
        ("last day", 1, 476),
        ("last day", 24, 499),
        ("last day", 25, 476),
        ("last day", 48, 499),
        ("last week", 1, 332),
        ("last week", 48, 379),
    ],
)
def test_each_repeats_the_hour_it_names(name: str, horizon: int, expected: float) -> None:
    assert BASELINES[name](LOAD, issues=np.array([500]), horizon=horizon)[0, 0] == expected


def test_none_looks_ahead() -> None:
    for baseline in BASELINES.values():
        for horizon in range(1, 49):
            assert baseline(LOAD, issues=np.array([500]), horizon=horizon).max() < 500


def test_days_back_is_the_fewest_that_are_known() -> None:
    assert [days_back(h) for h in (1, 24, 25, 48)] == [1, 1, 2, 2]
