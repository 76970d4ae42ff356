"""Short steps between settlement readings: one row a step, sums in columns, meters in one blob.

A row a step costs a twenty-fifth of a row a meter and step to write at 25 meters, and a chart of the
campus reads the sums alone. A blob belongs to a roster, the meters' keys in the order of its arrays.
Telemetry settles nothing: the same step again replaces the first, and old days are dropped.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select
from sqlalchemy import func as sql

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import DAY_S, MarketInterval
from gridtokenx.port.reading_store import TelemetryPoint
from gridtokenx.reading.block import Condition, FleetBlock, WeatherPoint
from gridtokenx.reading.unsigned import check_meters
from gridtokenx.store.sqlite import schema
from gridtokenx.store.sqlite.meters import MeterKeys
from gridtokenx.store.sqlite.telemetry_blob import decode_energies, encode

_TABLE = schema.telemetry
_SUMS = [_TABLE.c[name] for name in ("start_s", "length_s", *schema.ENERGY_FIELDS, *schema.WEATHER_FIELDS)]


def write(connection: Connection, *, keys: MeterKeys, blocks: Sequence[FleetBlock], keep_days: int) -> None:
    """Store steps and drop those older than `keep_days` before the newest.

    Raises:
        MetersMismatch: A step is of another number of meters than the campus.
    """
    if not blocks:
        return
    for block in blocks:
        check_meters(block, count=len(keys.campus_order))
    roster = _roster_id(connection, keys=keys)
    connection.execute(
        insert(_TABLE).prefix_with("OR REPLACE"), [_row(block, roster=roster) for block in blocks]
    )
    newest = max(block.interval.end_s for block in blocks)
    connection.execute(delete(_TABLE).where(_TABLE.c.start_s < newest - keep_days * DAY_S))


def _row(block: FleetBlock, *, roster: int) -> dict[str, Any]:
    weather = block.weather
    row: dict[str, Any] = {name: int(getattr(block.energies, name).sum()) for name in schema.ENERGY_FIELDS}
    row.update({name: getattr(weather, name) for name in schema.WEATHER_FIELDS[:-1]})
    row.update(
        start_s=block.interval.start_s,
        length_s=block.interval.length_s,
        roster=roster,
        condition=int(weather.condition),
        frequency_hz=block.electricals.frequency_hz,
        by_meter=encode(block),
    )
    return row


def _roster_id(connection: Connection, *, keys: MeterKeys) -> int:
    meters = json.dumps(keys.campus_order)
    table = schema.roster
    found = connection.execute(select(table.c.id).where(table.c.meters == meters)).scalar()
    if found is not None:
        return int(found)
    fresh = (connection.execute(select(sql.max(table.c.id))).scalar() or 0) + 1
    connection.execute(insert(table).values(id=fresh, meters=meters))
    return int(fresh)


def campus_points(connection: Connection, *, start_s: int, end_s: int, limit: int) -> list[TelemetryPoint]:
    """Return the campus's sums of the steps that start in [start_s, end_s), by time."""
    query = select(*_SUMS).where(_TABLE.c.start_s >= start_s, _TABLE.c.start_s < end_s)
    rows: Iterable[Sequence[Any]] = connection.execute(query.order_by(_TABLE.c.start_s).limit(limit))
    return [_point(row, energies=row[2:8]) for row in rows]


def meter_points(
    connection: Connection, *, keys: MeterKeys, meter_id: MeterId, start_s: int, end_s: int, limit: int
) -> list[TelemetryPoint]:
    """Return one meter's steps that start in [start_s, end_s), by time."""
    place = {
        row.id: json.loads(row.meters).index(keys.key(meter_id))
        for row in connection.execute(select(schema.roster))
        if keys.key(meter_id) in json.loads(row.meters)
    }
    query = select(*_SUMS, _TABLE.c.by_meter, _TABLE.c.roster).where(
        _TABLE.c.start_s >= start_s, _TABLE.c.start_s < end_s, _TABLE.c.roster.in_(place)
    )
    rows: Iterable[Row[Any]] = connection.execute(query.order_by(_TABLE.c.start_s).limit(limit))
    return [
        _point(row, energies=decode_energies(row.by_meter)[:, place[row.roster]].tolist()) for row in rows
    ]


def _point(row: Sequence[Any], *, energies: Sequence[int]) -> TelemetryPoint:
    interval = MarketInterval(row[0], row[1])
    weather: list[Any] = [*row[8:14], Condition(row[14])]
    fields: list[Any] = [interval, *energies, WeatherPoint(*weather)]
    return TelemetryPoint(*fields)
