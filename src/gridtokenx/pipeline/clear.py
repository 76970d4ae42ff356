"""Clearing and settling an interval once its gate is closed. Anybody may send these; the operator does.

Each step is taken only where the ledger shows that it is still to do, so a run that was cut off goes on.
"""

from collections.abc import Callable, Sequence

from solders.instruction import AccountMeta, Instruction
from solders.pubkey import Pubkey

from gridtokenx.base.interval import MarketInterval
from gridtokenx.chain.transaction import chunk
from gridtokenx.pipeline.book import CANCELLED, INTERVAL_OPEN, OPEN, PlacedOrder, read_interval, read_orders
from gridtokenx.pipeline.sending import Step
from gridtokenx.pipeline.site import Site


def clear(site: Site, interval: MarketInterval) -> None:
    """Close the gate, let the chain find the price, rank the rationed level.

    Raises:
        ProgramError: A program refused.
    """
    market = read_interval(site, interval)
    if market is None:
        return
    site.ledger.advance_to(market.gate_s)
    if market.state == INTERVAL_OPEN:
        site.sender.send([Step((_on(site, interval, "clear_interval"),))])
        market = read_interval(site, interval)
    if market is None or not market.marginal_left:
        return
    level = [
        order
        for order in read_orders(site, interval)
        if (order.side, order.limit) == (market.marginal_side, market.price)
        and order.ticket >= market.rank_cursor
    ]
    _send_pieces(site, level, lambda orders: _on(site, interval, "rank_orders", [o.address for o in orders]))


def settle(site: Site, interval: MarketInterval) -> None:
    """Settle every open order of a cleared interval: pay, refund, burn what is consumed, redeem the unsold.

    Raises:
        ProgramError: A program refused.
    """
    waiting = [order for order in read_orders(site, interval) if order.state == OPEN]
    _send_pieces(
        site,
        waiting,
        lambda orders: _on(
            site,
            interval,
            "settle_order",
            [key for o in orders for key in (o.address, o.payout_energy, o.payout_credit)],
        ),
    )


def close(site: Site, interval: MarketInterval) -> None:
    """Close the interval's settled accounts; the rent returns to the operator who paid it.

    Raises:
        ProgramError: A program refused.
    """
    if read_interval(site, interval) is None:
        return
    me = site.operator().pubkey()
    closing = [
        site.programs.trading.instruction(
            "close_order",
            accounts={
                "payer": me,
                "interval": site.addresses.interval(interval.start_s),
                "order": order.address,
            },
        )
        for order in sorted(read_orders(site, interval), key=lambda order: order.state == CANCELLED)
    ]
    closing.append(_on(site, interval, "close_interval"))
    site.sender.send_packed(closing)


def _on(site: Site, interval: MarketInterval, name: str, remaining: Sequence[Pubkey] = ()) -> Instruction:
    """Build an instruction that works on an interval and, as remaining accounts, on its orders."""
    accounts = {"interval": site.addresses.interval(interval.start_s)}
    needed = {account.name for account in site.programs.trading.idl.instructions[name].accounts}
    if "payer" in needed:
        accounts["payer"] = site.operator().pubkey()
    if "zone_account" in needed:
        accounts["zone_account"] = site.addresses.zone()
    metas = [AccountMeta(key, is_signer=False, is_writable=True) for key in remaining]
    return site.programs.trading.instruction(name, accounts=accounts, remaining=metas)


def _send_pieces(
    site: Site, orders: Sequence[PlacedOrder], build: Callable[[Sequence[PlacedOrder]], Instruction]
) -> None:
    pieces = chunk(orders, lambda piece: [build(piece)], payer=site.operator().pubkey())
    site.sender.send([Step((build(piece),)) for piece in pieces])
