"""What the market made of an interval, read back from the ledger's accounts before they are closed."""

from collections.abc import Sequence

from gridtokenx.base.interval import MarketInterval
from gridtokenx.pipeline.book import ASK, BID, PlacedOrder, read_interval, read_orders
from gridtokenx.pipeline.site import Site
from gridtokenx.reading.record import IntervalReading
from gridtokenx.settlement.result import IntervalResult, OrderResult

SIDES = {BID: "bid", ASK: "ask"}


def result_of(site: Site, interval: MarketInterval, readings: Sequence[IntervalReading]) -> IntervalResult | None:
    """Return the result of a settled interval, or None when its accounts are closed already.

    Args:
        site: The campus on its ledger.
        interval: A cleared interval.
        readings: Its attested readings.
    """
    market = read_interval(site, interval)
    if market is None:
        return None
    orders = read_orders(site, interval)
    meters = {c.wallet: c.spec.meter_id for c in site.connections}
    tariff = site.campus.tariff
    return IntervalResult(
        interval=interval,
        price_ticks=market.price,
        traded_wh=market.cleared_wh,
        minted_wh=sum(r.surplus_wh for r in readings),
        burned_wh=sum(o.filled_wh for o in orders if o.side == BID),
        redeemed_wh=sum(_unsold(o) for o in orders),
        import_wh=sum(r.import_wh for r in readings),
        export_wh=sum(r.export_wh for r in readings),
        savings_units=market.cleared_wh * (tariff.grid_ticks - tariff.feed_in_ticks),
        orders=tuple(
            OrderResult(
                meter_id=meters[o.owner],
                side=SIDES[o.side],
                quantity_wh=o.quantity_wh,
                limit_ticks=o.limit,
                filled_wh=o.filled_wh,
                address=str(o.address),
            )
            for o in orders
            if o.owner in meters
        ),
        trades=(),
    )


def _unsold(order: PlacedOrder) -> int:
    if order.side == ASK and order.redeem:
        return order.quantity_wh - order.filled_wh
    return 0
