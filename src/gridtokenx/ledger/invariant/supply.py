"""Invariants 1 and 4 of the ledger: no token and no credit from nothing.

After every transaction: energy supply = (minted - burned - redeemed) Wh x 10^6, less what owners burned
directly with the token program; credit supply = issued - redeemed, less the same. What is minted is the
surplus of the readings attested in the same transaction.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gridtokenx.base.units import UNITS_PER_WH
from gridtokenx.chain.program import Event
from gridtokenx.ledger.invariant.rule import Fault, View, number

ENGINEERING = 0


@dataclass(slots=True)
class SupplyRule:
    """Follows both mints; the two `direct` figures are what token owners burned by themselves [units]."""

    direct_energy: int = 0
    direct_credit: int = 0
    minted_wh: int = 0
    attested_wh: int = 0

    def step(self, events: Sequence[Event], view: View) -> Iterable[Fault]:
        """Compare supplies with the counters, and minting with the readings."""
        state = view.read(view.programs.energy_token, "TokenState", view.addresses.token_state())
        if state is None:
            return
        yield from self._minting(events, number(state, "minted_wh"), view)
        burned = number(state, "burned_wh") + number(state, "redeemed_wh")
        energy = (number(state, "minted_wh") - burned) * UNITS_PER_WH
        gap = energy - view.supply(view.addresses.energy_mint())
        if gap < self.direct_energy:
            yield "SUPPLY_UNEXPLAINED", f"{self.direct_energy - gap} energy units exist that nobody minted"
        self.direct_energy = gap
        credit = number(state, "credit_issued") - number(state, "credit_redeemed")
        gap = credit - view.supply(view.addresses.credit_mint())
        if gap < self.direct_credit:
            yield "CREDIT_UNEXPLAINED", f"{self.direct_credit - gap} credit units exist that nobody issued"
        self.direct_credit = gap

    def _minting(self, events: Sequence[Event], minted_wh: int, view: View) -> Iterator[Fault]:
        attested = 0
        readings = [event for event in events if event.name == "ReadingAttested"]
        mints = bool(readings) and _mints_at_once(view)
        for event in readings:
            attested += number(event.data, "minted_wh")
            yield from _reading(event, mints=mints)
        if minted_wh - self.minted_wh != attested:
            yield (
                "MINT_WITHOUT_READING",
                f"{minted_wh - self.minted_wh} Wh were minted, the attested readings give {attested} Wh",
            )
        self.minted_wh, self.attested_wh = minted_wh, self.attested_wh + attested

    def end(self, view: View) -> Iterable[Fault]:
        """Nothing is left to say: every transaction was compared."""
        del view
        return ()


def _mints_at_once(view: View) -> bool:
    """Return whether a reading mints its surplus, or nothing because regulators approve first."""
    config = view.read(view.programs.governance, "Config", view.addresses.config())
    return config is not None and number(config, "model") == ENGINEERING


def _reading(event: Event, *, mints: bool) -> Iterator[Fault]:
    surplus = max(number(event.data, "export_wh") - number(event.data, "import_wh"), 0)
    if number(event.data, "minted_wh") != (surplus if mints else 0):
        yield (
            "MINT_NOT_SURPLUS",
            f"meter {event.data['meter']} minted {event.data['minted_wh']} Wh for a surplus of {surplus} Wh",
        )
