"""A reading store in memory: the fake that tests use, under the same conformance suite as the file."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.campus.model import Campus
from gridtokenx.port.reading_store import CampusTotals, RolledUp, RollUp, TelemetryPoint
from gridtokenx.reading.admission import UnknownMeter, admit
from gridtokenx.reading.block import Energies, FleetBlock
from gridtokenx.reading.cursor import cursor_text, parse_cursor
from gridtokenx.reading.record import MeterReading
from gridtokenx.reading.rollup import day_of, hour_of
from gridtokenx.reading.unsigned import check_meters
from gridtokenx.settlement.result import IntervalResult

_ENERGIES = tuple(field.name for field in fields(Energies))


class MemoryReadingStore:
    """Readings, telemetry and results of one campus, kept until the process ends; one thread."""

    def __init__(self, campus: Campus) -> None:
        self._place = {spec.meter_id: place for place, spec in enumerate(campus.meters)}
        self._readings: dict[tuple[int, int], MeterReading] = {}
        self._telemetry: dict[int, FleetBlock] = {}
        self._results: dict[int, IntervalResult] = {}
        self._meta: dict[str, str] = {}
        self._snapshot: tuple[int, bytes] | None = None

    def append(self, readings: Sequence[MeterReading], *, snapshot: bytes | None = None) -> int:
        """Store signed readings that are new and the fleet's snapshot."""
        places = [self._of(item.reading.meter_id) for item in readings]
        known = dict(zip((item.reading.meter_id for item in readings), places, strict=True))
        stored = (item.reading for item in self._readings.values() if item.reading.meter_id in known)
        new = admit(readings, stored=stored)
        self._readings.update({(r.reading.interval.start_s, known[r.reading.meter_id]): r for r in new})
        end_s = max((item.reading.interval.end_s for item in readings), default=0)
        if snapshot is not None and (self._snapshot is None or end_s >= self._snapshot[0]):
            self._snapshot = (end_s, snapshot)
        return len(new)

    def _of(self, meter_id: MeterId) -> int:
        if meter_id not in self._place:
            raise UnknownMeter(meter_id)
        return self._place[meter_id]

    def append_telemetry(self, blocks: Sequence[FleetBlock]) -> None:
        """Store short steps; the same step again replaces the first."""
        for block in blocks:
            check_meters(block, count=len(self._place))
        self._telemetry.update({block.interval.start_s: block for block in blocks})

    def telemetry(
        self, *, start_s: int, end_s: int, meter_id: MeterId | None = None, limit: int = 10_000
    ) -> list[TelemetryPoint]:
        """Return the first steps of [start_s, end_s) by time: the campus's sums, or one meter's."""
        place = slice(None) if meter_id is None else slice(self._of(meter_id), self._of(meter_id) + 1)
        points = []
        for start in sorted(start for start in self._telemetry if start_s <= start < end_s)[:limit]:
            block = self._telemetry[start]
            sums = {name: int(getattr(block.energies, name)[place].sum()) for name in _ENERGIES}
            points.append(TelemetryPoint(block.interval, **sums, weather=block.weather))
        return points

    def at(self, interval: MarketInterval) -> list[MeterReading]:
        """Return the readings of one interval in the campus's order."""
        return [item for _, item in self._sorted() if item.reading.interval == interval]

    def _sorted(self, meter_id: MeterId | None = None) -> list[tuple[tuple[int, int], MeterReading]]:
        place = None if meter_id is None else self._of(meter_id)
        keys = sorted(key for key in self._readings if place is None or key[1] == place)
        return [(key, self._readings[key]) for key in keys]

    def latest(self, meter_id: MeterId | None = None) -> list[MeterReading]:
        """Return the newest reading of each meter in the campus's order, or of one."""
        newest = {place: item for (_, place), item in self._sorted(meter_id)}
        return [newest[place] for place in sorted(newest)]

    def history(
        self, *, start_s: int, end_s: int, meter_id: MeterId | None = None, limit: int = 1000, after: str = ""
    ) -> tuple[list[MeterReading], str]:
        """Return readings of [start_s, end_s) by time and meter, and the cursor of the next page or ""."""
        last = parse_cursor(after)
        found = [(k, item) for k, item in self._sorted(meter_id) if start_s <= k[0] < end_s and k > last]
        page = found[:limit]
        if len(found) <= limit:
            return [item for _, item in page], ""
        start, place = page[-1][0]
        return [item for _, item in page], cursor_text(start, place=place)

    def totals(self, *, start_s: int, end_s: int) -> list[CampusTotals]:
        """Return the campus's energies by settlement interval, of those that start in [start_s, end_s)."""
        found: dict[int, list[MeterReading]] = {}
        for (start, _), item in self._sorted():
            if start_s <= start < end_s:
                found.setdefault(start, []).append(item)
        return [
            CampusTotals(
                start,
                len(items),
                **{name: sum(getattr(item.reading, name) for item in items) for name in _ENERGIES},
            )
            for start, items in found.items()
        ]

    def rolled_up(
        self, period: RollUp, *, start_s: int, end_s: int, meter_id: MeterId | None = None
    ) -> list[RolledUp]:
        """Return sums by hour or day of [start_s, end_s), by time and meter."""
        period_of = {"hour": hour_of, "day": day_of}[period]
        sums: dict[tuple[int, int], dict[str, Any]] = {}
        for (start, place), item in self._sorted(meter_id):
            interval = period_of(start)
            if not start_s <= interval.start_s < end_s:
                continue
            empty = {"meter_id": item.reading.meter_id, "interval": interval, "readings": 0}
            total = sums.setdefault((interval.start_s, place), empty | dict.fromkeys(_ENERGIES, 0))
            total["readings"] += 1
            for name in _ENERGIES:
                total[name] += getattr(item.reading, name)
        return [RolledUp(**sums[key]) for key in sorted(sums)]

    def last_interval(self) -> MarketInterval | None:
        """Return the newest interval that has readings."""
        return max((item.reading.interval for item in self._readings.values()), default=None)

    def fleet_snapshot(self) -> bytes | None:
        """Return the fleet's state at the end of the newest interval."""
        return None if self._snapshot is None else self._snapshot[1]

    def save_result(self, result: IntervalResult) -> None:
        """Store a result in place of one that the interval may have already."""
        self._results[result.interval.start_s] = result

    def results(self, *, start_s: int, end_s: int) -> list[IntervalResult]:
        """Return results of [start_s, end_s) by time."""
        return [self._results[start] for start in sorted(self._results) if start_s <= start < end_s]

    def get_meta(self, key: str) -> str | None:
        """Return a note."""
        return self._meta.get(key)

    def set_meta(self, items: Iterable[tuple[str, str]]) -> None:
        """Store notes; a note of the same key is replaced."""
        self._meta.update(items)

    def close(self) -> None:
        """Do nothing: there is nothing to finish."""
