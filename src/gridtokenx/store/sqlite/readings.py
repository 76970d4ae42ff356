"""Rows of the `reading` table to and from :class:`MeterReading`."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, insert, select, tuple_
from sqlalchemy import func as sql

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.reading.admission import LONGEST_S, admit
from gridtokenx.reading.block import Condition, QualityFlags, Role, WeatherPoint
from gridtokenx.reading.cursor import cursor_text, parse_cursor
from gridtokenx.reading.record import IntervalReading, MeterReading, MeterState
from gridtokenx.store.sqlite import rollups, schema
from gridtokenx.store.sqlite.meters import MeterKeys

_READING = schema.reading
_WEATHER = schema.weather
_SIGNED = [
    _READING.c[name]
    for name in ("start_s", "meter", "length_s", *schema.ENERGY_FIELDS, "quality", "signature")
]
_STATE = [_READING.c[name] for name in ("voltage_v", "current_a", "power_factor", "battery_soc", "role")]
_FULL = select(*_SIGNED, *_STATE, *[_WEATHER.c[name] for name in schema.WEATHER_FIELDS]).join_from(
    _READING, _WEATHER, _READING.c.weather == _WEATHER.c.id
)
_OVERLAPPING = select(*_SIGNED).where(
    _READING.c.start_s > bindparam("after"),
    _READING.c.start_s < bindparam("last"),
    _READING.c.start_s + _READING.c.length_s > bindparam("first"),
)
_INSERT = insert(_READING)


def write(connection: Connection, *, keys: MeterKeys, offered: Sequence[MeterReading]) -> int:
    """Insert the readings that are new with their roll-ups, and return how many there were.

    Raises:
        ReadingConflict: A stored reading of the same meter and interval differs.
        UnknownMeter: The campus does not list a meter.
    """
    for item in offered:
        keys.key(item.reading.meter_id)
    new = admit(offered, stored=_overlapping(connection, keys=keys, offered=offered))
    if not new:
        return 0
    weather_ids = _write_weather(connection, [item.state.weather for item in new])
    rows = [_row(item, keys=keys, weather_ids=weather_ids) for item in new]
    connection.execute(_INSERT, rows)
    rollups.add(connection, rows=rows)
    return len(new)


def _overlapping(
    connection: Connection, *, keys: MeterKeys, offered: Sequence[MeterReading]
) -> list[IntervalReading]:
    if not offered:
        return []
    first = min(item.reading.interval.start_s for item in offered)
    last = max(item.reading.interval.end_s for item in offered)
    window = {"first": first, "last": last, "after": first - LONGEST_S}
    rows: Iterable[Sequence[Any]] = connection.execute(_OVERLAPPING, window)
    return [_interval_reading(row, keys=keys) for row in rows]


def _write_weather(connection: Connection, points: Iterable[WeatherPoint]) -> dict[WeatherPoint, int]:
    distinct = list(dict.fromkeys(points))
    last = connection.execute(select(sql.max(_WEATHER.c.id))).scalar() or 0
    ids = {point: last + place for place, point in enumerate(distinct, start=1)}
    rows = [
        {"id": ids[point], **{name: getattr(point, name) for name in schema.WEATHER_FIELDS[:-1]}}
        | {"condition": int(point.condition)}
        for point in distinct
    ]
    connection.execute(insert(_WEATHER), rows)
    return ids


def _row(item: MeterReading, *, keys: MeterKeys, weather_ids: dict[WeatherPoint, int]) -> dict[str, Any]:
    reading, state = item.reading, item.state
    row: dict[str, Any] = {name: int(getattr(reading, name)) for name in schema.ENERGY_FIELDS}
    row.update(
        start_s=reading.interval.start_s,
        length_s=reading.interval.length_s,
        meter=keys.key_of[reading.meter_id],
        quality=int(reading.quality),
        signature=reading.signature,
        voltage_v=state.voltage_v,
        current_a=state.current_a,
        power_factor=state.power_factor,
        battery_soc=state.battery_soc,
        role=int(state.role),
        weather=weather_ids[state.weather],
    )
    return row


def _interval_reading(row: Sequence[Any], *, keys: MeterKeys) -> IntervalReading:
    interval = MarketInterval(row[0], row[2])
    fields: list[Any] = [keys.id_of[row[1]], interval, *row[3:9], QualityFlags(row[9]), row[10]]
    return IntervalReading(*fields)


def _meter_reading(row: Sequence[Any], *, keys: MeterKeys) -> MeterReading:
    weather: list[Any] = [*row[16:22], Condition(row[22])]
    state = MeterState(row[11], row[12], row[13], row[14], Role(row[15]), WeatherPoint(*weather))
    return MeterReading(_interval_reading(row, keys=keys), state)


def _fetch(connection: Connection, query: Select[Any], *, keys: MeterKeys) -> list[MeterReading]:
    rows: Iterable[Sequence[Any]] = connection.execute(query)
    return [_meter_reading(row, keys=keys) for row in rows]


def at(connection: Connection, *, keys: MeterKeys, interval: MarketInterval) -> list[MeterReading]:
    """Return the readings of one interval in the campus's order."""
    query = (
        _FULL.join(schema.meter, schema.meter.c.id == _READING.c.meter)
        .where(_READING.c.start_s == interval.start_s, _READING.c.length_s == interval.length_s)
        .order_by(schema.meter.c.position)
    )
    return _fetch(connection, query, keys=keys)


