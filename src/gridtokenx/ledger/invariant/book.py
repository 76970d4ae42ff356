"""The clearing rules once more, written from docs/concept/ledger.md and shared with nobody.

An audit that used the market's own code would repeat its mistakes; this one is short, slow and plain.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from solders.pubkey import Pubkey

from gridtokenx.base.units import UNITS_PER_WH

BID, ASK = 0, 1
NO_PRICE = 65_535


@dataclass(slots=True)
class BookOrder:
    """An order as the ledger placed it, and what became of it."""

    order: Pubkey
    interval: Pubkey
    owner: Pubkey
    side: int
    limit: int
    quantity_wh: int
    ticket: int
    cancelled: bool = False
    settled: bool = False
    filled_wh: int = 0

    @property
    def is_open(self) -> bool:
        """Whether the order still waits for its settlement."""
        return not (self.cancelled or self.settled)

    @property
    def locked_units(self) -> int:
        """What it locked: credit of a bid, energy of an ask [base units]."""
        return self.quantity_wh * (self.limit if self.side == BID else UNITS_PER_WH)


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A clearing, computed anew: fills by order [Wh]."""

    price: int
    cleared_wh: int
    fills: dict[Pubkey, int]


def recompute(orders: Sequence[BookOrder]) -> Recomputed:
    """Clear live orders by the ledger's rules 1 to 7.

    The band needs not be known: where anything crosses, the price lies between two orders' limits.

    Args:
        orders: The interval's orders that were not cancelled.
    """
    nothing = Recomputed(NO_PRICE, 0, {order.order: 0 for order in orders})
    ceiling = max([0, *(order.limit for order in orders)])
    bids = [0] * (ceiling + 3)
    asks = [0] * (ceiling + 3)
    for order in orders:
        (bids if order.side == BID else asks)[order.limit] += order.quantity_wh
    demand = [0] * (ceiling + 3)
    for price in range(ceiling, -1, -1):
        demand[price] = demand[price + 1] + bids[price]
    supply = [0] * (ceiling + 3)
    for price in range(ceiling + 2):
        supply[price] = (supply[price - 1] if price else 0) + asks[price]
    band = range(ceiling + 1)
    low = next(p for p in band if demand[p + 1] <= supply[p])
    high = next(p for p in reversed(band) if (supply[p - 1] if p else 0) <= demand[p])
    price = (low + high) // 2
    volume = min(demand[price], supply[price])
    if volume == 0:
        return nothing
    below = supply[price - 1] if price else 0
    left = {BID: volume - demand[price + 1], ASK: volume - below}
    return Recomputed(price, volume, shares(orders, price=price, left=left))


def shares(orders: Sequence[BookOrder], *, price: int, left: dict[int, int]) -> dict[Pubkey, int]:
    """Hand out energy [Wh]: what is inside the price fills, the price's own level shares by ticket.

    Args:
        orders: Live orders.
        price: The one price [ticks].
        left: What each side's own level has to share [Wh]; counted down.
    """
    fills: dict[Pubkey, int] = {}
    for order in sorted(orders, key=lambda o: o.ticket):
        inside = order.limit > price if order.side == BID else order.limit < price
        if inside:
            fills[order.order] = order.quantity_wh
        elif order.limit == price:
            fills[order.order] = min(order.quantity_wh, left[order.side])
            left[order.side] -= fills[order.order]
        else:
            fills[order.order] = 0
    return fills
