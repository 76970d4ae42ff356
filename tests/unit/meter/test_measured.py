"""Measured files: exact to the watt-hour, every fault named with line and column."""

from contextlib import suppress
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtokenx.campus.catalogue import measured_text
from gridtokenx.meter.measured import (
    MeasurementInvalid,
    OutsideMeasurements,
    read_measurements,
    read_weather,
)

GOOD = "timestamp,a,b,temperature_c\n2019-01-01 00:00:00,1.5,0.1,20\n2019-01-01 01:00:00,2.25,0.2,21\n"


def test_a_file_becomes_running_totals() -> None:
    data = read_measurements({"x.csv": GOOD})
    assert data.meter_ids == ("a", "b")
    assert (data.start_s, data.row_s, data.end_s) == (1_546_300_800, 3_600, 1_546_308_000)
    assert data.register_wh(data.end_s).tolist() == [3_750, 300]
    assert data.register_wh(data.start_s + 900).tolist() == [375, 25]
    assert data.weather["temperature_c"].tolist() == [20.0, 21.0]


@given(
    rows=st.lists(st.decimals(0, 500, places=4), min_size=2, max_size=30),
    length_s=st.sampled_from([15, 900, 1_800, 3_600]),
)
def test_no_watt_hour_is_lost_to_the_step(rows: list[Decimal], length_s: int) -> None:
    lines = [f"2019-01-{1 + k // 24:02d}T{k % 24:02d}:00:00Z,{v}" for k, v in enumerate(rows)]
    data = read_measurements({"x.csv": "\n".join(["timestamp,m", *lines])})
    shown = [int(data.register_wh(t)[0]) for t in range(data.start_s, data.end_s + 1, length_s)]
    steps = np.diff(shown)
    assert steps.min() >= 0
    assert steps.sum() == int(sum(rows) * 1_000)
    assert int(data.running_uwh(data.end_s)[0]) == int(sum(rows) * 10**9)


def test_offsets_and_epochs_of_the_clock_are_understood() -> None:
    text = "datetime,m\n2019-01-01T07:00:00+07:00,1\n2019-01-01T07:15:00+07:00,1\n"
    data = read_measurements({"x.csv": text})
    assert (data.start_s, data.row_s) == (1_546_300_800, 900)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "rows.*give a header"),
        ("timestamp,a\n2019-01-01 00:00,1\n", "give a header and two rows"),
        (GOOD.replace("2.25", "-2.25"), r"line 3: a = '-2.25': write the energy"),
        (GOOD.replace("2.25", ""), r"line 3: a = '': missing value"),
        (GOOD.replace("2.25", "nan"), r"line 3: a = 'nan'"),
        (GOOD.replace("2.25", "1e999"), r"line 3: a = '1e999'"),
        (GOOD.replace("2.25", "9" * 80), r"line 3: a = '9{60}'"),
        (GOOD.replace("2.25", "two"), r"line 3: a = 'two'"),
        (GOOD.replace("01:00:00", "00:00:00"), r"line 3: timestamp = .*duplicate"),
        (GOOD.replace("2019-01-01 01", "2018-12-31 23"), r"line 3: timestamp = .*out of order"),
        (
            GOOD + "2019-01-01 03:00:00,1,1,20\n",
            r"line 4: timestamp = .*gap: 2019-01-01T02:00:00Z is missing",
        ),
        (GOOD.replace("01:00:00", "00:07:00"), r"line 3: timestamp = .*divide a day evenly"),
        (GOOD.replace("01:00:00", "soon"), r"line 3: timestamp = '2019-01-01 soon'"),
        (GOOD.replace(",0.2,21", ",0.2"), r"line 3: row = '3 fields': write 4 fields"),
        (GOOD.replace(",21", ",210"), r"line 3: temperature_c = '210'"),
        (GOOD.replace("timestamp,", "when,"), r"name the first column timestamp"),
        (GOOD.replace(",b,", ",a,"), r"line 1: a = 'a': give this column once"),
        (GOOD.replace(",b,", f",{'b' * 33},"), r"1 to 32 ASCII"),
        ('timestamp,a\n"2019', r"write plain CSV"),
    ],
)
def test_a_fault_is_named_with_its_line_and_column(text: str, message: str) -> None:
    with pytest.raises(MeasurementInvalid, match=message):
        read_measurements({"x.csv": text})


