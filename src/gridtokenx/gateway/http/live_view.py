"""The newest step of the fleet as mean powers [kW], for pictures that move."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
import numpy as np
from numpy.typing import NDArray

from gridtokenx.campus.model import Campus
from gridtokenx.gateway.http.time_range import utc
from gridtokenx.reading.block import FleetBlock, Role, WeatherPoint
from gridtokenx.reading.record import MeterReading
from gridtokenx.reading.shape import CONDITION_NAMES

_WH_PER_S_TO_KW = 3.6
_ENERGIES = ("generated_wh", "consumed_wh", "import_wh", "export_wh", "charged_wh", "discharged_wh")
"""In the order of the views' fields."""


class WeatherView(msgspec.Struct, frozen=True):
    """Weather over the step: degree C, per cent, m/s, W/m2."""

    condition: str
    temperature_c: float
    humidity_pct: float
    wind_m_s: float
    ghi_w_m2: float
    dni_w_m2: float
    dhi_w_m2: float


class LiveMeter(msgspec.Struct, frozen=True):
    """Mean power of one meter over the step [kW]; `soc` is 0 to 1, null without a battery."""

    meter_id: str
    role: str
    generation_kw: float
    consumption_kw: float
    import_kw: float
    export_kw: float
    charge_kw: float
    discharge_kw: float
    soc: float | None


class LiveTotals(msgspec.Struct, frozen=True):
    """Sums over the meters [kW]."""

    generation_kw: float
    consumption_kw: float
    import_kw: float
    export_kw: float
    charge_kw: float
    discharge_kw: float


class LiveView(msgspec.Struct, frozen=True):
    """One step: `time` is its end, `length_s` its length."""

    time: datetime
    length_s: int
    totals: LiveTotals
    weather: WeatherView
    meters: list[LiveMeter]


def live_view(block: FleetBlock, campus: Campus) -> LiveView:
    """Turn a block into mean powers.

    Args:
        block: One step of the fleet, in the campus's order.
        campus: The campus that it was measured on.

    Returns:
        Powers that are exact to the registers' watt-hour: 0.24 kW at a step of 15 s.
    """
    energies = block.energies
    columns = [_kw(getattr(energies, name), block.interval.length_s) for name in _ENERGIES]
    soc = [None if level != level else round(level, 4) for level in block.electricals.battery_soc.tolist()]  # noqa: PLR0124 - NaN is a meter without a battery
    roles = [Role(role).name.lower() for role in block.role.tolist()]
    rows = zip(campus.meters, roles, *columns, soc, strict=False)
    return LiveView(
        time=utc(block.interval.end_s),
        length_s=block.interval.length_s,
        totals=LiveTotals(*(round(sum(column), 3) for column in columns)),
        weather=_weather(block.weather),
        meters=[LiveMeter(spec.meter_id, *row) for spec, *row in rows],
    )


def settled_view(newest: Sequence[MeterReading]) -> LiveView | None:
    """Turn the readings of the newest interval into mean powers: what is known until the first short step.

    Args:
        newest: Newest reading of each meter; one that has fallen behind is left out.

    Returns:
        The interval as a step, or None without readings.
    """
    interval = max((item.reading.interval for item in newest), default=None)
    if interval is None:
        return None
    current = [item for item in newest if item.reading.interval == interval]
    rows = [[_power(getattr(r.reading, name), interval.length_s) for name in _ENERGIES] for r in current]
    return LiveView(
        time=utc(interval.end_s),
        length_s=interval.length_s,
        totals=LiveTotals(*(round(sum(column), 3) for column in zip(*rows, strict=True))),
        weather=_weather(current[0].state.weather),
        meters=[
            LiveMeter(*told)
            for told in zip(
                [r.reading.meter_id for r in current],
                [r.state.role.name.lower() for r in current],
                *zip(*rows, strict=True),
                [r.state.battery_soc for r in current],
                strict=True,
            )
        ],
    )


def _kw(column: NDArray[np.int64], length_s: int) -> list[float]:
    return [_power(wh, length_s) for wh in column.tolist()]


def _power(wh: int, length_s: int) -> float:
    return round(wh * _WH_PER_S_TO_KW / length_s, 3)


def _weather(weather: WeatherPoint) -> WeatherView:
    return WeatherView(
        condition=CONDITION_NAMES[weather.condition],
        temperature_c=_rounded(weather.temperature_c),
        humidity_pct=_rounded(weather.humidity_pct),
        wind_m_s=_rounded(weather.wind_m_s),
        ghi_w_m2=_rounded(weather.ghi_w_m2),
        dni_w_m2=_rounded(weather.dni_w_m2),
        dhi_w_m2=_rounded(weather.dhi_w_m2),
    )


def _rounded(value: float) -> float:
    return round(float(value), 1)  # a fleet's number may be NumPy's, which JSON does not know
