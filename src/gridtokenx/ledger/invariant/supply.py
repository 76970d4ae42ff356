"""Invariants 1 and 4 of the ledger: no token and no credit from nothing.

After every transaction: energy supply = (minted - burned - redeemed) Wh x 10^6, less what owners burned
directly with the token program, which the journal shows; credit supply = issued - redeemed, less the same.
The counters move by what the programs logged, no more.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gridtokenx.base.units import UNITS_PER_WH
from gridtokenx.chain.program import Event
from gridtokenx.ledger.invariant.rule import Fault, View, number
from gridtokenx.ledger.invariant.seen import Seen
from gridtokenx.ledger.invariant.token_move import Move

COUNTERS = ("minted_wh", "burned_wh", "redeemed_wh", "credit_issued", "credit_redeemed")


@dataclass(slots=True)
class SupplyRule:
    """Follows both mints; the two `direct` figures are what token owners burned by themselves [units]."""

    direct_energy: int = 0
    direct_credit: int = 0
    counters: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTERS, 0))

    @property
    def minted_wh(self) -> int:
        """Energy minted so far [Wh]."""
        return self.counters["minted_wh"]

    def start(self, view: View) -> Iterable[Fault]:
        """Take over the counters; what supplies lack was burned directly before."""
        counters = _counters(view)
        if counters is not None:
            self.counters = counters
            self.direct_energy = _energy(counters) - view.supply(view.addresses.energy_mint())
            self.direct_credit = _credit(counters) - view.supply(view.addresses.credit_mint())
            if min(self.direct_energy, self.direct_credit) < 0:
                yield Fault("SUPPLY_UNEXPLAINED", "at the snapshot more tokens exist than the counters say")

    def step(self, seen: Seen, view: View) -> Iterable[Fault]:
        """Compare supplies with the counters, and the counters with what was logged."""
        at = view.addresses
        if not any(map(seen.touches, (at.token_state(), at.energy_mint(), at.credit_mint()))):
            return
        counters = _counters(view)
        if counters is None:
            return
        yield from self._direct(seen, view)
        energy = _energy(counters) - self.direct_energy - view.supply(at.energy_mint())
        if energy:
            yield Fault("SUPPLY_UNEXPLAINED", _gap(energy, "energy", "minted"))
            self.direct_energy += energy
        credit = _credit(counters) - self.direct_credit - view.supply(at.credit_mint())
        if credit:
            yield Fault("CREDIT_UNEXPLAINED", _gap(credit, "credit", "issued"))
            self.direct_credit += credit
        yield from self._logged(seen.events, counters)
        self.counters = counters
        yield from _authorities(view)

    def _direct(self, seen: Seen, view: View) -> Iterator[Fault]:
        """Count burns that are not the energy-token program's; nobody else can mint."""
        ours = view.addresses.energy_token
        energy, credit = view.addresses.energy_mint(), view.addresses.credit_mint()
        for move in seen.moves:
            if move.caller == ours or move.mint not in {energy, credit}:
                continue
            if move.kind is Move.MINT:
                who = move.caller or "a transaction directly"
                yield Fault("MINTED_ELSEWHERE", f"{move.amount} units of {move.mint} were minted by {who}")
            elif move.mint == energy:
                self.direct_energy += move.amount
            else:
                self.direct_credit += move.amount

    def _logged(self, events: Sequence[Event], counters: Mapping[str, int]) -> Iterator[Fault]:
        """Compare how the counters moved with the events; minting has a rule of its own."""
        logged = {
            "burned_wh": _sum(events, "EnergyBurned", "wh"),
            "redeemed_wh": _sum(events, "EnergyRedeemed", "wh"),
            "credit_issued": _sum(events, "CreditIssued", "amount")
            + _sum(events, "EnergyRedeemed", "credit"),
            "credit_redeemed": _sum(events, "CreditRedeemed", "amount"),
        }
        for name, due in logged.items():
            moved = counters[name] - self.counters[name]
            if moved != due:
                yield Fault("COUNTER_DIFFERS", f"{name} moved by {moved}, the events say {due}")
        for event in events:
            if event.name == "EnergyRedeemed":
                due = number(event.data, "wh") * number(event.data, "price")
                if number(event.data, "credit") != due:
                    told = f"{event.data['wh']} Wh were redeemed for {event.data['credit']} credit units"
                    yield Fault("PAYMENT_DIFFERS", f"{told}, at {event.data['price']} ticks they are {due}")

    def end(self, view: View) -> Iterable[Fault]:
        """Nothing is left to say: every transaction was compared."""
        del view
        return ()


def _counters(view: View) -> dict[str, int] | None:
    state = view.read(view.programs.energy_token, "TokenState", view.addresses.token_state())
    return None if state is None else {name: number(state, name) for name in COUNTERS}


def _energy(counters: Mapping[str, int]) -> int:
    net_wh = counters["minted_wh"] - counters["burned_wh"] - counters["redeemed_wh"]
    units: int = net_wh * UNITS_PER_WH
    return units


def _credit(counters: Mapping[str, int]) -> int:
    return counters["credit_issued"] - counters["credit_redeemed"]


def _gap(units: int, token: str, verb: str) -> str:
    if units < 0:
        return f"{-units} {token} units exist that nobody {verb}"
    return f"{units} {token} units are gone and no burn in the journal says so"


def _sum(events: Sequence[Event], name: str, column: str) -> int:
    return sum(number(event.data, column) for event in events if event.name == name)


def _authorities(view: View) -> Iterator[Fault]:
    """Check that both mints obey the energy-token program alone, and that nobody can freeze."""
    authority = view.addresses.mint_authority()
    for place in (view.addresses.energy_mint(), view.addresses.credit_mint()):
        mint = view.mint(place)
        if mint is not None and (mint.mint_authority != authority or mint.freeze_authority is not None):
            told = f"mint authority {mint.mint_authority}, freeze authority {mint.freeze_authority}"
            yield Fault("MINT_AUTHORITY_CHANGED", f"mint {place} has {told}: the program's alone may mint")
