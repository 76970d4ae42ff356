"""Markets of one order to a thousand through the product's stages, each outcome that of Python's own auction.

The hundred thousand are in ``benchmarks/ledger.py orders``, with the same comparison.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from gridtokenx.base.interval import SETTLEMENT_S, MarketInterval
from gridtokenx.base.stream import stream_key, uniform
from gridtokenx.campus.generated import generated
from gridtokenx.chain.token import balance_of
from gridtokenx.compose import Plan, Run, open_run
from gridtokenx.market.book import Band
from gridtokenx.market.clearing.uniform import Auction, clear_arrays
from gridtokenx.market.order import Side
from gridtokenx.pipeline.attest import attest
from gridtokenx.pipeline.book import SETTLED, read_again, read_interval, read_orders
from gridtokenx.pipeline.clear import clear, close, settle
from gridtokenx.pipeline.found import found
from gridtokenx.pipeline.place import Quote, address_of_order, place
from gridtokenx.pipeline.site import Site
from gridtokenx.pipeline.trade import open_interval
from gridtokenx.reading.record import IntervalReading
from gridtokenx.reading.signing import sign
from gridtokenx.reading.validation import limits_of

START_S = 1_772_427_600
INTERVAL = MarketInterval(START_S, SETTLEMENT_S)
BAND = Band(0, 599)
OWNERS_MAX = 100
CREDIT_UNITS = 10**10


@pytest.fixture(params=[1, 2, 25, 1_000])
def size(request: pytest.FixtureRequest) -> int:
    count: int = request.param
    return count


@pytest.fixture
def run(size: int, tmp_path: Path) -> Iterator[Run]:
    """A founded fleet, its interval attested and its market open."""
    owners = max(2, min(size, OWNERS_MAX))
    campus = generated(meters=owners, seed=4)
    opened = open_run(
        Plan(campus=campus, seed=4, telemetry_s=900, gate_s=300, folder=tmp_path, start_s=START_S)
    )
    site = opened.exchange.site
    found(site)
    site.ledger.advance_to(INTERVAL.end_s)
    assert attest(site, readings(site), interval=INTERVAL) == ()
    open_interval(site, INTERVAL)
    yield opened
    opened.close()


def readings(site: Site) -> list[IntervalReading]:
    """Who can generate has a surplus, all others a deficit, both of a few kWh."""
    made = []
    for spec in site.campus.meters:
        wh = limits_of(spec).capacity_w // 20
        load_wh = limits_of(spec).load_w // 20
        reading = (
            IntervalReading(spec.meter_id, INTERVAL, wh, 0, 0, 0, 0, wh)
            if wh
            else IntervalReading(spec.meter_id, INTERVAL, 0, load_wh, 0, 0, load_wh, 0)
        )
        key = site.keys.meter(spec.meter_id)
        made.append(sign(reading, signer=lambda body, key=key: bytes(key.sign_message(body))))  # type: ignore[misc]  # a default binds the key
    return made


def quotes(site: Site, count: int) -> list[Quote]:
    """Orders on few prices, so that the level at the price is shared out, in the order of placing."""
    attested = readings(site)
    rounds = -(-count // len(attested))
    keys = np.arange(count, dtype=np.uint64) + np.uint64(stream_key(4, "limits") >> 1)
    drawn = uniform(keys, 0, channel=0)
    made = []
    for number, share in enumerate(drawn.tolist()):
        nonce, at = divmod(number, len(attested))
        reading, connection = attested[at], site.connections[at]
        side = Side.ASK if reading.surplus_wh else Side.BID
        wh = (reading.surplus_wh or reading.deficit_wh) // rounds
        top_up = CREDIT_UNITS if side is Side.BID and not nonce else 0
        made.append(Quote(connection, side, wh, 245 + int(10 * share), top_up, nonce))
    return made


def auctioned(wanted: Sequence[Quote]) -> Auction:
    return clear_arrays(
        np.array([int(q.side) for q in wanted], dtype=np.uint8),
        np.array([q.limit for q in wanted], dtype=np.int64),
        np.array([q.quantity_wh for q in wanted], dtype=np.int64),
        band=BAND,
    )


def credits_of(site: Site) -> list[int]:
    accounts = site.ledger.accounts([c.credit for c in site.connections])
    return [0 if account is None else balance_of(account.data) for account in accounts]


def earned(site: Site, wanted: Sequence[Quote], auction: Auction) -> list[int]:
    """What each owner has more in the end than before, top-ups included [credit units]."""
    more = {connection.wallet: 0 for connection in site.connections}
    price, feed_in = auction.price_ticks or 0, site.campus.tariff.feed_in_ticks
    for quote, fill in zip(wanted, auction.fills_wh.tolist(), strict=True):
        unsold = quote.quantity_wh - fill
        gain = -fill * price if quote.side is Side.BID else fill * price + unsold * feed_in
        more[quote.connection.wallet] += quote.top_up_units + gain
    return list(more.values())


def test_the_chain_decides_and_pays_what_python_does(run: Run, size: int) -> None:
    site = run.exchange.site
    wanted, before = quotes(site, size), credits_of(site)
    place(site, INTERVAL, wanted)
    auction = auctioned(wanted)

    orders = clear(site, INTERVAL)
    settle(site, INTERVAL, orders)
    market = read_interval(site, INTERVAL)
    assert market is not None
    assert (market.price, market.cleared_wh) == (auction.price_ticks, auction.volume_wh)
    settled = {o.address: (o.state, o.filled_wh) for o in read_again(site, orders)}
    for quote, fill in zip(wanted, auction.fills_wh.tolist(), strict=True):
        assert settled.pop(address_of_order(site, market.address, quote)) == (SETTLED, fill)
    assert not settled

    after = credits_of(site)
    assert [b - a for a, b in zip(before, after, strict=True)] == earned(site, wanted, auction)
    vaults = site.ledger.accounts([site.addresses.energy_vault(), site.addresses.credit_vault()])
    assert [balance_of(vault.data) for vault in vaults if vault is not None] == [0, 0]
    if size == 1_000:
        assert auction.marginal is not None, "the marginal level must be shared out"

    close(site, INTERVAL, read_again(site, orders))
    assert read_interval(site, INTERVAL) is None
    assert read_orders(site, INTERVAL) == []
