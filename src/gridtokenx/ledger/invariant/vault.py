"""Invariant 3 of the ledger: a vault holds what is owed to open orders and promises, and what was donated.

A donation is a transfer or a minting into a vault that trading did not ask for; the journal shows each. What
leaves a vault goes to those whom the events name, and in those amounts.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from solders.pubkey import Pubkey

from gridtokenx.ledger.invariant.rule import Fault, View
from gridtokenx.ledger.invariant.seen import Seen
from gridtokenx.ledger.invariant.token_move import Move


class Owing(Protocol):
    """A rule that knows what a vault owes [base units]."""

    @property
    def owed_energy(self) -> int:
        """Energy owed."""

    @property
    def owed_credit(self) -> int:
        """Credit owed."""

    @property
    def paid(self) -> Sequence[tuple[tuple[str, Pubkey], int]]:
        """What the present transaction's events say left a vault: token and owner, units."""


@dataclass(slots=True)
class VaultRule:
    """Holds both vaults against what is owed; to be run after the rules that owe."""

    debtors: Sequence[Owing]
    donated_energy: int = 0
    donated_credit: int = 0

    @property
    def donated_units(self) -> int:
        """What was sent to the vaults without an order, energy and credit together."""
        return self.donated_energy + self.donated_credit

    def start(self, view: View) -> Iterable[Fault]:
        """What the vaults hold above what is owed was donated before."""
        self.donated_energy = view.balance(view.addresses.energy_vault()) - self._owed_energy()
        self.donated_credit = view.balance(view.addresses.credit_vault()) - self._owed_credit()
        if min(self.donated_energy, self.donated_credit) < 0:
            yield Fault("VAULT_SHORT", "at the snapshot a vault holds less than its open orders are owed")

    def _owed_energy(self) -> int:
        return sum(debtor.owed_energy for debtor in self.debtors)

    def _owed_credit(self) -> int:
        return sum(debtor.owed_credit for debtor in self.debtors)

    def step(self, seen: Seen, view: View) -> Iterable[Fault]:
        """Compare both vaults, and who got what out of them."""
        energy, credit = view.addresses.energy_vault(), view.addresses.credit_vault()
        if not seen.touches(energy) and not seen.touches(credit):
            return
        donated = _donated(seen, view)
        self.donated_energy += donated[energy]
        self.donated_credit += donated[credit]
        gap = view.balance(energy) - self._owed_energy() - self.donated_energy
        yield from _gap("energy", gap)
        self.donated_energy += gap
        gap = view.balance(credit) - self._owed_credit() - self.donated_credit
        yield from _gap("credit", gap)
        self.donated_credit += gap
        yield from self._payouts(seen, view)
        yield from _owners(view)

    def _payouts(self, seen: Seen, view: View) -> Iterator[Fault]:
        """Compare what left the vaults, by the receiving accounts' owners, with what the events say."""
        vaults = {view.addresses.energy_vault(): "energy", view.addresses.credit_vault(): "credit"}
        left: Counter[tuple[str, Pubkey | None]] = Counter()
        for move in seen.moves:
            if move.kind is Move.TRANSFER and move.source in vaults and move.destination is not None:
                left[vaults[move.source], seen.owners.get(move.destination)] += move.amount
        due: Counter[tuple[str, Pubkey | None]] = Counter()
        for debtor in self.debtors:
            for whom, units in debtor.paid:
                due[whom] += units
        for (token, owner), units in (left - due).items():
            yield Fault(
                "PAYOUT_DIFFERS", f"{units} {token} units left the vault for {owner}, whom no event names"
            )
        for (token, owner), units in (due - left).items():
            yield Fault(
                "PAYOUT_DIFFERS", f"{units} {token} units that events promise {owner} did not leave the vault"
            )

    def end(self, view: View) -> Iterable[Fault]:
        """Nothing is left to say: every transaction was compared."""
        del view
        return ()


def _donated(seen: Seen, view: View) -> Counter[Pubkey | None]:
    """Return what came into an account without trading's doing [units]."""
    found: Counter[Pubkey | None] = Counter()
    for move in seen.moves:
        if move.kind is not Move.BURN and move.caller != view.addresses.trading:
            found[move.destination] += move.amount
    return found


def _gap(token: str, units: int) -> Iterator[Fault]:
    if units < 0:
        yield Fault("VAULT_SHORT", f"the {token} vault lacks {-units} units that are owed")
    elif units:
        yield Fault("VAULT_UNEXPLAINED", f"the {token} vault holds {units} units that nobody locked or gave")


def _owners(view: View) -> Iterator[Fault]:
    """Check that both vaults obey the trading program alone."""
    authority = view.addresses.vault_authority()
    for place in (view.addresses.energy_vault(), view.addresses.credit_vault()):
        vault = view.token_account(place)
        if vault is not None and (
            vault.owner != authority or vault.delegate is not None or vault.close_authority is not None
        ):
            told = f"owner {vault.owner}, delegate {vault.delegate}, close authority {vault.close_authority}"
            yield Fault("VAULT_OWNER_CHANGED", f"vault {place} has {told}: the program's authority alone may")
