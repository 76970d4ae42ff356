"""A market of many orders: placed, cleared, ranked and settled on chain, and cleared again by Python."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np

from gridtokenx.base.interval import MarketInterval
from gridtokenx.base.stream import stream_key, uniform
from gridtokenx.market.book import Band
from gridtokenx.market.clearing.uniform import clear_arrays
from gridtokenx.market.order import Side
from gridtokenx.pipeline.attest import attest
from gridtokenx.pipeline.book import SETTLED, PlacedOrder, read_again, read_interval
from gridtokenx.pipeline.clear import clear, close, settle
from gridtokenx.pipeline.place import Quote, address_of_order, place
from gridtokenx.pipeline.site import Site
from gridtokenx.pipeline.trade import open_interval
from gridtokenx.reading.record import IntervalReading
from on_ledger.checks import check_supply, same, vaults
from on_ledger.founded import SEED, founded, interval_at, readings_of
from on_ledger.timing import Spent, Watch, staged, timed

BAND = Band(0, 599)
PRICE_MIDDLE, PRICE_SPREAD = 250, 140
CREDIT_UNITS = 10**12
"""What a buyer pays in with the first bid."""


def measure(*, count: int, owners: int, zones: int) -> dict[str, object]:
    """Clear one interval; every owner places as many orders as any other, in turn."""
    with founded(owners, zones=zones) as ledger:
        interval, site = interval_at(0), ledger.run.exchange.site
        readings = readings_of(ledger.run, interval)
        site.ledger.advance_to(interval.end_s)
        with site.ledger.group():
            attest(site, readings, interval=interval)
            for zone in range(zones):
                open_interval(site, interval, zone=zone)
        books: dict[int, list[Quote]] = {zone: [] for zone in range(zones)}
        for quote in quotes_of(site, readings, count=count):
            books[quote.connection.zone].append(quote)
        before = site.ledger.transaction_count()
        stages = _run(site, interval, books)
        by_owners = _take_owners_part(stages["place"])
        transactions = site.ledger.transaction_count() - before
        check_supply(site, minted_wh=sum(r.surplus_wh for r in readings))
        same("the vaults", vaults(site), (0, 0))
    return {
        "orders": count,
        "owners": owners,
        "zones": zones,
        "total_s": sum((watch.total() for watch in stages.values()), Spent()).report(),
        "signing_by_owners_s": by_owners.report(),
        "parts_s": {name: watch.report() for name, watch in stages.items()},
        "transactions": transactions,
        "setup_s": round(ledger.setup_s, 2),
    }


def quotes_of(site: Site, readings: Sequence[IntervalReading], *, count: int) -> list[Quote]:
    """Return orders with limits around the middle of the band, the first of each owner before any second."""
    connections = site.by_id()
    rounds = -(-count // len(readings))
    index = np.arange(count, dtype=np.uint64)
    drawn = uniform(
        index * np.uint64(0x9E3779B97F4A7C15) + np.uint64(stream_key(SEED, "limits")), 0, channel=0
    )
    limits = (PRICE_MIDDLE + PRICE_SPREAD * (2.0 * drawn - 1.0)).astype(int).tolist()
    quotes = []
    for number, limit in enumerate(limits):
        nonce, at = divmod(number, len(readings))
        reading = readings[at]
        side = Side.ASK if reading.surplus_wh else Side.BID
        wh = (reading.surplus_wh or reading.deficit_wh) // rounds
        top_up = CREDIT_UNITS if side is Side.BID and not nonce else 0
        quotes.append(Quote(connections[reading.meter_id], side, wh, limit, top_up, nonce))
    return quotes


def _run(site: Site, interval: MarketInterval, books: Mapping[int, Sequence[Quote]]) -> dict[str, Watch]:
    """Take the zones' quotes through the market's stages, each durable."""
    watches = {name: Watch() for name in ("place", "clear and rank", "settle", "close")}
    orders: dict[int, list[PlacedOrder]] = {}

    with watches["place"]("addresses"):
        for zone, quotes in books.items():
            market = site.addresses.interval(interval.start_s, zone=zone)
            for quote in quotes:
                address_of_order(site, market, quote)
    with _stage(site, watches["place"]) as at:
        for zone, quotes in books.items():
            place(at, interval, quotes, zone=zone)
    with _stage(site, watches["clear and rank"]) as at:
        for zone in books:
            orders[zone] = clear(at, interval, zone=zone)
    with _stage(site, watches["settle"]) as at:
        for zone in books:
            settle(at, interval, orders[zone], zone=zone)
    for zone, quotes in books.items():
        orders[zone] = read_again(site, orders[zone])
        _check(site, interval, quotes, orders[zone], zone=zone)
    with _stage(site, watches["close"]) as at:
        for zone in books:
            close(at, interval, orders[zone], zone=zone)
    same(
        "what is left open", [read_interval(site, interval, zone=zone) for zone in books], [None] * len(books)
    )
    return watches


@contextmanager
def _stage(site: Site, watch: Watch) -> Iterator[Site]:
    """Time a stage, done in one durable group."""
    with staged(site, watch):
        yield timed(site, watch)


def _take_owners_part(watch: Watch) -> Spent:
    """Take the owners' signatures out of what was spent on signing."""
    share = watch.signatures_of_owners / watch.signatures
    signing = watch.parts["signing"]
    watch.parts["signing"] = signing.times(1 - share)
    return signing.times(share)


def _check(
    site: Site,
    interval: MarketInterval,
    quotes: Sequence[Quote],
    settled: Sequence[PlacedOrder],
    *,
    zone: int,
) -> None:
    """Hold what the chain decided against Python's auction over the same orders, bit for bit."""
    market, held = (
        site.addresses.interval(interval.start_s, zone=zone),
        read_interval(site, interval, zone=zone),
    )
    assert held is not None
    auction = clear_arrays(
        np.array([int(q.side) for q in quotes], dtype=np.uint8),
        np.array([q.limit for q in quotes], dtype=np.int64),
        np.array([q.quantity_wh for q in quotes], dtype=np.int64),
        band=BAND,
    )
    same("price and volume", (held.price, held.cleared_wh), (auction.price_ticks, auction.volume_wh))
    on_chain = {order.address: order for order in settled}
    same("the number of orders", len(on_chain), len(quotes))
    for quote, fill in zip(quotes, auction.fills_wh.tolist(), strict=True):
        order = on_chain[address_of_order(site, market, quote)]
        same(f"order {order.address}", (order.state, order.filled_wh), (SETTLED, fill))
