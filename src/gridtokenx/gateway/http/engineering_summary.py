"""GET /api/engineering/meter-summary: the newest interval by zone and by meter.

The sources name the path and give no shape; this one uses the words of their readings.
"""

from collections.abc import Iterable, Sequence

import msgspec

from gridtokenx.base.units import kwh
from gridtokenx.campus.model import Campus
from gridtokenx.reading.record import IntervalReading, MeterReading
from gridtokenx.reading.shape import rfc3339


class ZoneSummary(msgspec.Struct, frozen=True):
    """Sums over the meters of a zone [kWh]."""

    zone: str
    meters: int
    energy_generated: float
    energy_consumed: float
    net_energy: float


class MeterLine(msgspec.Struct, frozen=True):
    """The newest reading of one meter [kWh]; `timestamp` is the end of its interval [epoch s]."""

    meter_id: str
    zone: str
    timestamp: int
    energy_generated: float
    energy_consumed: float
    net_energy: float


class MeterSummary(msgspec.Struct, frozen=True):
    """All meters that the validator answers for."""

    timestamp: str
    location: str
    validator: str
    total_meters: int
    reporting_meters: int
    solar_array_capacity: float
    energy_generated: float
    energy_consumed: float
    net_energy: float
    zones: list[ZoneSummary]
    meters: list[MeterLine]


def summarise_zones(
    campus: Campus, newest: Sequence[MeterReading], *, time_s: int, validator: str
) -> MeterSummary:
    """Sum up the newest readings of the meters whose ids the engineering authority accepts.

    Args:
        campus: The campus; its prefixes choose the meters, and no prefix chooses all.
        newest: Newest reading of each meter.
        time_s: The campus's time [epoch s].
        validator: Name of the authority.
    """
    specs = {
        m.meter_id: m
        for m in campus.meters
        if not campus.meter_prefixes or m.meter_id.startswith(campus.meter_prefixes)
    }
    readings = [r.reading for r in newest if r.reading.meter_id in specs]
    zone_of = {meter_id: spec.zone or spec.building_type.value for meter_id, spec in specs.items()}
    generated, consumed, net = _sums(readings)
    return MeterSummary(
        timestamp=rfc3339(max((r.interval.end_s for r in readings), default=time_s)),
        location=campus.title,
        validator=validator,
        total_meters=len(specs),
        reporting_meters=len(readings),
        solar_array_capacity=round(sum(spec.pv_kw for spec in specs.values()), 3),
        energy_generated=generated,
        energy_consumed=consumed,
        net_energy=net,
        zones=[
            ZoneSummary(
                zone,
                sum(z == zone for z in zone_of.values()),
                *_sums([r for r in readings if zone_of[r.meter_id] == zone]),
            )
            for zone in dict.fromkeys(zone_of.values())
        ],
        meters=[_line(r, zone_of[r.meter_id]) for r in readings],
    )


def _sums(readings: Iterable[IntervalReading]) -> tuple[float, float, float]:
    rows = list(readings)
    generated = sum(r.generated_wh for r in rows)
    consumed = sum(r.consumed_wh for r in rows)
    return kwh(generated), kwh(consumed), kwh(sum(r.net_wh for r in rows))


def _line(reading: IntervalReading, zone: str) -> MeterLine:
    return MeterLine(reading.meter_id, zone, reading.interval.end_s, *_sums([reading]))
