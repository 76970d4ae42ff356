import numpy as np
from numpy.typing import NDArray
from tests.unit.reading.quality.conftest import series_from

from gridtokenx.reading.quality.usual import median, usual_of


def test_the_median_passes_over_what_is_missing() -> None:
    values = np.array([[1.0, np.nan, 5.0, 3.0], [np.nan, np.nan, np.nan, np.nan], [2.0, 4.0, np.nan, np.nan]])
    found = median(values, axis=1)
    assert found[[0, 2]].tolist() == [3.0, 3.0]
    assert np.isnan(found[1])
    assert median(values[:, 2:], axis=0).tolist() == [5.0, 3.0]


def test_a_fault_of_a_third_of_the_days_does_not_move_what_is_usual(used: NDArray[np.float64]) -> None:
    series = series_from(used)
    before = usual_of(series.span.cube(used), span=series.span).level
    spoilt = used.copy()
    spoilt[2, : 9 * 96] *= 10.0
    after = usual_of(series.span.cube(spoilt), span=series.span).level
    assert np.allclose(after, before, rtol=0.15)


def test_weekends_have_their_own_usual_day(used: NDArray[np.float64]) -> None:
    series = series_from(used)
    usual = usual_of(series.span.cube(used), span=series.span)
    noon = usual.level[0, :, 52]
    assert noon[0] > 2.0 * noon[5]
    assert (usual.spread > 0.0).all()


def test_two_days_of_a_kind_say_nothing(used: NDArray[np.float64]) -> None:
    series = series_from(used[:, : 7 * 96])
    level = usual_of(series.span.cube(used[:, : 7 * 96]), span=series.span).level
    assert np.isnan(level[:, 5:]).all()
    assert not np.isnan(level[:, :5]).any()
