"""Invariants 3 to 5 of the ledger, the auction's part: every order from its escrow to its payout.

A cleared interval is computed anew from its orders and must show the same price, volume and fills; nobody
pays above or gets below the limit, and every settlement nets to zero. An interval is forgotten when all its
orders are settled, so what is kept does not grow with the ledger's age.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from solders.pubkey import Pubkey

from gridtokenx.chain.program import Event
from gridtokenx.ledger.invariant.book import BID, BookOrder
from gridtokenx.ledger.invariant.interval import FollowedInterval
from gridtokenx.ledger.invariant.market_start import followed_intervals, newest_cleared
from gridtokenx.ledger.invariant.rule import Fault, View, address, number
from gridtokenx.ledger.invariant.seen import Seen


@dataclass(slots=True)
class MarketRule:
    """Follows the intervals that have orders; amounts owed in base units."""

    intervals: dict[Pubkey, FollowedInterval] = field(default_factory=dict)
    done: set[Pubkey] = field(default_factory=set)
    """Intervals that are cleared and settled: 32 bytes for each 15 minutes and zone."""
    interval_of: dict[Pubkey, Pubkey] = field(default_factory=dict)
    """The interval of each order that is followed."""
    paid: list[tuple[tuple[str, Pubkey], int]] = field(default_factory=list)
    """What the present transaction says left a vault: token and owner, units."""
    placed: int = 0
    cleared: int = 0

    @property
    def owed_energy(self) -> int:
        """Energy that open orders are owed."""
        return sum(interval.owed_energy for interval in self.intervals.values())

    @property
    def owed_credit(self) -> int:
        """Credit that open orders are owed."""
        return sum(interval.owed_credit for interval in self.intervals.values())

    def start(self, view: View) -> Iterable[Fault]:
        """Take over the intervals and orders that the ledger holds."""
        self.done.update(newest_cleared(view))
        for interval in followed_intervals(view):
            self.done.discard(interval.interval)
            self.intervals[interval.interval] = interval
            self.interval_of.update(dict.fromkeys(interval.orders, interval.interval))
        return ()

    def step(self, seen: Seen, view: View) -> Iterable[Fault]:
        """Follow the orders."""
        del view
        self.paid.clear()
        for event in seen.events:
            match event.name:
                case "OrderPlaced":
                    yield from self._placed(event)
                case "OrderCancelled":
                    yield from self._cancelled(event)
                case "IntervalCleared":
                    yield from self._cleared(event)
                case "OrderSettled":
                    yield from self._settled(event)

    def end(self, view: View) -> Iterable[Fault]:
        """Nothing is left to say: an interval was compared when its last order was settled."""
        del view
        return ()

    def _placed(self, event: Event) -> Iterator[Fault]:
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
        interval = self.intervals.setdefault(order.interval, FollowedInterval(order.interval))
        if order.interval in self.done or interval.clearing is not None:
            yield Fault("PLACED_LATE", f"order {order.order} was placed in an interval that had been cleared")
        interval.place(order)
        self.interval_of[order.order] = order.interval
        self.placed += 1

    def _of(self, event: Event) -> tuple[Pubkey, FollowedInterval | None]:
        key = address(event.data, "order")
        place = self.interval_of.get(key)
        return key, self.intervals[place] if place is not None else None

    def _cancelled(self, event: Event) -> Iterator[Fault]:
        key, interval = self._of(event)
        if interval is None:
            yield Fault("ORDER_UNKNOWN", f"order {key} was cancelled and was not open")
            return
        token = "credit" if interval.orders[key].side == BID else "energy"
        self.paid.append(((token, interval.orders[key].owner), number(event.data, "refunded_units")))
        yield from interval.cancel(key, event)
        yield from self._forget(interval)

    def _cleared(self, event: Event) -> Iterator[Fault]:
        key = address(event.data, "interval")
        if key in self.done:
            yield Fault("CLEARED_TWICE", f"interval {key} was cleared before")
            return
        self.cleared += 1
        interval = self.intervals.setdefault(key, FollowedInterval(key))
        yield from interval.clear(event)
        yield from self._forget(interval)

    def _settled(self, event: Event) -> Iterator[Fault]:
        key, interval = self._of(event)
        if interval is None:
            yield Fault("ORDER_UNKNOWN", f"order {key} was settled and was not due")
            return
        owner, refund = interval.orders[key].owner, number(event.data, "refunded_units")
        if interval.orders[key].side == BID:
            self.paid.append((("credit", owner), refund))
        else:
            self.paid += [(("credit", owner), number(event.data, "paid_units")), (("energy", owner), refund)]
        yield from interval.settle(key, event)
        yield from self._forget(interval)

    def _forget(self, interval: FollowedInterval) -> Iterator[Fault]:
        """Compare a finished interval's sides, and keep nothing but its address."""
        if not interval.is_done:
            return
        yield from interval.sides()
        for key in interval.orders:
            self.interval_of.pop(key, None)
        self.intervals.pop(interval.interval, None)
        self.done.add(interval.interval)
