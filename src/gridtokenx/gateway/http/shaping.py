"""Readings as they leave: the three JSON shapes of the sources, chosen by the `shape` parameter.

The shapes themselves are written in :mod:`gridtokenx.reading.shape`; the structs here are their contract
towards callers and the OpenAPI document: same keys, same order (R-RDG-1).
"""

from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec
from litestar.params import QueryParameter

from gridtokenx.campus.model import Campus
from gridtokenx.reading.record import MeterReading
from gridtokenx.reading.shape import ami_shape, array_kw_by_building, engineering_shape, market_shape

Shape = Literal["ami", "engineering", "market"]
ShapeQuery = Annotated[Shape, QueryParameter(description="Which of the three reading shapes to answer in.")]


class AmiReading(msgspec.Struct, frozen=True):
    """A reading as an AMI head-end publishes it; energies are kWh of the reading's interval."""

    meter_id: str
    timestamp: str
    building: str
    floor: int
    meter_type: str
    energy_consumed: float
    energy_generated: float
    voltage: float
    current: float
    power_factor: float
    battery_level: float | None
    solar_generation: float
    grid_feed_in: float
    temperature: float
    humidity: float


class EngineeringReading(msgspec.Struct, frozen=True):
    """A reading as the engineering validator takes it; `timestamp` is epoch seconds, energies are kWh."""

    meter_id: str
    timestamp: int
    energy_generated: float
    energy_consumed: float
    net_energy: float
    location: str
    building_type: str
    zone: str
    validator: str
    solar_array_capacity: float
    digital_signature: str


class MarketReading(msgspec.Struct, frozen=True):
    """A reading as a trader sees it; energies are kWh, prices credit/kWh, carbon kg CO2e."""

    timestamp: str
    meter_id: str
    meter_type: str
    location: str
    user_type: str
    energy_generated: float
    energy_consumed: float
    energy_available_for_sale: float
    battery_level: float | None
    surplus_energy: float
    trading_preference: str
    max_sell_price: float
    max_buy_price: float
    rec_eligible: bool
    carbon_offset: float
    weather_condition: str


AnyReading = AmiReading | EngineeringReading | MarketReading


def shape_one(reading: MeterReading, *, campus: Campus, shape: Shape) -> AnyReading:
    """Return one reading of a meter of the campus in a shape."""
    return shape_all([reading], campus=campus, shape=shape)[0]


def shape_all(readings: Iterable[MeterReading], *, campus: Campus, shape: Shape) -> list[AnyReading]:
    """Return readings in a shape; those of meters that have left the campus are left out."""
    specs = {spec.meter_id: spec for spec in campus.meters}
    arrays = array_kw_by_building(campus)
    shaped: list[AnyReading] = []
    for reading in readings:
        spec = specs.get(reading.reading.meter_id)
        if spec is None:
            continue
        if shape == "ami":
            shaped.append(msgspec.convert(ami_shape(reading, spec=spec), AmiReading))
        elif shape == "engineering":
            shaped.append(
                msgspec.convert(
                    engineering_shape(
                        reading.reading, spec=spec, campus=campus, array_kw=arrays[spec.building]
                    ),
                    EngineeringReading,
                )
            )
        else:
            shaped.append(msgspec.convert(market_shape(reading, spec=spec, campus=campus), MarketReading))
    return shaped
