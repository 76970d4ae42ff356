import numpy as np
import pytest

from gridtokenx.forecast.history import History, HistoryUnusable, hourly


def test_quarters_become_hours_from_the_first_whole_one() -> None:
    energy = np.arange(1.0, 11.0)[:, None]
    warm = {"temperature_c": np.arange(10.0)}
    history = hourly(energy, meter_ids=["m"], start_s=1_800, row_s=900, weather=warm)
    assert history.start_s == 3_600
    assert history.load_kwh[:, 0].tolist() == [3 + 4 + 5 + 6, 7 + 8 + 9 + 10]
    assert history.temperature_c is not None
    assert history.temperature_c.tolist() == [3.5, 7.5]
    assert history.ghi_w_m2 is None
    assert history.end_s == 3 * 3_600


def test_parts_keep_their_times() -> None:
    history = History(("m",), 7_200, np.arange(5.0)[:, None], np.arange(5.0), np.arange(5.0))
    part = history.between(2, 4)
    assert (part.start_s, part.load_kwh[:, 0].tolist()) == (14_400, [2.0, 3.0])
    assert history.before(2).load_kwh[:, 0].tolist() == [0.0, 1.0]
    assert history.without_weather().temperature_c is None


def test_meters_stand_beside_one_another_only_over_the_same_hours() -> None:
    history = History(("m",), 7_200, np.ones((5, 1)), np.arange(5.0))
    both = history.beside(History(("n",), 7_200, np.zeros((5, 1))))
    assert both.meter_ids == ("m", "n")
    assert both.load_kwh.sum(axis=0).tolist() == [5.0, 0.0]
    assert both.temperature_c is not None
    with pytest.raises(HistoryUnusable, match="starts at 3600 with 5 hours: must be 7200"):
        history.beside(History(("n",), 3_600, np.zeros((5, 1))))


@pytest.mark.parametrize("row_s", [7_200, 1_000, 0, -900])
def test_rows_that_make_no_hour_are_refused(row_s: int) -> None:
    with pytest.raises(HistoryUnusable, match=f"row length = {row_s} s"):
        hourly(np.ones((10, 1)), meter_ids=["m"], start_s=0, row_s=row_s)


def test_less_than_an_hour_is_refused() -> None:
    with pytest.raises(HistoryUnusable, match="3 rows of 900 s"):
        hourly(np.ones((3, 1)), meter_ids=["m"], start_s=0, row_s=900)
