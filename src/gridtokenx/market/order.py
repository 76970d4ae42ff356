"""An intent to buy or sell energy in one market interval, between strategy and book."""

from dataclasses import dataclass
from enum import IntEnum

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.base.ids import MeterId

MOST_WH = 2**32 - 1
"""Most that an order or a price level holds [Wh]; the ledger keeps both in 32 bits."""


class QuantityOutOfRange(GridTokenXError):
    """An order for nothing, or for more than the ledger's 32 bits hold."""


class Side(IntEnum):
    """Which way an order trades; the values are those of the ledger's accounts."""

    BID = 0
    """Buys energy, locks credit."""
    ASK = 1
    """Sells energy, locks energy tokens."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order of one meter's owner.

    Raises:
        QuantityOutOfRange: The quantity is not between 1 and 2^32 - 1 Wh.
    """

    meter_id: MeterId
    side: Side
    quantity_wh: int
    limit_ticks: int
    """Most a bid pays, least an ask takes [0.001 credit/kWh]."""
    ticket: int = 0
    """Place in the queue of its own side and price, given by the book (rule 6)."""

    def __post_init__(self) -> None:
        if not 1 <= self.quantity_wh <= MOST_WH:
            raise QuantityOutOfRange(f"quantity_wh {self.quantity_wh} must be 1 to {MOST_WH}")

    @property
    def locked_units(self) -> int:
        """Credit that a bid locks [10^-6 credit]; an ask locks energy and no credit."""
        return self.quantity_wh * self.limit_ticks if self.side is Side.BID else 0
