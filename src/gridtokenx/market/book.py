"""The order book of one interval: orders by price level and ticket, as the ledger keeps them.

Mirrors `programs/engine/src/book.rs`; rule 6 of docs/concept/market.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.campus.model import Tariff
from gridtokenx.market.order import MOST_WH, Order, Side

MOST_LEVELS = 600
"""Most prices of a band; an interval's account on the ledger has room for so many."""
NO_PRICE = 2**16 - 1


class BandTooWide(GridTokenXError):
    """A price band that an interval's account cannot hold."""


class OutsideBand(GridTokenXError):
    """A limit price outside the interval's band."""


class BelowLot(GridTokenXError):
    """A quantity under the minimum lot."""


class LevelFull(GridTokenXError):
    """A price level that cannot hold the quantity."""


class OrderNotLive(GridTokenXError):
    """An order that the book does not hold, or that was cancelled."""


@dataclass(frozen=True, slots=True)
class Band:
    """Prices at which orders are taken, both ends included [ticks].

    Raises:
        BandTooWide: It is empty, has more than 600 prices, or leaves the ledger's price type.
    """

    min_ticks: int
    max_ticks: int

    def __post_init__(self) -> None:
        if not 1 <= self.levels <= MOST_LEVELS or self.min_ticks < 0 or self.max_ticks >= NO_PRICE:
            raise BandTooWide(
                f"band {self.min_ticks} to {self.max_ticks} ticks must hold 1 to {MOST_LEVELS} prices "
                f"from 0 to {NO_PRICE - 1}"
            )

    @classmethod
    def of(cls, tariff: Tariff) -> "Band":
        """Return the band that holds a tariff's sell and buy ranges."""
        return cls(
            min(tariff.sell_min_ticks, tariff.buy_min_ticks), max(tariff.sell_max_ticks, tariff.buy_max_ticks)
        )

    @property
    def levels(self) -> int:
        """How many prices the band has."""
        return self.max_ticks - self.min_ticks + 1


class Book:
    """Live orders of one interval; a refused order leaves it unchanged."""

    def __init__(self, band: Band, *, min_lot_wh: int = 1) -> None:
        self.band = band
        self.min_lot_wh = min_lot_wh
        self._live: dict[tuple[Side, int, int], Order] = {}
        self._open_wh: dict[tuple[Side, int], int] = {}
        self._tickets: dict[tuple[Side, int], int] = {}

    def place(self, order: Order) -> Order:
        """Add an order and return it with its ticket.

        Raises:
            BelowLot: The quantity is under the minimum lot.
            OutsideBand: The limit is outside the band.
            LevelFull: The level would pass 2^32 - 1 Wh.
        """
        if order.quantity_wh < self.min_lot_wh:
            raise BelowLot(
                f"quantity_wh {order.quantity_wh} must be at least the lot of {self.min_lot_wh} Wh"
            )
        if not self.band.min_ticks <= order.limit_ticks <= self.band.max_ticks:
            raise OutsideBand(
                f"limit_ticks {order.limit_ticks} must be in {self.band.min_ticks} to {self.band.max_ticks}"
            )
        level = (order.side, order.limit_ticks)
        open_wh = self._open_wh.get(level, 0) + order.quantity_wh
        if open_wh > MOST_WH:
            raise LevelFull(
                f"{order.quantity_wh} Wh do not fit the level at {order.limit_ticks} ticks: use another price"
            )
        placed = replace(order, ticket=self._tickets.get(level, 0))
        self._open_wh[level] = open_wh
        self._tickets[level] = placed.ticket + 1
        self._live[*level, placed.ticket] = placed
        return placed

    def cancel(self, order: Order) -> None:
        """Take a live order out; its ticket is not given again.

        Raises:
            OrderNotLive: The book does not hold this order.
        """
        level = (order.side, order.limit_ticks)
        if self._live.get((*level, order.ticket)) != order:
            raise OrderNotLive(
                f"{order.side.name} at {order.limit_ticks} ticks, ticket {order.ticket}, is not in the book"
            )
        del self._live[*level, order.ticket]
        self._open_wh[level] -= order.quantity_wh

    def orders(self) -> Sequence[Order]:
        """Return the live orders in the order of their placing."""
        return tuple(self._live.values())

    def depth(self, side: Side) -> Sequence[tuple[int, int, int]]:
        """Return (price [ticks], open quantity [Wh], orders) of a side's levels, best price first."""
        counts: dict[int, int] = {}
        for order in self._live.values():
            if order.side is side:
                counts[order.limit_ticks] = counts.get(order.limit_ticks, 0) + 1
        prices = sorted(counts, reverse=side is Side.BID)
        return tuple((price, self._open_wh[side, price], counts[price]) for price in prices)
