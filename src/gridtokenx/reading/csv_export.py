"""Readings as lines of CSV (RFC 4180), times in UTC, energies in whole Wh."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from gridtokenx.reading.record import MeterReading
from gridtokenx.reading.signature_text import signature_text

COLUMNS = (
    "meter_id",
    "start_utc",
    "end_utc",
    "generated_wh",
    "consumed_wh",
    "charged_wh",
    "discharged_wh",
    "import_wh",
    "export_wh",
    "quality",
    "voltage_v",
    "current_a",
    "power_factor",
    "battery_soc",
    "role",
    "temperature_c",
    "humidity_pct",
    "condition",
    "signature",
)


def csv_lines(readings: Iterable[MeterReading]) -> Iterator[str]:
    """Yield the header and a line for each reading, each ending in CR LF."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    yield _taken(buffer)
    for item in readings:
        writer.writerow(_cells(item))
        yield _taken(buffer)


def _taken(buffer: io.StringIO) -> str:
    line = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return line


def _cells(item: MeterReading) -> tuple[object, ...]:
    reading, state = item.reading, item.state
    return (
        reading.meter_id,
        _utc(reading.interval.start_s),
        _utc(reading.interval.end_s),
        reading.generated_wh,
        reading.consumed_wh,
        reading.charged_wh,
        reading.discharged_wh,
        reading.import_wh,
        reading.export_wh,
        int(reading.quality),
        round(state.voltage_v, 2),
        round(state.current_a, 3),
        round(state.power_factor, 4),
        "" if state.battery_soc is None else round(state.battery_soc, 4),
        state.role.name.lower(),
        round(state.weather.temperature_c, 2),
        round(state.weather.humidity_pct, 1),
        state.weather.condition.name.lower(),
        signature_text(reading.signature),
    )


def _utc(time_s: int) -> str:
    return datetime.fromtimestamp(time_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
