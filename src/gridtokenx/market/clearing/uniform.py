"""The uniform-price call auction over arrays, bit for bit what the ledger's engine decides.

Rules 1 to 9 are in docs/concept/market.md, "The auction"; the ledger's own is `programs/engine`.
All sums are int64: 600 levels of 2^32 Wh stay below 2^42.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridtokenx.market.book import Band, Book
from gridtokenx.market.order import Order, Side

Wh = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Auction:
    """What the auction decided, with a fill for each order."""

    price_ticks: int | None
    volume_wh: int
    marginal: Side | None
    """The side that is longer at the price and shares it by time; None when both fill."""
    marginal_wh: int
    """What the rationed level shares [Wh]: F of rule 5."""
    fills_wh: Wh
    """Fill by order, shape (n,), dtype int64."""


@dataclass(frozen=True, slots=True)
class Clearing:
    """A cleared book: the one price and what each live order traded."""

    clearing_price: int | None
    """Price [ticks], or None when nothing crosses."""
    cleared_quantity_wh: int
    marginal: Side | None
    orders: tuple[Order, ...]
    fills_wh: tuple[int, ...]
    """Fill [Wh] of each order, in the order of `orders`."""


def _price_level(bid_wh: Wh, ask_wh: Wh) -> int:
    """Return the index of floor((lo + hi) / 2), rules 1 and 2."""
    demand = np.append(np.cumsum(bid_wh[::-1])[::-1], 0)  # D(p), and D above the band
    supply = np.insert(np.cumsum(ask_wh), 0, 0)  # S(p - 1), and S of the last price
    lo = int(np.argmax(demand[1:] <= supply[1:]))
    hi = int(np.flatnonzero(supply[:-1] <= demand[:-1])[-1])
    return (lo + hi) // 2


def _shared_by_time(quantity_wh: Wh, share_wh: int) -> Wh:
    """Hand out a level's share to its orders in the order of their tickets, rule 7."""
    before = np.cumsum(quantity_wh) - quantity_wh
    fills: Wh = np.minimum(np.maximum(share_wh - before, 0), quantity_wh)
    return fills


def clear_arrays(
    side: NDArray[np.uint8], limit_ticks: NDArray[np.int64], quantity_wh: Wh, *, band: Band
) -> Auction:
    """Clear orders given as arrays.

    Args:
        side: `Side` of each live order, shape (n,), in the order of placing.
        limit_ticks: Limit of each, inside the band [ticks], shape (n,).
        quantity_wh: Quantity of each [Wh], positive, shape (n,).
        band: The interval's prices.

    Returns:
        The price, the volume and each order's fill.
    """
    is_ask = side == Side.ASK
    level = limit_ticks - band.min_ticks
    bid_wh = np.zeros(band.levels, dtype=np.int64)
    ask_wh = np.zeros(band.levels, dtype=np.int64)
    np.add.at(bid_wh, level[~is_ask], quantity_wh[~is_ask])
    np.add.at(ask_wh, level[is_ask], quantity_wh[is_ask])
    at = _price_level(bid_wh, ask_wh)
    demand_above, supply_below = int(bid_wh[at + 1 :].sum()), int(ask_wh[:at].sum())
    demand, supply = demand_above + int(bid_wh[at]), supply_below + int(ask_wh[at])
    volume = min(demand, supply)
    if volume == 0:  # rule 3
        return Auction(None, 0, None, 0, np.zeros_like(quantity_wh))
    better = np.where(is_ask, level < at, level > at)
    fills = np.where(better | (level == at), quantity_wh, 0)  # rules 4 and 5
    if demand == supply:
        return Auction(band.min_ticks + at, volume, None, 0, fills)
    marginal = Side.BID if demand > supply else Side.ASK
    share = volume - (demand_above if marginal is Side.BID else supply_below)
    rationed = (level == at) & (side == marginal)
    fills[rationed] = _shared_by_time(quantity_wh[rationed], share)
    return Auction(band.min_ticks + at, volume, marginal, share, fills)


def clear(book: Book) -> Clearing:
    """Clear a book's live orders at one price."""
    orders = tuple(book.orders())
    auction = clear_arrays(
        np.array([order.side for order in orders], dtype=np.uint8),
        np.array([order.limit_ticks for order in orders], dtype=np.int64),
        np.array([order.quantity_wh for order in orders], dtype=np.int64),
        band=book.band,
    )
    return Clearing(
        auction.price_ticks, auction.volume_wh, auction.marginal, orders, tuple(auction.fills_wh.tolist())
    )
