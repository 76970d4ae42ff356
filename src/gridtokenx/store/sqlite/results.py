"""What the market made of each interval: a header row, its orders and its trades."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Select, Table, delete, insert, select

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.settlement.result import OUTSIDE, IntervalResult, OrderResult, Trade
from gridtokenx.store.sqlite import schema
from gridtokenx.store.sqlite.meters import MeterKeys

_HEADER = schema.interval_result
_ORDER = schema.result_order
_TRADE = schema.result_trade
_OUTSIDE_KEY = 0
"""Meters count from 1."""
_TOTALS = (
    "price_ticks",
    "traded_wh",
    "minted_wh",
    "burned_wh",
    "redeemed_wh",
    "import_wh",
    "export_wh",
    "savings_units",
)


def save(connection: Connection, *, keys: MeterKeys, result: IntervalResult) -> None:
    """Store a result in place of one that the interval may have already."""
    start_s = result.interval.start_s
    for table in (_HEADER, _ORDER, _TRADE):
        connection.execute(delete(table).where(table.c.start_s == start_s))
    totals = {name: getattr(result, name) for name in _TOTALS}
    connection.execute(insert(_HEADER).values(start_s=start_s, length_s=result.interval.length_s, **totals))
    orders = [
        {"start_s": start_s, "position": place, "meter": _key(keys, order.meter_id)}
        | {
            name: getattr(order, name)
            for name in ("side", "quantity_wh", "limit_ticks", "filled_wh", "address")
        }
        for place, order in enumerate(result.orders)
    ]
    if orders:
        connection.execute(insert(_ORDER), orders)
    trades = [
        {
            "start_s": start_s,
            "position": place,
            "seller": _key(keys, trade.seller),
            "buyer": _key(keys, trade.buyer),
        }
        | {"quantity_wh": trade.quantity_wh, "price_ticks": trade.price_ticks}
        for place, trade in enumerate(result.trades)
    ]
    if trades:
        connection.execute(insert(_TRADE), trades)


def load(connection: Connection, *, keys: MeterKeys, start_s: int, end_s: int) -> list[IntervalResult]:
    """Return the results of the intervals that start in [start_s, end_s), by time."""
    orders = _grouped(connection, _ORDER, start_s=start_s, end_s=end_s)
    trades = _grouped(connection, _TRADE, start_s=start_s, end_s=end_s)
    query = _between(_HEADER, start_s=start_s, end_s=end_s).order_by(_HEADER.c.start_s)
    headers: Iterable[Sequence[Any]] = connection.execute(query)
    names = {**keys.id_of, _OUTSIDE_KEY: OUTSIDE}
    found = []
    for row in headers:
        placed = tuple(OrderResult(names[o[2]], *o[3:]) for o in orders.get(row[0], ()))
        traded = tuple(Trade(names[t[2]], names[t[3]], *t[4:]) for t in trades.get(row[0], ()))
        fields: list[Any] = [MarketInterval(row[0], row[1]), *row[2:], placed, traded]
        found.append(IntervalResult(*fields))
    return found


def _key(keys: MeterKeys, meter_id: MeterId) -> int:
    return _OUTSIDE_KEY if meter_id == OUTSIDE else keys.key(meter_id)


def _between(table: Table, *, start_s: int, end_s: int) -> Select[Any]:
    return select(table).where(table.c.start_s >= start_s, table.c.start_s < end_s)


def _grouped(
    connection: Connection, table: Table, *, start_s: int, end_s: int
) -> dict[int, list[Sequence[Any]]]:
    query = _between(table, start_s=start_s, end_s=end_s).order_by(table.c.start_s, table.c.position)
    rows: Iterable[Sequence[Any]] = connection.execute(query)
    return {start: list(group) for start, group in groupby(rows, key=lambda row: int(row[0]))}