def test_years_must_follow_one_another() -> None:
    later = GOOD.replace("2019-01-01", "2019-01-03")
    with pytest.raises(MeasurementInvalid, match=r"y.csv, line 2: timestamp = 2019-01-03"):
        read_measurements({"x.csv": GOOD, "y.csv": later})
    with pytest.raises(MeasurementInvalid, match=r"y.csv, line 1: columns"):
        read_measurements({"x.csv": GOOD, "y.csv": later.replace(",b,", ",c,")})


def test_nothing_is_read_outside_the_data() -> None:
    data = read_measurements({"x.csv": GOOD})
    with pytest.raises(OutsideMeasurements, match=r"from 2019-01-01T00:00:00Z to 2019-01-01T02:00:00Z"):
        data.register_wh(data.end_s + 1)
    with pytest.raises(OutsideMeasurements):
        data.register_wh(data.start_s - 900)


def test_midas_irradiation_belongs_to_the_hour_before_its_stamp() -> None:
    """At the latitude of Cambridge the sun rises near 03:45 UTC in mid-June: the hour from 03:00 is dim."""
    data = read_measurements({"2018": measured_text("cambridge", year=2018)})
    june_15 = 24 * (31 + 28 + 31 + 30 + 31 + 14)
    light = data.weather["ghi_w_m2"].reshape(-1, 24)[june_15 // 24 - 7 : june_15 // 24 + 7].mean(axis=0)
    assert light[2] == 0.0
    assert 5.0 < light[4] < 60.0
    assert light[21] == 0.0
    assert abs(float((light * np.arange(24)).sum() / light.sum()) + 0.5 - 12.0) < 0.7


@given(text=st.text(max_size=200), place=st.integers(0, len(GOOD)))
def test_hostile_text_meets_a_named_fault(text: str, place: int) -> None:
    for whole in (text, GOOD[:place] + text + GOOD[place:]):
        with suppress(MeasurementInvalid):
            data = read_measurements({"x.csv": whole})
            assert (np.diff(data.total_uwh, axis=0) >= 0).all()


@pytest.mark.parametrize(
    "stamp", ["0001-01-01", "1969-12-31 23:00", "9999-12-31T23:59:59+00:00", "2019-01-01 00:00:00.5"]
)
def test_stamps_outside_our_time_are_named(stamp: str) -> None:
    text = GOOD.replace("2019-01-01 00:00:00", stamp)
    with pytest.raises(MeasurementInvalid, match=r"line [23]: timestamp = "):
        read_measurements({"x.csv": text})


def test_the_largest_row_is_exact_and_a_larger_one_is_refused() -> None:
    rows = "".join(f"2020-01-{1 + k // 24:02d} {k % 24:02d}:00,1e6\n" for k in range(48))
    small = read_measurements({"x.csv": "timestamp,a\n" + rows})
    assert int(small.register_wh(small.end_s)[0]) == 48 * 10**9
    with pytest.raises(MeasurementInvalid, match=r"0 to 1000000"):
        read_measurements({"x.csv": "timestamp,a\n" + rows.replace("1e6", "1e7", 1)})


def test_weather_may_stand_alone() -> None:
    text = "timestamp,temperature_c,ghi_w_m2\n2019-01-01 00:00:00,20,0\n2019-01-01 01:00:00,21,5\n"
    data = read_weather(text, file_name="w.csv")
    assert data.meter_ids == ()
    assert data.weather["ghi_w_m2"].tolist() == [0.0, 5.0]
    with pytest.raises(MeasurementInvalid, match=r"w.csv, line 1: header = 'timestamp,heat'"):
        read_weather("timestamp,heat\n2019-01-01,1\n", file_name="w.csv")
    with pytest.raises(MeasurementInvalid, match="add a column for each meter"):
        read_measurements({"w.csv": text})
