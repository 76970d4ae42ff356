"""The campus's energy by settlement interval: what the page draws over a day."""

from collections import defaultdict
from datetime import datetime

import msgspec

from gridtokenx.base.interval import DAY_S, SETTLEMENT_S
from gridtokenx.base.units import kwh
from gridtokenx.gateway.http.time_range import TimeRange, utc
from gridtokenx.port.reading_store import ReadingStore

READINGS_MAX = 200_000
"""Most readings that one answer sums up; 25 meters have that many in 83 days, 1,000 in two."""
_LONGEST_S = 31 * DAY_S
_PAGE = 10_000


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
    """Sum the readings of each interval over all meters, by time; `time` is the interval's start."""
    sums: dict[int, list[int]] = defaultdict(lambda: [0] * 5)
    cursor = ""
    for _ in range(READINGS_MAX):
        page, cursor = store.history(start_s=asked.start_s, end_s=asked.end_s, limit=_PAGE, after=cursor)
        for item in page:
            reading = item.reading
            row = sums[reading.interval.start_s]
            row[0] += reading.generated_wh
            row[1] += reading.consumed_wh
            row[2] += reading.import_wh
            row[3] += reading.export_wh
            row[4] += reading.discharged_wh - reading.charged_wh
        if not cursor:
            break
    return [PowerPoint(utc(start_s), *map(kwh, row)) for start_s, row in sorted(sums.items())]
