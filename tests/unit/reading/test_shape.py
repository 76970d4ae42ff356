"""The three JSON shapes against the examples that the project's founding documents print."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.campus.model import AuthorityModel, Campus, MeterSpec, MeterType, Strategy, Tariff
from gridtokenx.reading.block import Condition, QualityFlags
from gridtokenx.reading.record import MeterReading
from gridtokenx.reading.shape import (
    CONDITION_NAMES,
    RESERVE_PERMILLE,
    ami_shape,
    array_kw_by_building,
    engineering_shape,
    is_renewable,
    market_meter_type,
    market_shape,
    rfc3339,
    saleable_wh,
)
from gridtokenx.reading.signature_text import signature_text

ENGINEERING_EXAMPLE = """{
  "meter_id": "ENG_001",
  "timestamp": 1730448000,
  "energy_generated": 6.2,
  "energy_consumed": 4.1,
  "net_energy": 2.1,
  "location": "Engineering Complex",
  "building_type": "engineering_building",
  "zone": "classroom_zone",
  "validator": "engineering_department",
  "solar_array_capacity": 50.0,
  "digital_signature": "SIGNATURE"
}"""
AMI_EXAMPLE = """{
  "meter_id": "UTCC_ENG_001",
  "timestamp": "2025-09-29T22:00:00Z",
  "building": "Engineering",
  "floor": 1,
  "meter_type": "prosumer",
  "energy_consumed": 45.2,
  "energy_generated": 12.8,
  "voltage": 228.5,
  "current": 198.3,
  "power_factor": 0.92,
  "battery_level": 75.0,
  "solar_generation": 12.8,
  "grid_feed_in": 5.2,
  "temperature": 28.5,
  "humidity": 65.0
}"""
MARKET_EXAMPLE = """{
  "timestamp": "2024-01-01T12:00:00Z",
  "meter_id": "AMI_METER_001",
  "meter_type": "Solar_Prosumer",
  "location": "Zone_1_Building_1",
  "user_type": "Prosumer",
  "energy_generated": 5.234,
  "energy_consumed": 2.145,
  "energy_available_for_sale": 2.471,
  "battery_level": null,
  "surplus_energy": 3.089,
  "trading_preference": "Moderate",
  "max_sell_price": 0.28,
  "max_buy_price": 0.32,
  "rec_eligible": true,
  "carbon_offset": 3.664,
  "weather_condition": "Sunny"
}"""
"""As printed, but for two fields: a solar prosumer has no battery, so no level (75.2 there), and the saleable
energy (2.487 there, by no stated rule) follows from ours."""


def ending(item: MeterReading, time_s: int, **wh: int) -> MeterReading:
    reading = replace(item.reading, interval=MarketInterval(time_s - 900), **wh)  # type: ignore[arg-type]  # Wh
    return replace(item, reading=reading)


def test_the_engineering_shape_is_the_printed_example(
    item: MeterReading, spec: MeterSpec, campus: Campus
) -> None:
    ours = replace(
        spec,
        meter_id=MeterId("ENG_001"),
        building="Engineering Complex",
        zone="classroom_zone",
        pv_kw=50 / 15,
    )
    complex_ = replace(campus, name="engineering", meters=(ours,) * 15)
    reading = ending(item, 1_730_448_000, generated_wh=6_200, consumed_wh=4_100, export_wh=2_100).reading
    signed = replace(reading, meter_id=ours.meter_id, signature=bytes(range(64)))
    text = json.dumps(engineering_shape(signed, spec=ours, campus=complex_), indent=2)
    assert text == ENGINEERING_EXAMPLE.replace("SIGNATURE", signature_text(bytes(range(64))))


def test_the_ami_shape_is_the_printed_example(item: MeterReading, spec: MeterSpec) -> None:
    metered = ending(item, 1_759_183_200, generated_wh=12_800, consumed_wh=45_200, export_wh=5_200)
    assert json.dumps(ami_shape(metered, spec=spec), indent=2) == AMI_EXAMPLE


def test_the_market_shape_is_the_printed_example(item: MeterReading, spec: MeterSpec, campus: Campus) -> None:
    ours = replace(spec, zone="Zone_1", building="Building_1", battery_kwh=0)
    metered = ending(item, 1_704_110_400, generated_wh=5_234, consumed_wh=2_145, export_wh=3_089)
    metered = replace(
        metered,
        reading=replace(metered.reading, meter_id=MeterId("AMI_METER_001")),
        state=replace(metered.state, battery_soc=None),
    )
    priced = replace(campus, tariff=Tariff(280, 120, 150, 280, 200, 320))
    shape = market_shape(metered, spec=ours, campus=priced, emission_g_per_kwh=700)
    assert json.dumps(shape, indent=2) == MARKET_EXAMPLE


def test_another_campus_names_its_building_and_authority(
    item: MeterReading, spec: MeterSpec, campus: Campus
) -> None:
    regulated = replace(campus, authority=AuthorityModel.REGULATORS)
    shape = engineering_shape(item.reading, spec=spec, campus=regulated)
    assert (shape["building_type"], shape["validator"]) == ("academic_building", "energy_regulators")
    assert shape["digital_signature"] == ""


def test_the_array_is_the_buildings(spec: MeterSpec, campus: Campus) -> None:
    meters = (spec, replace(spec, pv_kw=30), replace(spec, building="Gym", pv_kw=0))
    assert array_kw_by_building(replace(campus, meters=meters)) == {"Engineering": 180, "Gym": 0}


def test_wind_is_no_solar_generation(item: MeterReading, spec: MeterSpec) -> None:
    windy = replace(spec, pv_kw=0, wind_kw=20)
    assert ami_shape(item, spec=windy)["solar_generation"] == 0.0


@pytest.mark.parametrize(
    ("kind", "pv_kw", "wind_kw", "battery_kwh", "name"),
    [
        (MeterType.PROSUMER, 10, 0, 0, "Solar_Prosumer"),
        (MeterType.PROSUMER, 0, 10, 0, "Solar_Prosumer"),
        (MeterType.PROSUMER, 10, 0, 5, "Hybrid_Prosumer"),
        (MeterType.HYBRID, 10, 0, 5, "Hybrid_Prosumer"),
        (MeterType.CONSUMER, 0, 0, 0, "Grid_Consumer"),
        (MeterType.STORAGE, 0, 0, 50, "Battery_Storage"),
        (MeterType.STORAGE, 5, 0, 50, "Battery_Storage"),
        (MeterType.PROSUMER, 0, 0, 5, "Battery_Storage"),
    ],
)
def test_the_markets_four_types(
    spec: MeterSpec, kind: MeterType, pv_kw: float, wind_kw: float, battery_kwh: float, name: str
) -> None:
    meter = replace(spec, meter_type=kind, pv_kw=pv_kw, wind_kw=wind_kw, battery_kwh=battery_kwh)
    assert market_meter_type(meter) == name


def test_a_consumer_offsets_and_certifies_nothing(
    item: MeterReading, spec: MeterSpec, campus: Campus
) -> None:
    consumer = replace(spec, meter_type=MeterType.CONSUMER, pv_kw=0, battery_kwh=0)
    shape = market_shape(item, spec=consumer, campus=campus)
    assert not is_renewable(consumer)
    assert (shape["user_type"], shape["rec_eligible"], shape["carbon_offset"]) == ("Consumer", False, 0.0)


@pytest.mark.parametrize(
    ("quality", "generated_wh", "eligible"),
    [
        (QualityFlags.GOOD, 100, True),
        (QualityFlags.LATE, 100, True),
        (QualityFlags.ESTIMATED, 100, False),
        (QualityFlags.SUSPECT | QualityFlags.LATE, 100, False),
        (QualityFlags.GOOD, 0, False),
    ],
)
def test_only_measured_generation_is_eligible(
    item: MeterReading,
    spec: MeterSpec,
    campus: Campus,
    quality: QualityFlags,
    generated_wh: int,
    eligible: bool,
) -> None:
    reading = replace(item.reading, quality=quality, generated_wh=generated_wh)
    assert market_shape(replace(item, reading=reading), spec=spec, campus=campus)["rec_eligible"] is eligible


def test_the_emission_factor_is_thailands_unless_given(
    item: MeterReading, spec: MeterSpec, campus: Campus
) -> None:
    assert market_shape(item, spec=spec, campus=campus)["carbon_offset"] == 2.945


@given(
    st.integers(min_value=0, max_value=2**32 - 1),
    st.sampled_from(Strategy),
    st.one_of(st.none(), st.floats(min_value=-0.1, max_value=1.1)),
)
def test_saleable_is_part_of_the_surplus(surplus_wh: int, strategy: Strategy, soc: float | None) -> None:
    offered = saleable_wh(surplus_wh, strategy=strategy, battery_soc=soc)
    assert surplus_wh * (1_000 - RESERVE_PERMILLE[strategy]) // 1_000 <= offered <= surplus_wh
    assert saleable_wh(surplus_wh, strategy=strategy, battery_soc=1.0) == surplus_wh


def test_the_bolder_the_owner_the_more_is_offered() -> None:
    offered = [saleable_wh(1_000, strategy=name, battery_soc=0.0) for name in Strategy]
    assert offered == [700, 800, 900]


def test_every_sky_has_its_name() -> None:
    assert list(CONDITION_NAMES.values()) == ["Sunny", "Partly_Cloudy", "Cloudy", "Overcast", "Rainy"]
    assert set(CONDITION_NAMES) == set(Condition)


def test_a_time_is_utc() -> None:
    assert rfc3339(0) == "1970-01-01T00:00:00Z"