def latest(connection: Connection, *, keys: MeterKeys) -> list[MeterReading]:
    """Return the newest reading of each meter in the campus's order.

    The newest interval has nearly all of them in one short range of pages; only meters that are missing
    there are looked up one by one.
    """
    newest = connection.execute(select(sql.max(_READING.c.start_s))).scalar()
    if newest is None:
        return []
    found = _fetch(connection, _FULL.where(_READING.c.start_s == newest), keys=keys)
    if len(found) < len(keys.campus_order):
        found += _fetch(connection, _before(newest), keys=keys)
    place = {key: place for place, key in enumerate(keys.campus_order)}
    return sorted(found, key=lambda item: place[keys.key_of[item.reading.meter_id]])


def _before(newest_s: int) -> Select[Any]:
    """Return the query of the newest readings of the meters that have none at `newest_s`.

    The starts are found first, one look into the index a meter; left to itself SQLite reads every reading.
    """
    other, meter = _READING.alias(), schema.meter
    current = select(_READING.c.meter).where(_READING.c.start_s == newest_s)
    start = select(sql.max(other.c.start_s)).where(other.c.meter == meter.c.id).scalar_subquery()
    missing = select(meter.c.id, start.label("start_s")).where(meter.c.id.not_in(current))
    found = missing.cte("missing").prefix_with("MATERIALIZED")
    return _FULL.join(found, (_READING.c.start_s == found.c.start_s) & (_READING.c.meter == found.c.id))


def latest_of(connection: Connection, *, keys: MeterKeys, meter_id: MeterId) -> list[MeterReading]:
    """Return the newest reading of one meter, in a list, empty before the first."""
    query = _FULL.where(_READING.c.meter == keys.key(meter_id)).order_by(_READING.c.start_s.desc()).limit(1)
    return _fetch(connection, query, keys=keys)


def history(
    connection: Connection,
    *,
    keys: MeterKeys,
    start_s: int,
    end_s: int,
    meter_id: MeterId | None,
    limit: int,
    after: str,
) -> tuple[list[MeterReading], str]:
    """Return a page of readings by time and meter, and the cursor of the next one.

    Raises:
        CursorUnknown: `after` is no cursor of this store.
    """
    query = _FULL.where(_READING.c.start_s >= start_s, _READING.c.start_s < end_s)
    if meter_id is not None:
        query = query.where(_READING.c.meter == keys.key(meter_id))
    if after:
        start, key = parse_cursor(after)
        query = query.where(_READING.c.start_s >= start)
        query = query.where(tuple_(_READING.c.start_s, _READING.c.meter) > (start, key))
    query = query.order_by(_READING.c.start_s, _READING.c.meter).limit(limit + 1)
    page = _fetch(connection, query, keys=keys)
    if len(page) <= limit:
        return page, ""
    last = page[limit - 1].reading
    return page[:limit], cursor_text(last.interval.start_s, place=keys.key_of[last.meter_id])


def last_interval(connection: Connection) -> MarketInterval | None:
    """Return the newest interval that has readings."""
    query = select(_READING.c.start_s, _READING.c.length_s).order_by(_READING.c.start_s.desc()).limit(1)
    row = connection.execute(query).first()
    return MarketInterval(row[0], row[1]) if row else None
