"""Tables of weather: gaps, bounds, fingerprints."""

import math

import numpy as np
import pytest

from gridtokenx.meter.weather_table import Gap, WeatherFileInvalid, number, table_of

NAN = math.nan


def test_short_gaps_are_joined_and_long_ones_left() -> None:
    air = np.array([20.0, *[NAN] * 6, 27.0, *[NAN] * 7, 20.0, NAN])
    found = table_of("x", start_s=0, row_s=3_600, values={"temperature_c": air})
    assert np.array_equal(found.weather["temperature_c"][:8], np.arange(20.0, 28.0))
    assert np.isnan(found.weather["temperature_c"][[8, 14, 16]]).all()
    assert found.gaps == (
        Gap("temperature_c", 3_600, 7 * 3_600, joined=True),
        Gap("temperature_c", 8 * 3_600, 15 * 3_600, joined=False),
        Gap("temperature_c", 16 * 3_600, 17 * 3_600, joined=False),
    )


def test_irradiance_is_never_joined_and_never_negative() -> None:
    found = table_of("x", start_s=0, row_s=900, values={"ghi_w_m2": np.array([-3.0, NAN, 500.0])})
    assert found.weather["ghi_w_m2"][0] == 0.0
    assert np.isnan(found.weather["ghi_w_m2"][1])


def test_a_column_without_a_value_is_left_out() -> None:
    found = table_of("x", start_s=0, row_s=900, values={"ghi_w_m2": np.ones(2), "wind_m_s": np.full(2, NAN)})
    assert list(found.weather) == ["ghi_w_m2"]


def test_the_fingerprint_follows_the_rows() -> None:
    one, two = (
        table_of("x", start_s=0, row_s=900, values={"ghi_w_m2": np.array([1.0, v])}) for v in (2.0, 3.0)
    )
    assert one.fingerprint != two.fingerprint
    assert one.fingerprint == table_of("y", start_s=0, row_s=900, values=dict(one.weather)).fingerprint


@pytest.mark.parametrize(
    ("text", "missing", "value"),
    [("", None, NAN), (" NaN ", None, NAN), ("999", 999.0, NAN), ("7.5", 999.0, 7.5)],
)
def test_numbers_and_marks(text: str, missing: float | None, value: float) -> None:
    found = number(text, quantity="wind_m_s", file_name="f", line=3, column="w", missing=missing)
    assert found == value or (math.isnan(found) and math.isnan(value))


@pytest.mark.parametrize("text", ["inf", "-1", "81", "1,5"])
def test_what_is_no_wind_is_refused(text: str) -> None:
    with pytest.raises(WeatherFileInvalid, match=f"f, line 3: w = '{text}': write a number from 0 to 80"):
        number(text, quantity="wind_m_s", file_name="f", line=3, column="w")
