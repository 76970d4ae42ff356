from tests.unit.pipeline.conftest import Delivered
from tests.unit.pipeline.stranger import Stranger

from gridtokenx.pipeline.book import read_again
from gridtokenx.pipeline.clear import clear, close, settle
from gridtokenx.pipeline.interval import Exchange
from gridtokenx.pipeline.publish import result_of
from gridtokenx.settlement.result import OUTSIDE


def test_the_result_adds_up(exchange: Exchange, delivered: Delivered) -> None:
    interval, items = delivered
    exchange.offer(interval, items)
    orders = clear(exchange.site, interval)
    settle(exchange.site, interval, orders)
    settled = read_again(exchange.site, orders)
    result = result_of(exchange.site, interval, [i.reading for i in items], settled)
    assert result is not None
    assert sum(t.quantity_wh for t in result.trades) == result.traded_wh
    for side in ("bid", "ask"):
        assert sum(o.filled_wh for o in result.orders if o.side == side) == result.traded_wh
    assert all(t.price_ticks == result.price_ticks for t in result.trades)
    tariff = exchange.site.campus.tariff
    assert result.savings_units == result.traded_wh * (tariff.grid_ticks - tariff.feed_in_ticks)


def test_closed_accounts_have_no_result(exchange: Exchange, delivered: Delivered) -> None:
    interval, items = delivered
    exchange.offer(interval, items)
    orders = clear(exchange.site, interval)
    settle(exchange.site, interval, orders)
    close(exchange.site, interval, read_again(exchange.site, orders))
    assert result_of(exchange.site, interval, [i.reading for i in items], orders) is None
    assert read_again(exchange.site, orders) == []


def test_a_strangers_order_is_told_of_too(exchange: Exchange, delivered: Delivered) -> None:
    """A wallet without a meter of the campus trades like any other; its result is stored and found again."""
    interval, items = delivered
    exchange.offer(interval, items)
    Stranger(exchange.site, interval).offer(50)
    exchange.conclude(interval, items)
    (stored,) = exchange.store.results(start_s=interval.start_s, end_s=interval.end_s)
    (outside,) = [order for order in stored.orders if order.meter_id == OUTSIDE]
    assert (outside.side, outside.quantity_wh, outside.limit_ticks) == ("ask", 50, 100)
    sold = sum(trade.quantity_wh for trade in stored.trades if trade.seller == OUTSIDE)
    assert sold == outside.filled_wh == 50
