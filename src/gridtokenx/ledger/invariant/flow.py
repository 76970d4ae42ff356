"""One forward reservation while an audit follows it: what was promised, and what is still owed."""

from collections.abc import Mapping
from dataclasses import dataclass

from solders.pubkey import Pubkey

from gridtokenx.base.units import UNITS_PER_WH
from gridtokenx.ledger.invariant.rule import address, number

RESERVED, DELIVERED, RELEASED, EXPIRED = range(4)
"""``Reservation.state``."""
Fields = Mapping[str, object]


@dataclass(slots=True)
class FollowedFlow:
    """A reservation; owed amounts wait in the vaults [base units]."""

    buyer: Pubkey
    seller: Pubkey
    buyer_meter: Pubkey
    seller_meter: Pubkey
    start: int
    wh: int
    price: int
    shortfall_price: int
    state: int = RESERVED
    owed_buyer_credit: int = 0
    owed_seller_credit: int = 0
    owed_buyer_energy: int = 0

    @classmethod
    def of(cls, fields: Fields) -> "FollowedFlow":
        """Read it from its account, or from the event of its making, which has no state yet."""
        flow = cls(
            buyer=address(fields, "buyer"),
            seller=address(fields, "seller"),
            buyer_meter=address(fields, "buyer_meter"),
            seller_meter=address(fields, "seller_meter"),
            start=number(fields, "start"),
            wh=number(fields, "wh"),
            price=number(fields, "price"),
            shortfall_price=number(fields, "shortfall_price"),
        )
        if "state" in fields:
            flow.state = number(fields, "state")
            flow.owed_buyer_credit = number(fields, "owed_buyer_credit")
            flow.owed_seller_credit = number(fields, "owed_seller_credit")
            flow.owed_buyer_energy = number(fields, "owed_buyer_energy")
        return flow

    @property
    def locked_by_buyer(self) -> int:
        """Credit that the buyer locked."""
        return self.wh * self.price

    @property
    def locked_by_seller(self) -> int:
        """Credit that the seller locked."""
        return self.wh * self.shortfall_price

    @property
    def owed_credit(self) -> int:
        """Credit that the vault holds for it."""
        if self.state == RESERVED:
            return self.locked_by_buyer + self.locked_by_seller
        return self.owed_buyer_credit + self.owed_seller_credit

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is in a vault any more."""
        return self.state != RESERVED and not self.owed_credit and not self.owed_buyer_energy

    def deliver(self, delivered_wh: int, covered_wh: int) -> None:
        """Charge the shortfall, and owe what is left; what covered the buyer's deficit was burned."""
        self.state = DELIVERED
        self.owed_buyer_credit = (self.wh - delivered_wh) * self.shortfall_price
        self.owed_seller_credit = self.locked_by_buyer + delivered_wh * self.shortfall_price
        self.owed_buyer_energy = (delivered_wh - covered_wh) * UNITS_PER_WH

    def undo(self, state: int) -> None:
        """Owe both parties everything back."""
        self.owed_buyer_credit, self.owed_seller_credit = self.locked_by_buyer, self.locked_by_seller
        self.state = state


@dataclass(slots=True)
class Served:
    """What reservations of a meter and interval have delivered and covered [Wh]."""

    delivered_wh: int = 0
    covered_wh: int = 0
    unresolved: int = 0
