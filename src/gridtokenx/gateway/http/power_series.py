"""The campus's energy by settlement interval: what the page draws over a day."""

from datetime import datetime

import msgspec

from gridtokenx.base.interval import DAY_S, SETTLEMENT_S
from gridtokenx.base.units import kwh
from gridtokenx.gateway.http.time_range import TimeRange, utc
from gridtokenx.port.reading_store import ReadingStore

READINGS_MAX = 1_000_000
"""Most readings that one answer sums up; 336 meters have that many in 31 days, 1,000 in ten."""
_LONGEST_S = 31 * DAY_S


class PowerPoint(msgspec.Struct, frozen=True):
    """Energies of one interval [kWh]; `battery_kwh` is discharge less charge, positive when they supply."""

    time: datetime
    generation_kwh: float
    consumption_kwh: float
    import_kwh: float
    export_kwh: float
    battery_kwh: float


def longest_range_s(meters: int) -> int:
    """Return the longest range that a series may cover on a campus of this many meters [s]."""
    return min(_LONGEST_S, max(READINGS_MAX // max(meters, 1), 1) * SETTLEMENT_S)


def power_series(store: ReadingStore, asked: TimeRange) -> list[PowerPoint]:
    """Return the campus's energies by interval; `time` is the interval's start."""
    return [
        PowerPoint(
            time=utc(total.start_s),
            generation_kwh=kwh(total.generated_wh),
            consumption_kwh=kwh(total.consumed_wh),
            import_kwh=kwh(total.import_wh),
            export_kwh=kwh(total.export_wh),
            battery_kwh=kwh(total.discharged_wh - total.charged_wh),
        )
        for total in store.totals(start_s=asked.start_s, end_s=asked.end_s)
    ]
