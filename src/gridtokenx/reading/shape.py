"""A reading as JSON in the three shapes of the sources, field by field in their order (R-RDG-1).

Energies are kWh of the reading's own interval. Every `timestamp` is the END of the interval, so the next
reading's is one interval later. Integers stay the truth: a kWh here is a division for display, and
nothing is settled from it.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from gridtokenx.base.units import kwh, price_of
from gridtokenx.campus.model import AuthorityModel, Campus, MeterSpec, MeterType, Strategy
from gridtokenx.reading.block import Condition, QualityFlags
from gridtokenx.reading.record import IntervalReading, MeterReading
from gridtokenx.reading.signature_text import signature_text

ENGINEERING_CAMPUS = "engineering"
EMISSION_G_PER_KWH = 475
"""Thailand's grid, Scope 2: 0.4750 kgCO2e/kWh (Thailand Greenhouse Gas Management Organization)."""
VALIDATORS = {
    AuthorityModel.ENGINEERING: "engineering_department",
    AuthorityModel.REGULATORS: "energy_regulators",
}
CONDITION_NAMES = {
    Condition.SUNNY: "Sunny",
    Condition.PARTLY_CLOUDY: "Partly_Cloudy",
    Condition.CLOUDY: "Cloudy",
    Condition.OVERCAST: "Overcast",
    Condition.RAINY: "Rainy",
}
RESERVE_PERMILLE = {Strategy.CONSERVATIVE: 300, Strategy.MODERATE: 200, Strategy.AGGRESSIVE: 100}
"""Share of a surplus that an owner keeps when the battery is empty or absent."""
_DOUBTFUL = QualityFlags.ESTIMATED | QualityFlags.SUSPECT

JsonObject = dict[str, object]


def engineering_shape(
    reading: IntervalReading, *, spec: MeterSpec, campus: Campus, array_kw: float | None = None
) -> JsonObject:
    """Return shape (a), of the engineering authority.

    Args:
        reading: Signed reading.
        spec: Its meter.
        campus: Its campus.
        array_kw: PV of the meter's building from :func:`array_kw_by_building`; looked up if left out.
    """
    roof_kw = array_kw_by_building(campus)[spec.building] if array_kw is None else array_kw
    is_engineering = campus.name == ENGINEERING_CAMPUS
    return {
        "meter_id": reading.meter_id,
        "timestamp": reading.interval.end_s,
        "energy_generated": kwh(reading.generated_wh),
        "energy_consumed": kwh(reading.consumed_wh),
        "net_energy": kwh(reading.net_wh),
        "location": spec.building,
        "building_type": "engineering_building" if is_engineering else f"{spec.building_type}_building",
        "zone": spec.zone,
        "validator": VALIDATORS[campus.authority],
        "solar_array_capacity": round(roof_kw, 3),
        "digital_signature": signature_text(reading.signature),
    }


def array_kw_by_building(campus: Campus) -> Mapping[str, float]:
    """Return the PV of each building [kW]: the array that its meters stand behind."""
    arrays: dict[str, float] = {}
    for spec in campus.meters:
        arrays[spec.building] = arrays.get(spec.building, 0.0) + spec.pv_kw
    return arrays


def ami_shape(item: MeterReading, *, spec: MeterSpec) -> JsonObject:
    """Return shape (b), of the metering network; `battery_level` [%] is null without a battery."""
    reading, state = item.reading, item.state
    return {
        "meter_id": reading.meter_id,
        "timestamp": rfc3339(reading.interval.end_s),
        "building": spec.building,
        "floor": spec.floor,
        "meter_type": str(spec.meter_type),
        "energy_consumed": kwh(reading.consumed_wh),
        "energy_generated": kwh(reading.generated_wh),
        "voltage": round(state.voltage_v, 1),
        "current": round(state.current_a, 1),
        "power_factor": round(state.power_factor, 3),
        "battery_level": _percent(state.battery_soc),
        "solar_generation": kwh(reading.generated_wh) if spec.pv_kw > 0 else 0.0,
        "grid_feed_in": kwh(reading.export_wh),
        "temperature": round(state.weather.temperature_c, 1),
        "humidity": round(state.weather.humidity_pct, 1),
    }


