from tests.unit.pipeline.conftest import Delivered

from gridtokenx.base.units import UNITS_PER_WH
from gridtokenx.chain.token import balance_of
from gridtokenx.market.order import Side
from gridtokenx.pipeline.attest import attest
from gridtokenx.pipeline.book import read_orders
from gridtokenx.pipeline.site import Site
from gridtokenx.pipeline.trade import collect, open_interval, quotes


def opened(site: Site, delivered: Delivered) -> None:
    interval, items = delivered
    attest(site, [item.reading for item in items], interval=interval)
    open_interval(site, interval)


def test_sellers_offer_what_they_hold_and_buyers_bid_their_deficit(site: Site, delivered: Delivered) -> None:
    interval, items = delivered
    attest(site, [item.reading for item in items], interval=interval)
    wanted = {q.connection.spec.meter_id: q for q in quotes(site, items, last_prices=())}
    tariff = site.campus.tariff
    for item in items:
        reading = item.reading
        quote = wanted[reading.meter_id]
        assert quote.quantity_wh == max(reading.surplus_wh, reading.deficit_wh)
        if quote.side is Side.BID:
            assert quote.limit <= tariff.grid_ticks
        else:
            assert quote.limit >= tariff.feed_in_ticks
    assert {q.side for q in wanted.values()} == {Side.BID, Side.ASK}


def test_orders_are_escrowed_in_full(site: Site, delivered: Delivered) -> None:
    interval, items = delivered
    opened(site, delivered)
    collect(site, interval, items, last_prices=())
    orders = read_orders(site, interval)
    assert len(orders) == len(items)
    energy, credit = site.ledger.accounts([site.addresses.energy_vault(), site.addresses.credit_vault()])
    assert energy is not None
    assert credit is not None
    asks = sum(o.quantity_wh for o in orders if o.side == Side.ASK)
    bids = sum(o.quantity_wh * o.limit for o in orders if o.side == Side.BID)
    assert balance_of(energy.data) == asks * UNITS_PER_WH
    assert balance_of(credit.data) == bids


def test_collecting_again_places_nothing(site: Site, delivered: Delivered) -> None:
    interval, items = delivered
    opened(site, delivered)
    collect(site, interval, items, last_prices=())
    before = site.ledger.transaction_count()
    collect(site, interval, items, last_prices=())
    assert site.ledger.transaction_count() == before
