"""Sums of readings: hours and days by meter, and the campus by settlement interval.

Hours and days are kept in the transaction that stores the readings, so they never count one twice. The
campus's intervals are summed when asked: readings lie in the order of time, so that is one pass.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, select
from sqlalchemy import func as sql
from sqlalchemy.dialects.sqlite import Insert, insert

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import DAY_S, MarketInterval
from gridtokenx.port.reading_store import CampusTotals, RolledUp, RollUp
from gridtokenx.reading.rollup import HOUR_S
from gridtokenx.store.sqlite import schema
from gridtokenx.store.sqlite.meters import MeterKeys

_SUMS = ("readings", *schema.ENERGY_FIELDS)
_READING = schema.reading
_TOTALS = select(
    _READING.c.start_s, sql.count(), *[sql.sum(_READING.c[name]) for name in schema.ENERGY_FIELDS]
).group_by(_READING.c.start_s)


def _adding(table: Table) -> Insert:
    """Return the statement that makes a period's row or adds to it."""
    statement = insert(table)
    added = {name: table.c[name] + statement.excluded[name] for name in _SUMS}
    return statement.on_conflict_do_update(index_elements=table.primary_key, set_=added)


_PERIODS: dict[RollUp, tuple[Table, int]] = {
    "hour": (schema.rollup_hour, HOUR_S),
    "day": (schema.rollup_day, DAY_S),
}
_ADD = {period: _adding(table) for period, (table, _) in _PERIODS.items()}


def add(connection: Connection, *, rows: Sequence[dict[str, Any]]) -> None:
    """Add rows of new readings to the hours and days that they belong to."""
    for period, (_, length_s) in _PERIODS.items():
        sums: dict[tuple[int, int], dict[str, int]] = {}
        for row in rows:
            start_s = row["start_s"] - row["start_s"] % length_s
            total = sums.get((start_s, row["meter"]))
            if total is None:
                total = {"start_s": start_s, "meter": row["meter"], **dict.fromkeys(_SUMS, 0)}
                sums[start_s, row["meter"]] = total
            total["readings"] += 1
            for name in schema.ENERGY_FIELDS:
                total[name] += row[name]
        connection.execute(_ADD[period], list(sums.values()))


def totals(connection: Connection, *, start_s: int, end_s: int) -> list[CampusTotals]:
    """Return the campus's energies by the intervals that start in [start_s, end_s), by time."""
    query = _TOTALS.where(_READING.c.start_s >= start_s, _READING.c.start_s < end_s)
    return [CampusTotals(*row) for row in connection.execute(query.order_by(_READING.c.start_s))]


def rolled_up(
    connection: Connection,
    *,
    keys: MeterKeys,
    period: RollUp,
    start_s: int,
    end_s: int,
    meter_id: MeterId | None,
) -> list[RolledUp]:
    """Return the sums of the periods that start in [start_s, end_s), by time and meter."""
    table, length_s = _PERIODS[period]
    query = select(table).where(table.c.start_s >= start_s, table.c.start_s < end_s)
    if meter_id is not None:
        query = query.where(table.c.meter == keys.key(meter_id))
    query = query.order_by(table.c.start_s, table.c.meter)
    return [
        RolledUp(keys.id_of[row[1]], MarketInterval(row[0], length_s), *row[2:])
        for row in connection.execute(query)
    ]
