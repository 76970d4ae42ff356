"""The campuses that ship meet every number of the requirements (R-CAM-2 to R-CAM-5)."""

from collections import Counter

import pytest

from gridtokenx.campus.catalogue import (
    NotMeasured,
    UnknownCampus,
    from_texts,
    load,
    measured_text,
    measured_years,
    names,
)
from gridtokenx.campus.model import BuildingType, MeterType


def test_five_campuses_ship() -> None:
    assert names() == ("utcc", "stanford", "engineering", "university", "cambridge")
    for name in names():
        assert load(name).name == name


def test_utcc_meets_its_totals() -> None:
    utcc = load("utcc")
    kinds = Counter(m.building_type for m in utcc.meters)
    assert (utcc.pv_kw, utcc.battery_kwh) == (1_705.0, 950.0)
    assert [kinds[k] for k in BuildingType] == [8, 6, 4, 3, 2, 2]
    types = Counter(m.meter_type for m in utcc.meters)
    assert (types[MeterType.PROSUMER], types[MeterType.CONSUMER]) == (15, 10)
    assert sum(m.pv_kw > 0 for m in utcc.meters) == 15
    assert sum(m.battery_kwh > 0 for m in utcc.meters) == 12
    first = utcc.meters[0]
    assert (first.meter_id, first.building, first.floor, first.capacity_kw) == (
        "UTCC_ENG_001", "Engineering", 1, 150.0,
    )  # fmt: skip
    assert utcc.place.timezone == "Asia/Bangkok"


def test_stanfords_rows_add_up() -> None:
    stanford = load("stanford")
    assert (stanford.pv_kw, stanford.battery_kwh) == (1_120.0, 684.0)
    kinds = Counter(m.building_type for m in stanford.meters)
    assert [kinds[k] for k in BuildingType] == [8, 6, 4, 3, 2, 2]
    sizes = {str(m.meter_id): (m.pv_kw, m.battery_kwh) for m in stanford.meters}
    assert sizes["AMI_METER_STANFORD_ENG_001"] == (50.0, 30.0)
    assert sizes["AMI_METER_STANFORD_DORM_003"] == (50.0, 30.0)
    assert sizes["AMI_METER_STANFORD_MED_001"] == (75.0, 55.0)
    assert sizes["AMI_METER_STANFORD_APART_001"] == (40.0, 22.0)
    assert all(m.meter_type is MeterType.HYBRID for m in stanford.meters)


def test_engineering_shares_one_array_among_three_zones() -> None:
    engineering = load("engineering")
    assert [m.meter_id for m in engineering.meters] == [f"ENG_{k:03d}" for k in range(1, 16)]
    assert engineering.pv_kw == pytest.approx(50.0)
    assert len({m.pv_kw for m in engineering.meters}) == 1
    assert (engineering.pv_tilt_deg, engineering.pv_azimuth_deg, engineering.pv_efficiency) == (
        30.0,
        180.0,
        0.85,
    )
    assert Counter(m.zone for m in engineering.meters) == {
        "classroom": 5, "laboratory": 5, "faculty_office": 5,
    }  # fmt: skip


def test_university_has_wind_and_a_connection_point() -> None:
    university = load("university")
    assert sum(m.wind_kw for m in university.meters) == 100.0
    assert [m.meter_id for m in university.meters if m.grid_connection_point] == ["UNI_DORMB_001"]


def test_cambridge_has_its_measured_buildings() -> None:
    cambridge = load("cambridge")
    assert len(cambridge.meters) == 25
    assert sum(m.pv_kw > 0 for m in cambridge.meters) == 15
    assert sum(m.battery_kwh > 0 for m in cambridge.meters) == 10
    assert (cambridge.measured, cambridge.currency, cambridge.place.timezone) == (
        "cambridge", "GBP", "Europe/London",
    )  # fmt: skip
    for year in measured_years("cambridge"):
        lines = measured_text("cambridge", year=year).splitlines()
        columns = lines[0].split(",")
        assert len(lines) == 8_761
        assert set(columns[1:26]) == {m.meter_id for m in cambridge.meters}
        peaks = {str(m.meter_id): m.peak_weekday_kw for m in cambridge.meters}
        for place, name in enumerate(columns[1:26], start=1):
            assert max(float(line.split(",")[place]) for line in lines[1:]) <= peaks[name]


def test_what_does_not_ship_is_named() -> None:
    with pytest.raises(UnknownCampus, match=r"'mit' does not ship: use one of utcc"):
        load("mit")
    with pytest.raises(NotMeasured, match=r"year 2020 of campus 'cambridge'"):
        measured_text("cambridge", year=2020)
    assert measured_years("utcc") == ()


def test_a_users_files_make_a_campus() -> None:
    header = 'name = "mine"\ntitle = "Mine"\ncurrency = "THB"\nmeters = "mine.csv"\n'
    header += '[place]\nlatitude_deg = 1\nlongitude_deg = 2\ntimezone = "UTC"\nclimate = "bangkok"\n'
    header += '[tariff]\ngrid = "0.4"\nfeed_in = "0.1"\nsell_min = "0.1"\nsell_max = "0.3"\n'
    header += 'buy_min = "0.1"\nbuy_max = "0.4"\n'
    table = "meter_id,building,floor,type,capacity_kw,solar_installed,battery_storage\n"
    table += "M1,Hall,1,consumer,10,no,no\n"
    campus = from_texts({"mine.toml": header, "mine.csv": table}, file_name="mine.toml")
    assert (campus.name, campus.currency, len(campus.meters)) == ("mine", "THB", 1)
    with pytest.raises(UnknownCampus, match=r"meters = 'mine.csv' was not found"):
        from_texts({"mine.toml": header}, file_name="mine.toml")
    listed = '[{"meter_id": "M1", "building": "Hall", "floor": 1, "type": "consumer", "capacity_kw": 10,'
    listed += ' "solar_installed": false, "battery_storage": false}]'
    assert from_texts({"m.json": listed}, file_name="m.json").currency == "USD"
