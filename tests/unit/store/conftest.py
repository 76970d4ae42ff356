"""A campus of three meters, its readings and its steps, for the tests of this folder to vary."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.campus.model import BuildingType, Campus, MeterSpec, MeterType, Place, Tariff
from gridtokenx.reading.block import Condition, Electricals, Energies, FleetBlock, Role, WeatherPoint
from gridtokenx.reading.record import IntervalReading, MeterReading, MeterState

WEATHER = WeatherPoint(31.5, 66.0, 1.2, 812.0, 640.0, 210.0, Condition.SUNNY)
METER = MeterSpec(
    MeterId("M_A"),
    building="Engineering",
    building_type=BuildingType.ACADEMIC,
    floor=1,
    meter_type=MeterType.PROSUMER,
    capacity_kw=150,
    load_profile="academic",
    base_kw=20,
    peak_weekday_kw=75,
    peak_weekend_kw=34,
)

ItemOf = Callable[[str, int], MeterReading]
BlockOf = Callable[[int], FleetBlock]


@pytest.fixture
def campus() -> Campus:
    return Campus(
        name="three",
        title="Three meters",
        place=Place(13.78, 100.56, 5, "Asia/Bangkok", "bangkok"),
        currency="THB",
        tariff=Tariff(280, 120, 150, 350, 200, 400),
        meters=tuple(replace(METER, meter_id=MeterId(name)) for name in ("M_A", "M_B", "M_C")),
    )


@pytest.fixture
def item_of() -> ItemOf:
    def make(meter_id: str, start_s: int) -> MeterReading:
        reading = IntervalReading(MeterId(meter_id), MarketInterval(start_s), 700, 400, 50, 20, 10, 280)
        state = MeterState(231.7, 3.3, 0.95, 0.5, Role.PROSUMER, WEATHER)
        return MeterReading(replace(reading, signature=b"s" * 64), state)

    return make


@pytest.fixture
def block_of() -> BlockOf:
    def make(start_s: int) -> FleetBlock:
        ladder = np.arange(3, dtype=np.int64)
        return FleetBlock(
            MarketInterval(start_s, 15),
            Energies(*(ladder + 10 * place for place in range(6))),
            Electricals(
                voltage_v=np.array([229.5, 230.25, 231.0]),
                current_a=np.array([1.5, 2.5, 3.5]),
                power_factor=np.array([0.5, 0.75, 1.0]),
                frequency_hz=50.0,
                battery_soc=np.array([np.nan, 0.5, 0.25]),
            ),
            quality=np.array([0, 1, 8], dtype=np.uint16),
            role=np.array([0, 1, 2], dtype=np.uint8),
            weather=WEATHER,
        )

    return make
