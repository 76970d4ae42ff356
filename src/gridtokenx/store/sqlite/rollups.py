"""Hour and day sums, kept in the transaction that stores the readings; so they never count one twice."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects.sqlite import insert

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import DAY_S, MarketInterval
from gridtokenx.port.reading_store import RolledUp, RollUp
from gridtokenx.reading.rollup import HOUR_S
from gridtokenx.store.sqlite import schema
from gridtokenx.store.sqlite.meters import MeterKeys

_PERIODS: dict[RollUp, tuple[Table, int]] = {
    "hour": (schema.rollup_hour, HOUR_S),
    "day": (schema.rollup_day, DAY_S),
}


def add(connection: Connection, *, rows: Sequence[dict[str, Any]]) -> None:
    """Add rows of new readings to the hours and days that they belong to."""
    for table, length_s in _PERIODS.values():
        sums: dict[tuple[int, int], list[int]] = {}
        for row in rows:
            key = (row["start_s"] - row["start_s"] % length_s, row["meter"])
            total = sums.setdefault(key, [0] * (1 + len(schema.ENERGY_FIELDS)))
            total[0] += 1
            for place, name in enumerate(schema.ENERGY_FIELDS, start=1):
                total[place] += row[name]
        fields = ("readings", *schema.ENERGY_FIELDS)
        values = [
            {"start_s": start, "meter": meter, **dict(zip(fields, total, strict=True))}
            for (start, meter), total in sums.items()
        ]
        statement = insert(table)
        added = {name: table.c[name] + statement.excluded[name] for name in fields}
        connection.execute(
            statement.on_conflict_do_update(index_elements=table.primary_key, set_=added), values
        )


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
