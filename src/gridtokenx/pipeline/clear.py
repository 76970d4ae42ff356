"""Clearing and settling an interval once its gate is closed. Anybody may send these; the operator does.

Each step is taken only where the ledger shows that it is still to do, so a run that was cut off goes on.
Orders are read once and handed from step to step.
"""

from collections.abc import Sequence

from gridtokenx.base.interval import MarketInterval
from gridtokenx.chain.message import Call
from gridtokenx.chain.packing import chunk
from gridtokenx.chain.template import Template
from gridtokenx.chain.transaction import MAX_ACCOUNTS
from gridtokenx.market.order import Side
from gridtokenx.pipeline.book import (
    CANCELLED,
    INTERVAL_OPEN,
    OPEN,
    OnMarket,
    PlacedOrder,
    read_interval,
    read_orders,
)
from gridtokenx.pipeline.sending import Step
from gridtokenx.pipeline.site import Site

MOST_SETTLED = 8
"""Orders settled by one transaction: more carry its log past the 10,000 bytes that a validator keeps."""


def clear(site: Site, interval: MarketInterval, *, zone: int = 0) -> list[PlacedOrder]:
    """Close the gate, let the chain find the price, rank the rationed level.

    Returns:
        The interval's orders, for :func:`settle`; none when it is closed already.

    Raises:
        ProgramError: A program refused.
    """
    market = read_interval(site, interval, zone=zone)
    if market is None:
        return []
    site.ledger.advance_to(market.gate_s)
    if market.state == INTERVAL_OPEN:
        site.sender.send([Step((_call(site, market, "clear_interval", zone=zone),))])
        market = read_interval(site, interval, zone=zone)
    orders = read_orders(site, interval, zone=zone)
    if market is not None and market.marginal_left:
        level = [
            order
            for order in orders
            if (order.side, order.limit) == (market.marginal_side, market.price)
            and order.ticket >= market.rank_cursor
        ]
        template = Template(
            site.programs.trading, "rank_orders", fixed={"interval": market.address}, remaining=(True,)
        )
        _send_pieces(site, template, "rank_orders", [(bytes(order.address),) for order in level])
    return orders


def settle(site: Site, interval: MarketInterval, orders: Sequence[PlacedOrder], *, zone: int = 0) -> None:
    """Settle the orders that are open: pay, refund, burn what is consumed, redeem the unsold.

    Raises:
        ProgramError: A program refused.
    """
    fixed = {"interval": site.addresses.interval(interval.start_s, zone=zone)}
    template = Template(site.programs.trading, "settle_order", fixed=fixed, remaining=(True, True, True))
    waiting = [_settled(order) for order in orders if order.state == OPEN]
    _send_pieces(site, template, "settle_order", waiting, most=MOST_SETTLED)


def close(site: Site, interval: MarketInterval, orders: Sequence[PlacedOrder], *, zone: int = 0) -> None:
    """Close the interval's accounts; the rent of each returns to who paid it.

    An order that is held up, because a payout account of its owner is gone, stays, and the interval with it:
    its owner alone can let it go on.

    Raises:
        ProgramError: A program refused.
    """
    market = read_interval(site, interval, zone=zone)
    if market is None:
        return
    trading = site.programs.trading
    fixed, data = {"interval": market.address}, trading.data("close_order", {})
    template = Template(trading, "close_order", fixed=fixed, free=("order", "payer"))
    over = [order for order in orders if order.state != OPEN]
    last = sorted(over, key=lambda order: order.state == CANCELLED)
    calls = [template.fill((bytes(order.address), bytes(order.payer)), data) for order in last]
    if len(over) == len(orders):
        calls.append(_call(site, market, "close_interval", zone=zone))
    site.sender.send_packed(calls)


def _call(site: Site, market: OnMarket, name: str, *, zone: int) -> Call:
    """Build an instruction that works on an interval alone."""
    trading = site.programs.trading
    known = {"interval": market.address, "payer": market.payer, "zone_account": site.addresses.zone(zone)}
    fixed = {a.name: known[a.name] for a in trading.spec(name).accounts if a.name in known}
    return Template(trading, name, fixed=fixed).fill((), trading.data(name, {}))


def _settled(order: PlacedOrder) -> tuple[bytes, bytes, bytes]:
    """Return the accounts that settle an order; credit alone where energy cannot come back to the owner."""
    credit = bytes(order.payout_credit)
    needs_energy = order.side == Side.ASK and not order.redeem
    return bytes(order.address), bytes(order.payout_energy) if needs_energy else credit, credit


def _send_pieces(
    site: Site, template: Template, name: str, groups: Sequence[Sequence[bytes]], *, most: int = MAX_ACCOUNTS
) -> None:
    """Send an instruction over groups of further accounts, as many in each transaction as fit."""
    data = site.programs.trading.data(name, {})

    def build(piece: Sequence[Sequence[bytes]]) -> tuple[Call]:
        return (template.fill((), data, [key for group in piece for key in group]),)

    pieces = chunk(groups, build, payer=site.operator_address(), most=most)
    site.sender.send([Step(build(piece)) for piece in pieces])
