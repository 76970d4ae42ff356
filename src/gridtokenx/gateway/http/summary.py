"""The campus summary of the sources: eleven keys, counted from the campus file and the newest readings.

Behind them stands what a reader needs to show them: time zone and currency.
"""

from collections.abc import Sequence

import msgspec

from gridtokenx.base.units import kwh
from gridtokenx.campus.model import Campus, MeterType
from gridtokenx.reading.record import MeterReading
from gridtokenx.reading.shape import rfc3339


class CampusSummary(msgspec.Struct, frozen=True):
    """Totals of the newest interval [kWh]; `average_battery_level` in per cent, null without a battery."""

    timestamp: str
    campus: str
    total_meters: int
    total_consumption: float
    total_generation: float
    total_grid_feed_in: float
    prosumer_count: int
    consumer_count: int
    meters_with_solar: int
    meters_with_battery: int
    average_battery_level: float | None
    timezone: str
    currency: str


def summarise(campus: Campus, newest: Sequence[MeterReading], *, time_s: int) -> CampusSummary:
    """Sum up the readings of the newest interval; a meter that has fallen behind is not counted in.

    Args:
        campus: The campus.
        newest: Newest reading of each meter.
        time_s: The campus's time [epoch s], which stands in while there are no readings.
    """
    end_s = max((r.reading.interval.end_s for r in newest), default=time_s)
    current = [r for r in newest if r.reading.interval.end_s == end_s]
    levels = [r.state.battery_soc for r in current if r.state.battery_soc is not None]
    consumers = sum(m.meter_type is MeterType.CONSUMER for m in campus.meters)
    return CampusSummary(
        timestamp=rfc3339(end_s),
        campus=campus.title,
        total_meters=len(campus.meters),
        total_consumption=kwh(sum(r.reading.consumed_wh for r in current)),
        total_generation=kwh(sum(r.reading.generated_wh for r in current)),
        total_grid_feed_in=kwh(sum(r.reading.export_wh for r in current)),
        prosumer_count=len(campus.meters) - consumers,
        consumer_count=consumers,
        meters_with_solar=sum(m.pv_kw > 0 for m in campus.meters),
        meters_with_battery=sum(m.battery_kwh > 0 for m in campus.meters),
        average_battery_level=round(100 * sum(levels) / len(levels), 1) if levels else None,
        timezone=campus.place.timezone,
        currency=campus.currency,
    )
