import numpy as np

from gridtokenx.campus.model import Calendar
from gridtokenx.forecast.daykind import hour_kinds
from gridtokenx.forecast.design import COOLING_C, HEATING_C, design, weather_columns
from gridtokenx.forecast.outdoor import Outdoor

MONDAY_S = 1_514_764_800
KINDS = hour_kinds(MONDAY_S, hours=336, timezone="UTC", calendar=Calendar())


def test_each_hour_has_one_place_in_the_week() -> None:
    columns = design(KINDS, outdoor=None)
    week = columns[:, :120]
    assert np.array_equal(week.sum(axis=1), np.ones(336))
    assert np.array_equal(columns[:168], columns[168:])
    assert not columns[:, 120:].any()


def test_temperature_counts_beyond_its_hinges_and_by_working_hours() -> None:
    felt = Outdoor(np.full((1, 336), 24.0), np.full(336, 600.0))
    columns = weather_columns(KINDS, outdoor=felt)
    half = len(HEATING_C) + len(COOLING_C) + 1
    assert columns.shape == (336, 2 * half)
    tuesday_noon, sunday_noon = columns[36], columns[6 * 24 + 12]
    expected = [0.0, 0.0, 1.0, 0.6, 0.2, 0.0, 2.0]
    assert np.allclose(tuesday_noon[:half], expected)
    assert not tuesday_noon[half:].any()
    assert np.allclose(sunday_noon[half:], expected)
    assert not sunday_noon[:half].any()


def test_weather_columns_come_last() -> None:
    felt = Outdoor(np.full((1, 336), 3.0), None)
    whole = design(KINDS, outdoor=felt)
    own = weather_columns(KINDS, outdoor=felt)
    assert np.array_equal(whole[:, -own.shape[1] :], own)
    assert np.array_equal(whole[:, : -own.shape[1]], design(KINDS, outdoor=None))