def market_shape(
    item: MeterReading, *, spec: MeterSpec, campus: Campus, emission_g_per_kwh: int = EMISSION_G_PER_KWH
) -> JsonObject:
    """Return shape (c), of the market.

    Args:
        item: Signed reading with its state.
        spec: Its meter.
        campus: Its campus; the limits of its tariff are the prices.
        emission_g_per_kwh: Grid emission that a renewable kWh avoids [gCO2e/kWh].
    """
    reading, state = item.reading, item.state
    renewable = is_renewable(spec)
    return {
        "timestamp": rfc3339(reading.interval.end_s),
        "meter_id": reading.meter_id,
        "meter_type": market_meter_type(spec),
        "location": f"{spec.zone}_{spec.building}".strip("_").replace(" ", "_"),
        "user_type": "Consumer" if spec.meter_type is MeterType.CONSUMER else "Prosumer",
        "energy_generated": kwh(reading.generated_wh),
        "energy_consumed": kwh(reading.consumed_wh),
        "energy_available_for_sale": kwh(
            saleable_wh(reading.surplus_wh, strategy=spec.strategy, battery_soc=state.battery_soc)
        ),
        "battery_level": _percent(state.battery_soc),
        "surplus_energy": kwh(reading.surplus_wh),
        "trading_preference": str(spec.strategy),
        "max_sell_price": float(price_of(campus.tariff.sell_max_ticks)),
        "max_buy_price": float(price_of(campus.tariff.buy_max_ticks)),
        "rec_eligible": renewable and reading.generated_wh > 0 and not reading.quality & _DOUBTFUL,
        "carbon_offset": round(kwh(reading.generated_wh * emission_g_per_kwh) / 1_000, 3)
        if renewable
        else 0.0,
        "weather_condition": CONDITION_NAMES[state.weather.condition],
    }


def saleable_wh(surplus_wh: int, *, strategy: Strategy, battery_soc: float | None) -> int:
    """Return how much of a surplus is offered without being asked [Wh].

    The owner keeps a share that depends on the trading preference, for the hours to come; a battery that
    is full covers them already, so the share shrinks with its level and is nothing at 100 %.

    >>> saleable_wh(3_089, strategy=Strategy.MODERATE, battery_soc=None)
    2471
    """
    emptiness = 1.0 if battery_soc is None else 1.0 - min(max(battery_soc, 0.0), 1.0)
    kept_permille = round(RESERVE_PERMILLE[strategy] * emptiness)
    return surplus_wh * (1_000 - kept_permille) // 1_000


def is_renewable(spec: MeterSpec) -> bool:
    """Return whether what a meter generates is renewable: it has PV or a wind turbine."""
    return spec.pv_kw > 0 or spec.wind_kw > 0


def market_meter_type(spec: MeterSpec) -> str:
    """Return the market's name for what a meter can do.

    A generator with a battery is a hybrid, one without a solar prosumer (a wind turbine counts as one: the
    sources have no name for it); a battery alone is storage; what is left is a grid consumer.
    """
    if spec.meter_type is MeterType.STORAGE:
        return "Battery_Storage"
    if not is_renewable(spec):
        return "Battery_Storage" if spec.battery_kwh > 0 else "Grid_Consumer"
    return "Hybrid_Prosumer" if spec.battery_kwh > 0 else "Solar_Prosumer"


def rfc3339(time_s: int) -> str:
    """Return a time as RFC 3339 in UTC.

    >>> rfc3339(1_704_110_400)
    '2024-01-01T12:00:00Z'
    """
    return datetime.fromtimestamp(time_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _percent(battery_soc: float | None) -> float | None:
    return None if battery_soc is None else round(100.0 * battery_soc, 1)
