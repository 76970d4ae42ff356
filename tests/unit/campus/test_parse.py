"""Whole campus files."""

from importlib import resources

import pytest

from gridtokenx.campus.catalogue import load
from gridtokenx.campus.invalid import CampusFileInvalid
from gridtokenx.campus.parse import parse_campus, parse_json, table_name_of

DATA = resources.files("gridtokenx.campus").joinpath("data")
HEADER = DATA.joinpath("utcc.toml").read_text("utf-8")
TABLE = DATA.joinpath("utcc.csv").read_text("utf-8")


def test_header_and_table_make_a_campus() -> None:
    campus = parse_campus(HEADER, table=TABLE, header_name="utcc.toml", table_name="utcc.csv")
    assert campus == load("utcc")
    assert table_name_of(HEADER, file_name="utcc.toml") == "utcc.csv"


@pytest.mark.parametrize("name", ["../secret.csv", "/etc/passwd", "a\\\\b.csv", "C:x.csv", "meters.txt"])
def test_the_table_lies_beside_its_header(name: str) -> None:
    with pytest.raises(CampusFileInvalid, match=r"meters = .*beside this one"):
        table_name_of(HEADER.replace('"utcc.csv"', f'"{name}"'), file_name="utcc.toml")


def test_a_meter_that_the_authority_would_refuse_is_named() -> None:
    with pytest.raises(
        CampusFileInvalid, match=r"utcc.csv, line 4: meter_id = 'X_BUS_001': start it with UTCC_"
    ):
        parse_campus(
            HEADER, table=TABLE.replace("UTCC_BUS", "X_BUS"), header_name="utcc.toml", table_name="utcc.csv"
        )


def test_a_json_list_takes_place_and_tariff_of_another_campus() -> None:
    text = (
        '[{"meter_id": "M1", "building": "Hall", "floor": 1, "type": "prosumer", "capacity_kw": 10,'
        ' "solar_installed": true, "battery_storage": false}]'
    )
    utcc = load("utcc")
    campus = parse_json(text, file_name="m.json", like=utcc)
    assert (campus.place, campus.tariff, campus.pv_kw) == (utcc.place, utcc.tariff, 10.0)
    assert campus.meter_prefixes == ()
