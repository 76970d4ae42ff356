from tests.unit.pipeline.conftest import Delivered

from gridtokenx.market.order import Side
from gridtokenx.pipeline.book import INTERVAL_OPEN, newest_opened, read_interval, read_orders
from gridtokenx.pipeline.interval import Exchange


def test_levels_hold_what_the_orders_add_up_to(exchange: Exchange, delivered: Delivered) -> None:
    interval, items = delivered
    assert newest_opened(exchange.site) == -1
    exchange.offer(interval, items)
    market = read_interval(exchange.site, interval)
    assert market is not None
    assert (market.state, market.gate_s, market.price) == (INTERVAL_OPEN, interval.end_s + 300, None)
    orders = read_orders(exchange.site, interval)
    for side in Side:
        of_orders = sorted((o.limit, o.quantity_wh) for o in orders if o.side == side)
        of_levels = [(price, wh) for at, price, wh, _ in market.price_levels if at == side]
        assert {p for p, _ in of_levels} == {p for p, _ in of_orders}
        assert sum(wh for _, wh in of_levels) == sum(wh for _, wh in of_orders)
    assert newest_opened(exchange.site) == interval.start_s


def test_what_was_never_opened_is_none(exchange: Exchange, delivered: Delivered) -> None:
    assert read_interval(exchange.site, delivered[0]) is None
    assert read_orders(exchange.site, delivered[0]) == []
