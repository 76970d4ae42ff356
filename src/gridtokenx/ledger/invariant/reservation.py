"""Invariants 3 and 4 of the ledger for the forward market.

What is locked is owed, until it is paid and not once more; delivered energy is at most the promise and the
seller meter's attested surplus, covered energy at most the buyer meter's attested deficit; what was not
delivered is charged at the grid's price of the day of the promise.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from solders.pubkey import Pubkey

from gridtokenx.chain.program import Event
from gridtokenx.ledger.invariant.flow import EXPIRED, RELEASED, RESERVED, FollowedFlow, Served
from gridtokenx.ledger.invariant.rule import Fault, View, address, number
from gridtokenx.ledger.invariant.seen import Seen

Key = tuple[Pubkey, int]


@dataclass(slots=True)
class ReservationRule:
    """Follows reservations until they are paid out."""

    flows: dict[Pubkey, FollowedFlow] = field(default_factory=dict)
    served: dict[Key, Served] = field(default_factory=dict)
    paid: list[tuple[tuple[str, Pubkey], int]] = field(default_factory=list)
    """What the present transaction says left a vault: token and owner, units."""
    reserved: int = 0

    @property
    def owed_energy(self) -> int:
        """Energy that waits for buyers."""
        return sum(flow.owed_buyer_energy for flow in self.flows.values())

    @property
    def owed_credit(self) -> int:
        """Credit locked, and credit that waits for the parties."""
        return sum(flow.owed_credit for flow in self.flows.values())

    def start(self, view: View) -> Iterable[Fault]:
        """Take over reservations and what their meters have delivered, from their accounts."""
        for place, fields in view.all(view.programs.trading, "Reservation"):
            flow = FollowedFlow.of(fields)
            if not flow.is_over:
                self.flows[place] = flow
        for _, fields in view.all(view.programs.trading, "Cover"):
            names = ("delivered_wh", "covered_wh", "unresolved")
            key = address(fields, "meter"), number(fields, "start")
            self.served[key] = Served(*(number(fields, name) for name in names))
        return ()

    def step(self, seen: Seen, view: View) -> Iterable[Fault]:
        """Follow what happened to reservations."""
        self.paid.clear()
        steps: dict[str, Callable[[Event, Seen, View], Iterator[Fault]]] = {
            "FlowReserved": self._reserved,
            "FlowDelivered": self._delivered,
            "FlowReleased": self._released,
            "FlowPaid": self._paid,
        }
        for event in seen.events:
            follow = steps.get(event.name)
            if follow is not None:
                yield from follow(event, seen, view)

    def end(self, view: View) -> Iterable[Fault]:
        """Compare what is owed with what the accounts say."""
        found = {place: FollowedFlow.of(f) for place, f in view.all(view.programs.trading, "Reservation")}
        for place in found.keys() | self.flows.keys():
            account, flow = found.get(place), self.flows.get(place)
            over = account is not None and account.is_over and flow is None
            if not over and account != flow:
                yield Fault("FLOW_DIFFERS", f"reservation {place} says {account}, its history gives {flow}")

    def _reserved(self, event: Event, seen: Seen, view: View) -> Iterator[Fault]:
        del seen
        place, flow = address(event.data, "reservation"), FollowedFlow.of(event.data)
        if place in self.flows:
            yield Fault("FLOW_UNKNOWN", f"reservation {place} was made a second time")
        self.flows[place] = flow
        self.reserved += 1
        for meter in (flow.buyer_meter, flow.seller_meter):
            self.served.setdefault((meter, flow.start), Served()).unresolved += 1
        config = view.read(view.programs.governance, "Config", view.addresses.config())
        grid = number(config, "grid_price") if config else 0
        if flow.shortfall_price != grid:
            told = f"charges a shortfall at {flow.shortfall_price} ticks, the grid's price is {grid}"
            yield Fault("FLOW_DIFFERS", f"reservation {place} {told}")

    def _open(self, event: Event, what: str) -> Iterator[Fault]:
        place = address(event.data, "reservation")
        yield Fault("FLOW_UNKNOWN", f"reservation {place} was {what} and was not open")

    def _taken(self, event: Event) -> FollowedFlow | None:
        flow = self.flows.get(address(event.data, "reservation"))
        return flow if flow is not None and flow.state == RESERVED else None

    def _delivered(self, event: Event, seen: Seen, view: View) -> Iterator[Fault]:
        del seen
        flow = self._taken(event)
        if flow is None:
            yield from self._open(event, "delivered")
            return
        place = address(event.data, "reservation")
        delivered, covered = number(event.data, "delivered_wh"), number(event.data, "covered_wh")
        if not 0 <= covered <= delivered <= flow.wh == number(event.data, "promised_wh"):
            told = f"{event.data['promised_wh']} Wh promised, {delivered} delivered, {covered} covered"
            yield Fault("FLOW_DIFFERS", f"reservation {place} of {flow.wh} Wh: {told}")
        yield from self._within_feeds(place, flow, (delivered, covered), view)
        flow.deliver(delivered, covered)
        found = number(event.data, "buyer_units"), number(event.data, "seller_units")
        due = flow.owed_buyer_credit, flow.owed_seller_credit
        if found != due:
            told = f"gives buyer and seller {found} credit units, they are due {due}"
            yield Fault("FLOW_DIFFERS", f"reservation {place} {told}")
        self._resolve(flow)

    def _within_feeds(
        self, place: Pubkey, flow: FollowedFlow, energies: tuple[int, int], view: View
    ) -> Iterator[Fault]:
        """Hold deliveries against the attested surplus and deficit of the interval."""
        meters = flow.seller_meter, flow.buyer_meter
        sold, bought = (self.served.setdefault((meter, flow.start), Served(unresolved=1)) for meter in meters)
        sold.delivered_wh += energies[0]
        bought.covered_wh += energies[1]
        surplus = _net(flow.seller_meter, flow.start, view, export=True)
        if energies[0] and sold.delivered_wh > surplus:
            told = f"{sold.delivered_wh} Wh of {flow.seller_meter}, whose attested surplus is {surplus}"
            yield Fault("FLOW_OVERDELIVERED", f"reservation {place} delivers {told}")
        deficit = _net(flow.buyer_meter, flow.start, view, export=False)
        if energies[1] and bought.covered_wh > deficit:
            told = f"{bought.covered_wh} Wh of {flow.buyer_meter}, whose attested deficit is {deficit}"
            yield Fault("FLOW_OVERDELIVERED", f"reservation {place} covers {told}")

    def _released(self, event: Event, seen: Seen, view: View) -> Iterator[Fault]:
        del view
        flow = self._taken(event)
        if flow is None:
            yield from self._open(event, "released")
            return
        place, expired = address(event.data, "reservation"), bool(event.data["expired"])
        if not expired and seen.time_s >= flow.start:
            yield Fault("FLOW_DIFFERS", f"reservation {place} was taken back after it had begun")
        flow.undo(EXPIRED if expired else RELEASED)
        found = number(event.data, "buyer_units"), number(event.data, "seller_units")
        due = flow.locked_by_buyer, flow.locked_by_seller
        if found != due:
            told = f"gives buyer and seller {found} credit units, they had locked {due}"
            yield Fault("FLOW_DIFFERS", f"reservation {place} {told}")
        self._resolve(flow)

    def _resolve(self, flow: FollowedFlow) -> None:
        """Forget a meter's interval when no reservation of it waits: no new one can be made."""
        for key in ((flow.buyer_meter, flow.start), (flow.seller_meter, flow.start)):
            served = self.served.get(key, Served(unresolved=1))
            served.unresolved -= 1
            if not served.unresolved:
                self.served.pop(key, None)

    def _paid(self, event: Event, seen: Seen, view: View) -> Iterator[Fault]:
        del seen, view
        place = address(event.data, "reservation")
        flow = self.flows.get(place)
        units = [number(event.data, name) for name in ("buyer_units", "seller_units", "energy_units")]
        if flow is None:
            if any(units):
                yield Fault("FLOW_OVERPAID", f"reservation {place} paid {units}, and nothing was owed")
            return
        owed = [flow.owed_buyer_credit, flow.owed_seller_credit, flow.owed_buyer_energy]
        if flow.state == RESERVED or any(paid > due for paid, due in zip(units, owed, strict=True)):
            yield Fault("FLOW_OVERPAID", f"reservation {place} paid {units} of {owed} that were owed")
        flow.owed_buyer_credit, flow.owed_seller_credit, flow.owed_buyer_energy = (
            due - paid for due, paid in zip(owed, units, strict=True)
        )
        self.paid += [
            (("credit", flow.buyer), units[0]),
            (("credit", flow.seller), units[1]),
            (("energy", flow.buyer), units[2]),
        ]
        if flow.is_over:
            del self.flows[place]


def _net(meter: Pubkey, start: int, view: View, *, export: bool) -> int:
    """Return a meter's attested surplus, or deficit, of the interval that starts then [Wh]."""
    feed = view.read(view.programs.oracle, "MeterFeed", view.addresses.feed(meter))
    batch = view.read(view.programs.oracle, "Batch", view.addresses.batch(start))
    if feed is None or batch is None or number(feed, "last_end") != start + number(batch, "length_s"):
        return 0
    net = number(feed, "last_export_wh") - number(feed, "last_import_wh")
    return max(net if export else -net, 0)
