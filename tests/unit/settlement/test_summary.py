import pytest

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.settlement.result import IntervalResult, OrderResult, Trade
from gridtokenx.settlement.summary import RunSummary, summarise

A, B = MeterId("A"), MeterId("B")


def result(start_s: int, price: int | None, traded_wh: int) -> IntervalResult:
    orders = (OrderResult(A, "ASK", 900, 150, traded_wh, ""), OrderResult(B, "BID", 900, 250, 0, ""))
    trades = (Trade(A, B, traded_wh, price),) if price is not None else ()
    return IntervalResult(
        MarketInterval(start_s),
        price,
        traded_wh,
        1000,
        traded_wh,
        1000 - traded_wh,
        800,
        1000,
        7,
        orders,
        trades,
    )


def test_a_run_adds_up() -> None:
    total = summarise([result(0, 200, 100), result(900, None, 0), result(1800, 260, 300)])
    assert (total.intervals, total.priced_intervals, total.trades) == (3, 2, 2)
    assert (total.traded_wh, total.minted_wh, total.burned_wh, total.redeemed_wh) == (400, 3000, 400, 2600)
    assert (total.import_wh, total.export_wh, total.savings_units) == (2400, 3000, 21)
    assert (total.orders, total.filled_orders) == (6, 2)
    assert (total.price_min_ticks, total.price_max_ticks) == (200, 260)
    assert total.turnover_units == 100 * 200 + 300 * 260
    assert total.price_mean_ticks == pytest.approx(230)
    assert total.price_weighted_ticks == pytest.approx(245)
    assert total.local_share == pytest.approx(400 / 2400)


def test_an_empty_run_has_no_price() -> None:
    empty = summarise([])
    assert empty == RunSummary()
    assert (empty.price_mean_ticks, empty.price_weighted_ticks, empty.local_share) == (None, None, None)
