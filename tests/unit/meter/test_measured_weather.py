"""Measured weather: a row keeps its mean, night is dark, what is missing is filled in."""

from datetime import UTC, datetime

import numpy as np
import pytest

from gridtokenx.campus.catalogue import load, measured_text
from gridtokenx.meter.measured import read_measurements
from gridtokenx.meter.measured_weather import MeasuredWeather
from gridtokenx.reading.block import Condition

PLACE = load("cambridge").place
DATA = read_measurements({"2018": measured_text("cambridge", year=2018)})


def at(month: int, day: int, hour: float) -> float:
    return datetime(2018, month, day, tzinfo=UTC).timestamp() + 3_600.0 * hour


@pytest.mark.parametrize("month", [1, 4, 6, 9, 12])
def test_quarter_hours_keep_the_irradiation_of_the_day(month: int) -> None:
    weather = MeasuredWeather(DATA, place=PLACE, seed=1)
    start = at(month, 12, 0.0)
    quarters = [weather.at(start + 900 * k + 450).point.ghi_w_m2 for k in range(96)]
    row = int(start - DATA.start_s) // 3_600
    expected = DATA.weather["ghi_w_m2"][row : row + 24].sum()
    assert np.sum(quarters) / 4.0 == pytest.approx(expected, rel=0.03, abs=15.0)
    assert max(quarters[:10]) == 0.0


def test_temperature_is_joined_between_rows() -> None:
    weather = MeasuredWeather(DATA, place=PLACE, seed=1)
    row = int(at(6, 12, 10.0) - DATA.start_s) // 3_600
    left, right = DATA.weather["temperature_c"][row : row + 2]
    assert weather.at(at(6, 12, 10.5)).point.temperature_c == pytest.approx((left + right) / 2.0)


def test_what_the_file_lacks_is_generated() -> None:
    point = MeasuredWeather(DATA, place=PLACE, seed=1).at(at(6, 12, 11.0)).point
    assert point.wind_m_s > 0.0
    bare = read_measurements({"x": "timestamp,a\n2019-06-01 10:00,1\n2019-06-01 11:00,1\n"})
    noon = MeasuredWeather(bare, place=PLACE, seed=1).at(bare.start_s + 450).point
    assert noon.ghi_w_m2 > 0.0


def test_the_sky_is_told_from_the_light() -> None:
    head = "timestamp,a,ghi_w_m2\n"
    rows = {"2019-06-01 11:00": 850, "2019-06-01 12:00": 120}
    text = head + "".join(f"{t},1,{g}\n" for t, g in rows.items())
    weather = MeasuredWeather(read_measurements({"x": text}), place=PLACE, seed=1)
    start = datetime(2019, 6, 1, 11, tzinfo=UTC).timestamp()
    assert weather.at(start + 1_800).point.condition is Condition.SUNNY
    assert weather.at(start + 5_400).point.condition is Condition.RAINY
