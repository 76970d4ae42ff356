"""Invariants 3 to 5 of the ledger: vaults, prices and fills, from the orders' own events.

A vault holds what open and unsettled orders are owed, plus what was donated. A cleared interval is
computed anew from its orders and must show the same price, volume and fills; nobody pays above or gets
below the limit, and every settlement nets to zero.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from solders.pubkey import Pubkey

from gridtokenx.base.units import UNITS_PER_WH
from gridtokenx.chain.program import Event
from gridtokenx.ledger.invariant.book import BID, BookOrder, Recomputed, recompute
from gridtokenx.ledger.invariant.rule import Fault, View, address, number


@dataclass(slots=True)
class MarketRule:
    """Follows every order from its escrow to its payout; amounts in base units."""

    orders: dict[Pubkey, BookOrder] = field(default_factory=dict)
    by_interval: dict[Pubkey, list[BookOrder]] = field(default_factory=dict)
    clearings: dict[Pubkey, Recomputed] = field(default_factory=dict)
    owed_energy: int = 0
    owed_credit: int = 0
    surplus_energy: int = 0
    surplus_credit: int = 0
    placed: int = 0
    cleared: int = 0

    @property
    def donated_units(self) -> int:
        """What was sent to the vaults without an order, energy and credit together."""
        return self.surplus_energy + self.surplus_credit

    def step(self, events: Sequence[Event], view: View) -> Iterable[Fault]:
        """Follow the orders, then compare both vaults."""
        for event in events:
            match event.name:
                case "OrderPlaced":
                    self._placed(event)
                case "OrderCancelled":
                    yield from self._cancelled(event)
                case "IntervalCleared":
                    yield from self._cleared(event)
                case "OrderSettled":
                    yield from self._settled(event)
        yield from self._vaults(view)

    def end(self, view: View) -> Iterable[Fault]:
        """Compare the sides of every interval whose orders are all settled."""
        del view
        for interval, orders in self.by_interval.items():
            live = [order for order in orders if not order.cancelled]
            if interval in self.clearings and all(order.settled for order in live):
                bought = sum(order.filled_wh for order in live if order.side == BID)
                sold = sum(order.filled_wh for order in live if order.side != BID)
                if not bought == sold == self.clearings[interval].cleared_wh:
                    yield "FILLS_DIFFER", f"interval {interval} bought {bought} Wh and sold {sold} Wh"

    def _placed(self, event: Event) -> None:
        fields = event.data
        order = BookOrder(
            order=address(fields, "order"),
            interval=address(fields, "interval"),
            owner=address(fields, "owner"),
            side=number(fields, "side"),
            limit=number(fields, "limit"),
            quantity_wh=number(fields, "quantity_wh"),
            ticket=number(fields, "ticket"),
        )
        self.orders[order.order] = order
        self.by_interval.setdefault(order.interval, []).append(order)
        self.placed += 1
        self._owe(order, 1)

    def _cancelled(self, event: Event) -> Iterator[Fault]:
        order = self.orders.get(address(event.data, "order"))
        if order is None or order.cancelled or order.settled:
            yield "ORDER_UNKNOWN", f"order {event.data['order']} was cancelled and was not open"
            return
        order.cancelled = True
        self._owe(order, -1)

    def _owe(self, order: BookOrder, sign: int) -> None:
        if order.side == BID:
            self.owed_credit += sign * order.quantity_wh * order.limit
        else:
            self.owed_energy += sign * order.quantity_wh * UNITS_PER_WH

    def _cleared(self, event: Event) -> Iterator[Fault]:
        key = address(event.data, "interval")
        if key in self.clearings:
            yield "CLEARED_TWICE", f"interval {key} was cleared before"
            return
        live = [order for order in self.by_interval.get(key, []) if not order.cancelled]
        again = recompute(live)
        self.clearings[key] = again
        self.cleared += 1
        found = (number(event.data, "price"), number(event.data, "cleared_wh"))
        if found != (again.price, again.cleared_wh):
            due = f"its {len(live)} orders give {again.cleared_wh} Wh at {again.price} ticks"
            message = f"interval {key} cleared {found[1]} Wh at {found[0]} ticks; {due}"
            yield "CLEARING_DIFFERS", message

    def _settled(self, event: Event) -> Iterator[Fault]:
        order = self.orders.get(address(event.data, "order"))
        clearing = self.clearings.get(order.interval) if order else None
        if order is None or clearing is None or order.settled or order.cancelled:
            yield "ORDER_UNKNOWN", f"order {event.data['order']} was settled and was not due"
            return
        order.settled = True
        order.filled_wh = number(event.data, "filled_wh")
        price = number(event.data, "price")
        expected = clearing.fills[order.order]
        if order.filled_wh != expected:
            yield "FILL_DIFFERS", f"order {order.order} got {order.filled_wh} Wh, it is due {expected} Wh"
        if order.filled_wh:
            yield from _price(order, price, clearing)
        paid = order.filled_wh * price if order.filled_wh else 0
        if number(event.data, "paid_units") != paid:
            yield "PAYMENT_DIFFERS", f"order {order.order} moved {event.data['paid_units']} units, not {paid}"
        yield from _refund(event, order, paid)
        self._settle(order, paid)

    def _settle(self, order: BookOrder, paid: int) -> None:
        """Take a settled order's payout and its burned or returned energy out of what is owed."""
        if order.side == BID:
            self.owed_credit -= order.quantity_wh * order.limit - paid
            self.owed_energy -= order.filled_wh * UNITS_PER_WH
        else:
            self.owed_credit -= paid
            self.owed_energy -= (order.quantity_wh - order.filled_wh) * UNITS_PER_WH

    def _vaults(self, view: View) -> Iterator[Fault]:
        energy = view.balance(view.addresses.energy_vault()) - self.owed_energy
        if energy < self.surplus_energy:
            yield "VAULT_SHORT", f"the energy vault lacks {self.surplus_energy - energy} units that are owed"
        credit = view.balance(view.addresses.credit_vault()) - self.owed_credit
        if credit < self.surplus_credit:
            yield "VAULT_SHORT", f"the credit vault lacks {self.surplus_credit - credit} units that are owed"
        self.surplus_energy, self.surplus_credit = energy, credit


def _price(order: BookOrder, price: int, clearing: Recomputed) -> Iterator[Fault]:
    if price != clearing.price:
        yield "PRICE_DIFFERS", f"order {order.order} settled at {price}, the interval at {clearing.price}"
    if (order.side == BID and price > order.limit) or (order.side != BID and price < order.limit):
        yield "LIMIT_BROKEN", f"order {order.order} settled at {price} against its limit of {order.limit}"


def _refund(event: Event, order: BookOrder, paid: int) -> Iterator[Fault]:
    unsold = order.quantity_wh - order.filled_wh - number(event.data, "redeemed_wh")
    due = order.quantity_wh * order.limit - paid if order.side == BID else unsold * UNITS_PER_WH
    if number(event.data, "refunded_units") != due:
        yield (
            "REFUND_DIFFERS",
            f"order {order.order} got {event.data['refunded_units']} units back, not {due}",
        )
