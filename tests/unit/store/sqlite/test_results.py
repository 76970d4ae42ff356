from pathlib import Path

import pytest
from sqlalchemy import text

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.campus.model import Campus
from gridtokenx.reading.admission import UnknownMeter
from gridtokenx.settlement.result import IntervalResult, OrderResult, Trade
from gridtokenx.store.sqlite import open_sqlite

A, B = MeterId("M_A"), MeterId("M_B")


def result(*trades: Trade, start_s: int = 0) -> IntervalResult:
    orders = (OrderResult(B, "bid", 9, 250, 9, "x"), OrderResult(A, "ask", 9, 150, 9, "y"))
    return IntervalResult(MarketInterval(start_s), 200, 9, 9, 9, 0, 9, 9, 72, orders, trades)


def test_orders_and_trades_keep_their_order(tmp_path: Path, campus: Campus) -> None:
    store = open_sqlite(tmp_path / "r.db", campus=campus)
    saved = result(Trade(A, B, 5, 200), Trade(A, B, 4, 200))
    store.save_result(saved)
    assert store.results(start_s=0, end_s=1) == [saved]
    store.close()


def test_a_replaced_result_leaves_no_rows_behind(tmp_path: Path, campus: Campus) -> None:
    store = open_sqlite(tmp_path / "r.db", campus=campus)
    store.save_result(result(Trade(A, B, 5, 200), Trade(A, B, 4, 200)))
    store.save_result(result(Trade(A, B, 9, 200)))
    with store._readers.begin() as connection:
        counts = [
            connection.execute(text(f"SELECT count(*) FROM {table}")).scalar()  # noqa: S608 - names of ours
            for table in ("interval_result", "result_order", "result_trade")
        ]
    store.close()
    assert counts == [1, 2, 1]


def test_a_result_with_a_strange_meter_is_refused_whole(tmp_path: Path, campus: Campus) -> None:
    store = open_sqlite(tmp_path / "r.db", campus=campus)
    kept = result(Trade(A, B, 9, 200))
    store.save_result(kept)
    with pytest.raises(UnknownMeter):
        store.save_result(result(Trade(A, MeterId("M_X"), 9, 200)))
    assert store.results(start_s=0, end_s=1) == [kept]
    store.close()
