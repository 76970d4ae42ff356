"""One meter's reading, its campus and its key, for the tests of this folder to vary."""

import pytest
from solders.keypair import Keypair

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.campus.model import BuildingType, Campus, MeterSpec, MeterType, Place, Strategy, Tariff
from gridtokenx.reading.block import Condition, QualityFlags, Role, WeatherPoint
from gridtokenx.reading.record import IntervalReading, MeterReading, MeterState


@pytest.fixture
def key() -> Keypair:
    return Keypair.from_seed(bytes(range(32)))


@pytest.fixture
def spec() -> MeterSpec:
    return MeterSpec(
        MeterId("UTCC_ENG_001"),
        building="Engineering",
        building_type=BuildingType.ACADEMIC,
        floor=1,
        meter_type=MeterType.PROSUMER,
        capacity_kw=150,
        load_profile="academic_lab",
        base_kw=20,
        peak_weekday_kw=75,
        peak_weekend_kw=34,
        pv_kw=150,
        battery_kwh=90,
        battery_kw=45,
        strategy=Strategy.MODERATE,
    )


@pytest.fixture
def campus(spec: MeterSpec) -> Campus:
    return Campus(
        name="utcc",
        title="UTCC University",
        place=Place(13.7794, 100.5606, 5, "Asia/Bangkok", "bangkok"),
        currency="USD",
        tariff=Tariff(280, 120, 150, 350, 200, 400),
        meters=(spec,),
    )


@pytest.fixture
def weather() -> WeatherPoint:
    return WeatherPoint(28.5, 65.0, 1.5, 700.0, 500.0, 200.0, Condition.SUNNY)


@pytest.fixture
def reading() -> IntervalReading:
    return IntervalReading(
        MeterId("UTCC_ENG_001"),
        MarketInterval(1_730_447_100),
        generated_wh=6_200,
        consumed_wh=3_000,
        charged_wh=1_500,
        discharged_wh=400,
        import_wh=0,
        export_wh=2_100,
        quality=QualityFlags.GOOD,
    )


@pytest.fixture
def item(reading: IntervalReading, weather: WeatherPoint) -> MeterReading:
    return MeterReading(reading, MeterState(228.51, 198.26, 0.92, 0.75, Role.PROSUMER, weather))
