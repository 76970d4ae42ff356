"""EPW and TMY3 against pvlib's readers, and faults that name their place."""

import io
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pvlib  # type: ignore[import-untyped]  # ships no types
import pytest
from tests.unit.meter.weather_texts import EPW_HEAD, epw, hour, tmy3

from gridtokenx.meter.weather_table import WeatherFileInvalid
from gridtokenx.meter.weather_year import read_epw, read_tmy3

SHIPPED = Path(pvlib.__file__).parent / "data"
EPW_LINES = epw().split("\n")
TMY3_LINES = tmy3().split("\n")


def changed(lines: list[str], line: int, field: int, value: str) -> str:
    fields = lines[line - 1].split(",")
    fields[field] = value
    return "\n".join([*lines[: line - 1], ",".join(fields), *lines[line:]])


def test_epw_is_read_as_pvlib_reads_it() -> None:
    found = read_epw(epw(), name="a.epw")
    theirs, place = pvlib.iotools.read_epw(io.StringIO(epw()))
    for ours, column in (("ghi_w_m2", "ghi"), ("dni_w_m2", "dni"), ("dhi_w_m2", "dhi")):
        assert np.array_equal(found.weather[ours], theirs[column].to_numpy(dtype=float))
    temperature = np.roll(theirs["temp_air"].to_numpy(dtype=float), 1)
    assert np.array_equal(found.weather["temperature_c"], temperature)
    assert (found.latitude_deg, found.longitude_deg) == (place["latitude"], place["longitude"])
    assert found.typical_offset_s == 7 * 3_600
    assert not found.gaps


@pytest.mark.parametrize("name", ["703165TY.csv", "723170TYA.CSV"])
def test_real_tmy3_files_are_read_as_pvlib_reads_them(name: str) -> None:
    text = (SHIPPED / name).read_text("latin-1")
    found = read_tmy3(text, name=name)
    theirs, place = pvlib.iotools.read_tmy3(SHIPPED / name, coerce_year=2001)
    pairs = (("ghi_w_m2", "ghi"), ("dni_w_m2", "dni"), ("dhi_w_m2", "dhi"))
    for ours, column in pairs:
        assert np.array_equal(found.weather[ours], theirs[column].to_numpy(dtype=float))
    for ours, column in (("temperature_c", "temp_air"), ("wind_m_s", "wind_speed")):
        assert np.array_equal(np.roll(found.weather[ours], -1), theirs[column].to_numpy(dtype=float))
    assert found.latitude_deg == place["latitude"]
    assert len(found.weather["ghi_w_m2"]) == 8_760


def test_tmy3_and_epw_of_the_same_year_agree() -> None:
    ours, theirs = read_tmy3(tmy3(), name="a.csv"), read_epw(epw(), name="a.epw")
    assert ours.start_s == theirs.start_s == int(datetime(2000, 12, 31, 17, tzinfo=UTC).timestamp())
    for quantity in theirs.weather:
        assert np.array_equal(ours.weather[quantity], theirs.weather[quantity])
    assert ours.weather["ghi_w_m2"][12] == hour(12)[3]
    assert ours.weather["temperature_c"][13] == hour(12)[0]


def test_marks_of_missing_values_are_gaps() -> None:
    text = changed(EPW_LINES, 8 + 13, 13, "9999")
    text = changed(text.split("\n"), 8 + 50, 6, "99.9")
    found = read_epw(text, name="a.epw")
    assert [(g.quantity, g.joined) for g in found.gaps] == [("temperature_c", True), ("ghi_w_m2", False)]
    assert np.isnan(found.weather["ghi_w_m2"][12])
    around = found.weather["temperature_c"][[49, 50, 51]]
    assert around[1] == pytest.approx((around[0] + around[2]) / 2.0)
    lacking = read_tmy3(changed(TMY3_LINES, 2 + 5, 2, "-9900"), name="a.csv")
    assert lacking.gaps[0].quantity == "ghi_w_m2"


def test_missing_hours_are_gaps_and_a_leap_day_is_left_out() -> None:
    leap = EPW_LINES[8].replace("2005,1,1,1", "2004,2,29,1")
    found = read_epw("\n".join([*EPW_LINES[:20], *EPW_LINES[30:], leap]), name="a.epw")
    assert np.isnan(found.weather["ghi_w_m2"][12:22]).all()
    assert {g.quantity for g in found.gaps} >= {"ghi_w_m2", "temperature_c"}


@pytest.mark.parametrize(
    ("line", "field", "value", "message"),
    [
        (40, 6, "hot", r"a.epw, line 40: temperature_c = 'hot': write a number from -70 to 70"),
        (41, 8, "130", r"line 41: humidity_pct = '130'"),
        (42, 13, "-500", r"line 42: ghi_w_m2 = '-500'"),
        (43, 3, "25", r"line 43: date"),
        (44, 1, "May", r"line 44: month = 'May': write a whole number"),
        (45, 3, "1", r"line 45: hour .* stands on line 33 already"),
        (1, 6, "north", r"line 1: latitude = 'north'"),
        (1, 8, "20", r"line 1: time zone = '20'"),
    ],
)
def test_faults_of_epw_name_their_place(line: int, field: int, value: str, message: str) -> None:
    with pytest.raises(WeatherFileInvalid, match=message):
        read_epw(changed(EPW_LINES, line, field, value), name="a.epw")


def test_short_lines_empty_years_and_missing_columns_are_faults() -> None:
    with pytest.raises(WeatherFileInvalid, match="line 9: row = '3 fields'"):
        read_epw(EPW_HEAD + "2005,1,1\n", name="a.epw")
    with pytest.raises(WeatherFileInvalid, match="no hours"):
        read_epw(EPW_HEAD, name="a.epw")
    with pytest.raises(WeatherFileInvalid, match=r"line 2: RHum \(%\) = None"):
        read_tmy3(tmy3().replace("RHum (%)", "Humidity"), name="a.csv")
    with pytest.raises(WeatherFileInvalid, match=r"line 7: Date \(MM/DD/YYYY\)"):
        read_tmy3(changed(TMY3_LINES, 7, 0, "yesterday"), name="a.csv")
