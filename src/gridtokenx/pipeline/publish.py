"""What the market made of an interval, read back from the ledger's accounts before they are closed."""

from collections.abc import Sequence
from typing import cast

from gridtokenx.base.interval import MarketInterval
from gridtokenx.market.clearing.uniform import Clearing
from gridtokenx.market.order import Order, Side
from gridtokenx.pipeline.book import PlacedOrder, read_interval
from gridtokenx.pipeline.certify import minted_wh as certified_minted_wh
from gridtokenx.pipeline.site import Site
from gridtokenx.reading.record import IntervalReading
from gridtokenx.settlement.result import OUTSIDE, IntervalResult, OrderResult
from gridtokenx.settlement.trade import trades

SIDES = {Side.BID: "bid", Side.ASK: "ask"}


def result_of(
    site: Site, interval: MarketInterval, readings: Sequence[IntervalReading], placed: Sequence[PlacedOrder]
) -> IntervalResult | None:
    """Return the result of a settled interval, or None when its accounts are closed already.

    Args:
        site: The campus on its ledger.
        interval: A cleared interval.
        readings: Its attested readings.
        placed: Its settled orders.
    """
    market = read_interval(site, interval)
    if market is None:
        return None
    orders = _orders(site, placed)
    fills = tuple(order.filled_wh for order in placed)
    tariff = site.campus.tariff
    return IntervalResult(
        interval=interval,
        price_ticks=market.price,
        traded_wh=market.cleared_wh,
        minted_wh=_minted(site, interval),
        burned_wh=sum(o.filled_wh for o in placed if o.side == Side.BID),
        redeemed_wh=sum(_unsold(o) for o in placed),
        import_wh=sum(r.import_wh for r in readings),
        export_wh=sum(r.export_wh for r in readings),
        savings_units=market.cleared_wh * (tariff.grid_ticks - tariff.feed_in_ticks),
        orders=tuple(
            OrderResult(o.meter_id, SIDES[o.side], o.quantity_wh, o.limit_ticks, fill, str(on_chain.address))
            for o, fill, on_chain in zip(orders, fills, placed, strict=True)
        ),
        trades=trades(Clearing(market.price, market.cleared_wh, None, orders, fills)),
    )


def _orders(site: Site, placed: Sequence[PlacedOrder]) -> tuple[Order, ...]:
    meters = {c.wallet: c.spec.meter_id for c in site.connections}
    return tuple(
        Order(meters.get(o.owner, OUTSIDE), Side(o.side), o.quantity_wh, o.limit, o.ticket) for o in placed
    )


def _minted(site: Site, interval: MarketInterval) -> int:
    """Energy that the interval's attestation and its certificates minted [Wh], as the ledger counts it."""
    account = site.ledger.account(site.addresses.batch(interval.start_s))
    if account is None:
        return 0
    attested = int(cast("int", site.programs.oracle.account("Batch", account.data)["minted_wh"]))
    return attested + certified_minted_wh(site, interval)


def _unsold(order: PlacedOrder) -> int:
    return order.quantity_wh - order.filled_wh if order.side == Side.ASK and order.redeem else 0
