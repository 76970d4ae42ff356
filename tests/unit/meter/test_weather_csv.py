"""Plain CSV of weather: grid, gaps, and faults that name their place."""

import numpy as np
import pytest

from gridtokenx.meter.weather_csv import read_csv
from gridtokenx.meter.weather_table import WeatherFileInvalid

GOOD = """timestamp,temperature_c,humidity_pct,ghi_w_m2
2026-03-01T06:00:00+07:00,25.0,80,10
2026-03-01T06:15:00+07:00,,81,40
2026-03-01T06:30:00+07:00,26.0,82,nan
2026-03-01T07:00:00+07:00,27.0,104,120
2026-03-01T07:15:00+07:00,27.5,85,-3
"""


def test_rows_are_put_on_their_grid_and_gaps_are_listed() -> None:
    found = read_csv(GOOD, name="a.csv")
    assert (found.row_s, found.typical_offset_s) == (900, None)
    assert found.end_s - found.start_s == 6 * 900
    assert np.array_equal(found.weather["temperature_c"], [25.0, 25.5, 26.0, 26.5, 27.0, 27.5])
    assert np.array_equal(found.weather["ghi_w_m2"], [10.0, 40.0, np.nan, np.nan, 120.0, 0.0], equal_nan=True)
    assert found.weather["humidity_pct"][4] == 100.0
    kinds = [(g.quantity, (g.end_s - g.start_s) // 900, g.joined) for g in found.gaps]
    assert kinds == [
        ("temperature_c", 1, True),
        ("temperature_c", 1, True),
        ("humidity_pct", 1, True),
        ("ghi_w_m2", 2, False),
    ]
    assert "generated: wind_m_s" in found.summary


def test_a_stamp_without_zone_is_utc() -> None:
    found = read_csv("timestamp,wind_m_s\n1970-01-02T00:00,1\n1970-01-02T01:00,2\n", name="a.csv")
    assert found.start_s == 86_400


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("26.0,82", "warm,82", "a.csv, line 4: temperature_c = 'warm': write a number"),
        ("25.0,80", "25.0,400", "line 2: humidity_pct = '400'"),
        ("07:00:00+07:00,27.0", "06:15:00+07:00,27.0", "line 5: timestamp .* follow one another"),
        ("06:30:00+07:00", "06:33:00+07:00", "line 4: timestamp"),
        ("2026-03-01T06:15:00+07:00", "soon", "line 3: timestamp = 'soon': write an ISO 8601"),
        (",26.0,82,nan", ",26.0,82", "line 4: row = '3 fields'"),
        ("ghi_w_m2\n", "sun\n", "line 1: header = 'sun'"),
        ("timestamp,", "temperature_c,", "line 1: header = 'temperature_c'"),
    ],
)
def test_faults_name_their_place(old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(WeatherFileInvalid, match=message):
        read_csv(GOOD.replace(old, new, 1), name="a.csv")


def test_too_little_is_a_fault() -> None:
    with pytest.raises(WeatherFileInvalid, match="at least two rows"):
        read_csv("timestamp,wind_m_s\n2026-01-01,3\n", name="a.csv")
    with pytest.raises(WeatherFileInvalid, match="line 1: timestamp"):
        read_csv("wind_m_s\n3\n", name="a.csv")
