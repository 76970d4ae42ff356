"""The sources' JSON list: loads unchanged, and every fault is named with its line."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtokenx.campus.invalid import CampusFileInvalid
from gridtokenx.campus.meter_list import meters_of_json

SOURCES = """[
  {
    "meter_id": "UTCC_ENG_001",
    "building": "Engineering",
    "floor": 1,
    "type": "prosumer",
    "capacity_kw": 150.0,
    "solar_installed": true,
    "battery_storage": true
  },
  {
    "meter_id": "UTCC_DORM_001",
    "building": "Dormitory 1",
    "floor": 2,
    "type": "consumer",
    "capacity_kw": 80,
    "solar_installed": false,
    "battery_storage": false
  }
]
"""


def test_the_sources_list_loads_unchanged() -> None:
    first, second = meters_of_json(SOURCES, file_name="m.json")
    assert (first.meter_id, first.pv_kw, first.battery_kwh) == ("UTCC_ENG_001", 150.0, 90.0)
    assert (second.load_profile, second.floor, second.pv_kw) == ("residential", 2, 0.0)


def test_sizes_may_be_given_beside_them() -> None:
    text = SOURCES.replace('"floor": 1,', '"floor": 1, "pv_kw": 120.5, "load_profile": "academic_lab",')
    assert meters_of_json(text, file_name="m.json")[0].pv_kw == 120.5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"line 1: file = '': it is empty"),
        ("[]", r"list at least one meter"),
        ("{}", r"line 1: file = '\{\}': write a JSON list"),
        ("[1]", r"line 1: meter = 1: write a JSON object"),
        (SOURCES.replace("80", "-80"), r"line 11: capacity_kw = -80: write a number"),
        (SOURCES.replace("80", "NaN"), r"line 11: capacity_kw = nan"),
        (SOURCES.replace("80", "1e999"), r"line 11: capacity_kw = inf"),
        (SOURCES.replace("UTCC_DORM_001", "UTCC_ENG_001"), r"line 11: meter_id = .*already used on line 2"),
        (SOURCES.replace('"floor": 2', '"flour": 2'), r"line 11: flour = 2: unknown field"),
        (SOURCES.replace('"floor": 2', '"type": "consumer"'), r"line 11: meter = .*name each field once"),
        (SOURCES.replace('    "floor": 2,\n', ""), r"line 11: floor = None: add this field"),
        (SOURCES.replace('"floor": 2', '"floor": two'), r"line 14: JSON = 'Expecting value'"),
        (SOURCES.replace("  },\n", "  }\n"), r"line 2: JSON = '\{': put one comma"),
        (
            SOURCES.replace("  }\n]", "  },\n]"),
            r"JSON = ',': put one comma between two meters and none after",
        ),
        (SOURCES[:-3], r"JSON = 'end of file': close the list"),
        (SOURCES + "oops", r"line 20: JSON = 'oops': end the file after the \]"),
        ("[" * 100_000, r"JSON = "),
        ('[{"meter_id": ' + "9" * 5_000 + "}]", r"JSON = "),
    ],
)
def test_a_fault_is_named_with_its_line(text: str, message: str) -> None:
    with pytest.raises(CampusFileInvalid, match=message):
        meters_of_json(text, file_name="m.json")


@given(st.text(max_size=200))
def test_hostile_text_meets_a_campus_error(text: str) -> None:
    for whole in (text, "[" + text, SOURCES[:40] + text + SOURCES[40:]):
        with suppress(CampusFileInvalid):
            assert meters_of_json(whole, file_name="m.json")
