"""One market interval while an audit follows it: its orders, its clearing, and what they are still owed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from solders.pubkey import Pubkey

from gridtokenx.base.units import UNITS_PER_WH
from gridtokenx.chain.program import Event
from gridtokenx.ledger.invariant.book import BID, BookOrder, Recomputed, recompute
from gridtokenx.ledger.invariant.rule import Fault, number


@dataclass(slots=True)
class FollowedInterval:
    """Orders of an interval and what its vaults' shares are owed [base units]."""

    interval: Pubkey
    orders: dict[Pubkey, BookOrder] = field(default_factory=dict)
    clearing: Recomputed | None = None
    is_whole: bool = True
    """False when the audit began after some of its orders were settled and closed."""
    owed_energy: int = 0
    owed_credit: int = 0
    waiting: int = 0
    """Orders that are neither cancelled nor settled."""

    @property
    def is_done(self) -> bool:
        """Whether it is cleared and no order waits any more."""
        return self.clearing is not None and not self.waiting

    def place(self, order: BookOrder) -> None:
        """Take up an order, whose escrow is then owed."""
        self.orders[order.order] = order
        self.waiting += 1
        self._owe(order, order.locked_units)

    def cancel(self, key: Pubkey, event: Event) -> Iterator[Fault]:
        """Give an order's escrow back."""
        order = self.orders[key]
        if not order.is_open:
            yield Fault("ORDER_UNKNOWN", f"order {key} was cancelled and was not open")
            return
        order.cancelled = True
        self.waiting -= 1
        if number(event.data, "refunded_units") != order.locked_units:
            told = f"got {event.data['refunded_units']} units back, it locked {order.locked_units}"
            yield Fault("REFUND_DIFFERS", f"cancelled order {key} {told}")
        self._owe(order, -order.locked_units)

    def _owe(self, order: BookOrder, units: int) -> None:
        if order.side == BID:
            self.owed_credit += units
        else:
            self.owed_energy += units

    def clear(self, event: Event) -> Iterator[Fault]:
        """Compute the clearing anew and compare it."""
        if self.clearing is not None:
            yield Fault("CLEARED_TWICE", f"interval {self.interval} was cleared before")
            return
        live = [order for order in self.orders.values() if not order.cancelled]
        self.clearing = again = recompute(live)
        found = (number(event.data, "price"), number(event.data, "cleared_wh"))
        if found != (again.price, again.cleared_wh):
            due = f"its {len(live)} orders give {again.cleared_wh} Wh at {again.price} ticks"
            yield Fault(
                "CLEARING_DIFFERS",
                f"interval {self.interval} cleared {found[1]} Wh at {found[0]} ticks; {due}",
            )

    def settle(self, key: Pubkey, event: Event) -> Iterator[Fault]:
        """Hold a settlement against the clearing, the order's limit and its escrow."""
        order, clearing = self.orders[key], self.clearing
        if clearing is None or not order.is_open:
            yield Fault("ORDER_UNKNOWN", f"order {key} was settled and was not due")
            return
        order.settled = True
        self.waiting -= 1
        order.filled_wh = number(event.data, "filled_wh")
        price = number(event.data, "price")
        expected = clearing.fills[key]
        if order.filled_wh != expected:
            yield Fault("FILL_DIFFERS", f"order {key} got {order.filled_wh} Wh, it is due {expected} Wh")
        if order.filled_wh:
            yield from _price(order, price, clearing)
        paid = order.filled_wh * price if order.filled_wh else 0
        if number(event.data, "paid_units") != paid:
            yield Fault("PAYMENT_DIFFERS", f"order {key} moved {event.data['paid_units']} units, not {paid}")
        yield from _refund(event, order, paid)
        self._settle(order, paid)

    def _settle(self, order: BookOrder, paid: int) -> None:
        """Take a settled order's payout and its burned or returned energy out of what is owed."""
        if order.side == BID:
            self.owed_credit -= order.locked_units - paid
            self.owed_energy -= order.filled_wh * UNITS_PER_WH
        else:
            self.owed_credit -= paid
            self.owed_energy -= (order.quantity_wh - order.filled_wh) * UNITS_PER_WH

    def sides(self) -> Iterable[Fault]:
        """Compare both sides of an interval whose orders are all settled."""
        if not self.is_whole or not self.is_done or self.clearing is None:
            return
        settled = [order for order in self.orders.values() if order.settled]
        bought = sum(order.filled_wh for order in settled if order.side == BID)
        sold = sum(order.filled_wh for order in settled if order.side != BID)
        if not bought == sold == self.clearing.cleared_wh:
            told = f"bought {bought} Wh and sold {sold} Wh"
            yield Fault(
                "FILLS_DIFFER",
                f"interval {self.interval} {told}; it cleared {self.clearing.cleared_wh} Wh",
            )


def _price(order: BookOrder, price: int, clearing: Recomputed) -> Iterator[Fault]:
    if price != clearing.price:
        yield Fault(
            "PRICE_DIFFERS", f"order {order.order} settled at {price}, the interval at {clearing.price}"
        )
    if (order.side == BID and price > order.limit) or (order.side != BID and price < order.limit):
        yield Fault(
            "LIMIT_BROKEN", f"order {order.order} settled at {price} against its limit of {order.limit}"
        )


def _refund(event: Event, order: BookOrder, paid: int) -> Iterator[Fault]:
    unsold = order.quantity_wh - order.filled_wh - number(event.data, "redeemed_wh")
    due = order.locked_units - paid if order.side == BID else unsold * UNITS_PER_WH
    if number(event.data, "refunded_units") != due:
        yield Fault(
            "REFUND_DIFFERS",
            f"order {order.order} got {event.data['refunded_units']} units back, not {due}",
        )
