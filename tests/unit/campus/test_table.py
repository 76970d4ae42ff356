"""Meter tables: every fault is named with its line, the rest is filled in as documented."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtokenx.campus.invalid import CampusFileInvalid
from gridtokenx.campus.model import BuildingType, MeterType
from gridtokenx.campus.table import meters_of_csv

HEAD = "meter_id,building,floor,type,capacity_kw,solar_installed,battery_storage"
ROW = "A_1,Engineering,1,prosumer,150,true,true"
FULL = HEAD + ",pv_kw,battery_kwh,battery_kw,base_kw,peak_weekday_kw,load_profile\n"


def test_a_short_row_is_filled_in_from_its_capacity() -> None:
    meter = meters_of_csv(f"{HEAD}\n{ROW}\n", file_name="m.csv")[0]
    assert meter.building_type is BuildingType.ACADEMIC
    assert meter.load_profile == "academic"
    assert (meter.pv_kw, meter.battery_kwh, meter.battery_kw) == (150.0, 90.0, 45.0)
    assert (meter.base_kw, meter.peak_weekday_kw, meter.peak_weekend_kw) == (18.0, 75.0, 33.75)


def test_an_array_may_face_its_own_way_and_have_an_age() -> None:
    head = f"{HEAD},pv_tilt_deg,pv_azimuth_deg,pv_since\n"
    own, plain = meters_of_csv(
        f"{head}{ROW},22.5,90,2021-05-01\n{ROW.replace('A_1', 'A_2')},,,\n", file_name="m.csv"
    )
    assert (own.pv_tilt_deg, own.pv_azimuth_deg, own.pv_since) == (22.5, 90.0, date(2021, 5, 1))
    assert (plain.pv_tilt_deg, plain.pv_azimuth_deg, plain.pv_since) == (None, None, None)
    for wrong, column in (("91,90,", "pv_tilt_deg"), ("9,361,", "pv_azimuth_deg"), ("9,9,May", "pv_since")):
        with pytest.raises(CampusFileInvalid, match=f"m.csv, line 2: {column}"):
            meters_of_csv(f"{head}{ROW},{wrong}\n", file_name="m.csv")


def test_spreadsheets_marks_line_ends_and_blank_lines_do_no_harm() -> None:
    text = f"\ufeff{HEAD}\r\n\r\n{ROW}\r\n,,,,,,\r\n"
    assert meters_of_csv(text, file_name="m.csv")[0].meter_type is MeterType.PROSUMER


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"m.csv, line 1: file = '': it is empty"),
        (HEAD, r"line 1: file = '': list at least one meter"),
        (f"{HEAD},colour\n{ROW},red", r"line 1: column = 'colour': unknown column: use base_kw"),
        (f"{HEAD},floor\n{ROW},1", r"line 1: column = 'floor': name it once"),
        (HEAD.replace(",floor", ""), r"line 1: floor = None: add this column"),
        (f"{HEAD}\n{ROW}\n{ROW}", r"line 3: meter_id = 'A_1': already used on line 2"),
        (f"{HEAD}\n{ROW},extra", r"line 2: row = '8 fields': write 7 fields"),
        (f"{HEAD}\n" + ROW.replace("150", "-150"), r"line 2: capacity_kw = '-150': write a number from 0"),
        (f"{HEAD}\n" + ROW.replace("150", "nan"), r"line 2: capacity_kw = 'nan'"),
        (f"{HEAD}\n" + ROW.replace("150", "1e999"), r"line 2: capacity_kw = '1e999'"),
        (f"{HEAD}\n" + ROW.replace("prosumer", "reactor"), r"line 2: type = 'reactor': use one of prosumer"),
        (f"{HEAD}\n" + ROW.replace("A_1", "A" * 33), r"line 2: meter_id = 'A{33}': write 1 to 32 ASCII"),
        (f"{HEAD}\n" + ROW.replace(",1,", ",attic,"), r"line 2: floor = 'attic'"),
        (
            f"{HEAD}\n" + ROW.replace("true,true", "maybe,true"),
            r"line 2: solar_installed = 'maybe': write true",
        ),
        (f"{FULL}{ROW},0,90,45,18,75,academic", r"line 2: solar_installed = 'true': pv_kw is 0"),
        (
            f"{FULL}{ROW.replace('true,true', 'false,true')},9,90,45,18,75,academic",
            r"solar_installed = 'false'",
        ),
        (f"{FULL}{ROW},150,0,45,18,75,academic", r"line 2: battery_storage = 'true': battery_kwh is 0"),
        (f"{FULL}{ROW},150,90,0,18,75,academic", r"line 2: battery_kw = '0': battery_kwh is 90"),
        (f"{FULL}{ROW},150,90,45,80,75,academic", r"line 2: peak_weekday_kw = '75': base_kw is 80"),
        (
            f"{FULL}{ROW},150,90,45,18,75,spaceship",
            r"line 2: load_profile = 'spaceship': use one of academic",
        ),
        (f'{HEAD}\n"{ROW}', r"line 2: row = "),
    ],
)
def test_a_fault_is_named_with_its_line(text: str, message: str) -> None:
    with pytest.raises(CampusFileInvalid, match=message):
        meters_of_csv(text, file_name="m.csv")


@given(st.text(max_size=300))
def test_hostile_text_meets_a_campus_error(text: str) -> None:
    for whole in (text, f"{HEAD}\n{text}", f"{HEAD}\n{text},{ROW}"):
        with suppress(CampusFileInvalid):
            assert meters_of_csv(whole, file_name="m.csv")
