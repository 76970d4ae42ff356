import numpy as np
import pytest
from tests.unit.pipeline.conftest import Delivered
from tests.unit.pipeline.stranger import Stranger

from gridtokenx.chain.token import balance_of
from gridtokenx.market.book import Band
from gridtokenx.market.clearing.uniform import clear_arrays
from gridtokenx.market.order import Side
from gridtokenx.pipeline.book import INTERVAL_CLEARED, SETTLED, read_interval, read_orders
from gridtokenx.pipeline.clear import clear, close, settle
from gridtokenx.pipeline.interval import Exchange


def test_the_chain_finds_the_price_that_python_finds(exchange: Exchange, delivered: Delivered) -> None:
    interval, items = delivered
    exchange.offer(interval, items)
    settle(exchange.site, interval, clear(exchange.site, interval))
    market = read_interval(exchange.site, interval)
    orders = read_orders(exchange.site, interval)
    assert market is not None
    assert market.state == INTERVAL_CLEARED
    auction = clear_arrays(
        np.array([o.side for o in orders]),
        np.array([o.limit for o in orders]),
        np.array([o.quantity_wh for o in orders]),
        band=Band(0, 599),
    )
    assert (market.price, market.cleared_wh) == (auction.price_ticks, auction.volume_wh)
    assert [o.filled_wh for o in orders] == list(auction.fills_wh)
    assert market.cleared_wh > 0
    assert all(o.state == SETTLED for o in orders)


def test_settling_empties_the_vaults_and_closing_the_accounts(
    exchange: Exchange, delivered: Delivered
) -> None:
    interval, items = delivered
    site = exchange.site
    exchange.offer(interval, items)
    settle(site, interval, clear(site, interval))
    vaults = site.ledger.accounts([site.addresses.energy_vault(), site.addresses.credit_vault()])
    assert [balance_of(v.data) for v in vaults if v is not None] == [0, 0]
    close(site, interval, read_orders(site, interval))
    assert read_interval(site, interval) is None
    assert read_orders(site, interval) == []


def test_each_step_again_changes_nothing(exchange: Exchange, delivered: Delivered) -> None:
    interval, items = delivered
    site = exchange.site
    exchange.offer(interval, items)
    steps = (
        lambda: clear(site, interval),
        lambda: settle(site, interval, read_orders(site, interval)),
        lambda: close(site, interval, read_orders(site, interval)),
    )
    for step in steps:
        step()
        count = site.ledger.transaction_count()
        step()
        assert site.ledger.transaction_count() == count


def test_sellers_are_paid_by_buyers_to_the_unit(exchange: Exchange, delivered: Delivered) -> None:
    interval, items = delivered
    site = exchange.site
    exchange.offer(interval, items)
    before = credits_of(exchange)
    orders = read_orders(site, interval)
    locked = {o.owner: o.quantity_wh * o.limit for o in orders if o.side == Side.BID}
    settle(site, interval, clear(site, interval))
    market, orders = read_interval(site, interval), read_orders(site, interval)
    assert market is not None
    price = market.price or 0
    feed_in = site.campus.tariff.feed_in_ticks
    after = credits_of(exchange)
    for order in orders:
        change = after[order.owner] - before[order.owner]
        if order.side == Side.BID:
            assert change == locked[order.owner] - order.filled_wh * price
        else:
            assert change == order.filled_wh * price + (order.quantity_wh - order.filled_wh) * feed_in


def credits_of(exchange: Exchange) -> dict[object, int]:
    site = exchange.site
    accounts = site.ledger.accounts([c.credit for c in site.connections])
    return {
        c.wallet: balance_of(a.data) for c, a in zip(site.connections, accounts, strict=True) if a is not None
    }


@pytest.mark.parametrize("gone", [False, True])
def test_a_strangers_order_is_settled_and_closed_like_any_other(
    exchange: Exchange,
    delivered: Delivered,
    gone: bool,  # parametrised
) -> None:
    """It was paid for by another, and may have lost its payout account: nobody waits for that."""
    interval, items = delivered
    site = exchange.site
    exchange.offer(interval, items)
    stranger = Stranger(site, interval)
    stranger.offer(50)
    if gone:
        stranger.close_accounts()
    settle(site, interval, clear(site, interval))
    close(site, interval, read_orders(site, interval))
    left = [order.owner for order in read_orders(site, interval)]
    assert left == ([stranger.wallet] if gone else [])
    assert (read_interval(site, interval) is None) is not gone
    count = site.ledger.transaction_count()
    close(site, interval, read_orders(site, interval))
    assert site.ledger.transaction_count() == count
