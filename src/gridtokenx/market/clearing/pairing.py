"""Who traded with whom: the fills of both sides, walked together in priority order.

The auction itself knows no partners; a pair is how its result is told to people and drawn on a map.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from gridtokenx.market.clearing.uniform import Clearing
from gridtokenx.market.order import Order, Side


@dataclass(frozen=True, slots=True)
class Pairing:
    """A part of an ask's fill that met a part of a bid's."""

    ask: Order
    bid: Order
    quantity_wh: int


def _by_priority(clearing: Clearing, side: Side) -> Iterator[tuple[Order, int]]:
    filled = [
        (order, fill)
        for order, fill in zip(clearing.orders, clearing.fills_wh, strict=True)
        if fill > 0 and order.side is side
    ]
    sign = -1 if side is Side.BID else 1
    return iter(sorted(filled, key=lambda item: (sign * item[0].limit_ticks, item[0].ticket)))


def pair(clearing: Clearing) -> tuple[Pairing, ...]:
    """Pair the fills of both sides, best price first and then by ticket.

    At most bids + asks - 1 pairs; their quantities add up to the cleared quantity.
    """
    asks, bids = _by_priority(clearing, Side.ASK), _by_priority(clearing, Side.BID)
    pairs: list[Pairing] = []
    ask, ask_wh = next(asks, (None, 0))
    bid, bid_wh = next(bids, (None, 0))
    while ask is not None and bid is not None:
        quantity_wh = min(ask_wh, bid_wh)
        pairs.append(Pairing(ask, bid, quantity_wh))
        ask_wh -= quantity_wh
        bid_wh -= quantity_wh
        if ask_wh == 0:
            ask, ask_wh = next(asks, (None, 0))
        if bid_wh == 0:
            bid, bid_wh = next(bids, (None, 0))
    return tuple(pairs)
