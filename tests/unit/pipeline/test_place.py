from tests.unit.pipeline.conftest import Delivered

from gridtokenx.base.interval import MarketInterval
from gridtokenx.market.order import Side
from gridtokenx.pipeline.attest import attest
from gridtokenx.pipeline.book import read_orders
from gridtokenx.pipeline.place import Quote, address_of_order, place
from gridtokenx.pipeline.site import Site
from gridtokenx.pipeline.trade import open_interval, quotes

TOP_UP = 10**9


def opened(site: Site, delivered: Delivered) -> tuple[MarketInterval, list[Quote]]:
    interval, items = delivered
    attest(site, [item.reading for item in items], interval=interval)
    open_interval(site, interval)
    return interval, quotes(site, items, last_prices=())


def test_several_orders_share_a_transaction_and_keep_their_turn(site: Site, delivered: Delivered) -> None:
    interval, wanted = opened(site, delivered)
    before = site.ledger.transaction_count()
    place(site, interval, wanted)
    assert site.ledger.transaction_count() - before < len(wanted)
    placed = {order.address: order for order in read_orders(site, interval)}
    market = site.addresses.interval(interval.start_s)
    for quote in wanted:
        order = placed.pop(address_of_order(site, market, quote))
        assert (order.side, order.limit, order.quantity_wh) == (quote.side, quote.limit, quote.quantity_wh)
        assert order.owner == quote.connection.wallet
        assert order.redeem == (quote.side is Side.ASK)
    assert not placed


def test_an_owner_places_more_than_one(site: Site, delivered: Delivered) -> None:
    interval, wanted = opened(site, delivered)
    bid = next(quote for quote in wanted if quote.side is Side.BID)
    first, second = bid.quantity_wh // 2, bid.quantity_wh // 3
    place(
        site,
        interval,
        [
            Quote(bid.connection, Side.BID, first, bid.limit, top_up_units=TOP_UP),
            Quote(bid.connection, Side.BID, second, bid.limit, nonce=1),
        ],
    )
    orders = read_orders(site, interval)
    assert [(o.ticket, o.quantity_wh) for o in orders] == [(0, first), (1, second)]


def test_nothing_to_place_sends_nothing(site: Site, delivered: Delivered) -> None:
    interval, _ = opened(site, delivered)
    before = site.ledger.transaction_count()
    place(site, interval, [])
    assert site.ledger.transaction_count() == before
