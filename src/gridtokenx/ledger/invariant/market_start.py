"""Where the market's rules begin at a snapshot: its intervals and orders, from their accounts.

An order that was settled may have been closed already, and then an interval cannot be computed anew as a
whole; what the orders that are left are due still follows from the interval's price and its ranking.
"""

from collections.abc import Iterator, Mapping, Sequence

from solders.pubkey import Pubkey

from gridtokenx.base.units import UNITS_PER_WH
from gridtokenx.ledger.invariant.book import BID, NO_PRICE, BookOrder, Recomputed, recompute, shares
from gridtokenx.ledger.invariant.interval import FollowedInterval
from gridtokenx.ledger.invariant.rule import View, address, number

CLEARED = 1
CANCELLED, SETTLED = 1, 2
Fields = Mapping[str, object]


def newest_cleared(view: View) -> list[Pubkey]:
    """Return the intervals that are cleared and whose account is still there."""
    found = view.all(view.programs.trading, "MarketInterval")
    return [place for place, fields in found if number(fields, "state") == CLEARED]


def followed_intervals(view: View) -> Iterator[FollowedInterval]:
    """Yield the intervals with an order that waits for its settlement."""
    by_interval: dict[Pubkey, list[tuple[BookOrder, Fields]]] = {}
    for place, fields in view.all(view.programs.trading, "Order"):
        by_interval.setdefault(address(fields, "interval"), []).append((_order(place, fields), fields))
    for key, placed in by_interval.items():
        account = view.read(view.programs.trading, "MarketInterval", key)
        if account is not None and any(order.is_open for order, _ in placed):
            yield _followed(key, account, placed)


def _order(place: Pubkey, fields: Fields) -> BookOrder:
    state = number(fields, "state")
    return BookOrder(
        order=place,
        interval=address(fields, "interval"),
        owner=address(fields, "owner"),
        side=number(fields, "side"),
        limit=number(fields, "limit"),
        quantity_wh=number(fields, "quantity_wh"),
        ticket=number(fields, "ticket"),
        cancelled=state == CANCELLED,
        settled=state == SETTLED,
        filled_wh=number(fields, "filled_wh") if state == SETTLED else 0,
    )


def _followed(key: Pubkey, account: Fields, placed: Sequence[tuple[BookOrder, Fields]]) -> FollowedInterval:
    orders = [order for order, _ in placed]
    live = [order for order in orders if not order.cancelled]
    counted = number(account, "bid_count") + number(account, "ask_count") - number(account, "cancelled_count")
    interval = FollowedInterval(key, {order.order: order for order in orders}, is_whole=counted == len(live))
    interval.waiting = sum(order.is_open for order in orders)
    if number(account, "state") != CLEARED:
        interval.owed_credit = sum(order.locked_units for order in live if order.side == BID)
        interval.owed_energy = sum(order.locked_units for order in live if order.side != BID)
        return interval
    interval.clearing = recompute(live) if interval.is_whole else _left(account, placed)
    price = 0 if interval.clearing.price == NO_PRICE else interval.clearing.price
    for order in orders:
        if order.is_open:
            _owe(interval, order, interval.clearing.fills[order.order], price)
    return interval


def _owe(interval: FollowedInterval, order: BookOrder, fill_wh: int, price: int) -> None:
    """Count what an order's settlement will take out of the vaults."""
    if order.side == BID:
        interval.owed_credit += order.locked_units - fill_wh * price
        interval.owed_energy += fill_wh * UNITS_PER_WH
    else:
        interval.owed_credit += fill_wh * price
        interval.owed_energy += (order.quantity_wh - fill_wh) * UNITS_PER_WH


def _left(account: Fields, placed: Sequence[tuple[BookOrder, Fields]]) -> Recomputed:
    """Return what the orders that are left are due, from the interval's price and its ranking."""
    price, cleared_wh = number(account, "price"), number(account, "cleared_wh")
    live = [(order, fields) for order, fields in placed if not order.cancelled]
    if price == NO_PRICE:
        return Recomputed(NO_PRICE, 0, {order.order: 0 for order, _ in live})
    longer = number(account, "marginal_side")
    cursor = number(account, "rank_cursor")
    done = {order.order: number(fields, "filled_wh") for order, fields in live if number(fields, "ranked")}
    waiting = [order for order, _ in live if order.order not in done]
    # A ticket before the cursor has had its turn; what is left is shared by the others in their order.
    plenty = sum(order.quantity_wh for order in waiting)
    left = {side: number(account, "marginal_left") if side == longer else plenty for side in (0, 1)}
    assert all(o.ticket >= cursor for o in waiting if o.side == longer and o.limit == price)
    return Recomputed(price, cleared_wh, done | shares(waiting, price=price, left=left))
