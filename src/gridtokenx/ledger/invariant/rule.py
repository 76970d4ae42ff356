"""What a rule sees of a ledger that is run again, and how it says what it found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from solders.pubkey import Pubkey
from solders.token.state import Mint, TokenAccount

from gridtokenx.chain.addresses import Addresses
from gridtokenx.chain.event import EventsTruncated
from gridtokenx.chain.program import AccountMismatch, Event, Program
from gridtokenx.chain.programs import Programs
from gridtokenx.chain.scalar import DataTooShort
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.journal import Entry
from gridtokenx.ledger.litesvm.machine import Machine
from gridtokenx.ledger.litesvm.verify import Findings
from gridtokenx.port.ledger import Receipt

MINT_BYTES, TOKEN_ACCOUNT_BYTES = 82, 165
"""Sizes of the token program's accounts (spl-token, ``state.rs``)."""

Fault = tuple[str, str]
"""A finding's code and its message."""


@dataclass(frozen=True, slots=True)
class View:
    """The machine at one moment, read through the programs' IDL."""

    machine: Machine
    programs: Programs
    addresses: Addresses

    def read(self, program: Program, name: str, address: Pubkey) -> Mapping[str, object] | None:
        """Return a program's account, or None when there is none."""
        found = self.machine.account(address)
        if found is None or found.owner != program.id:
            return None
        return program.account(name, found.data)

    def supply(self, mint: Pubkey) -> int:
        """Return a mint's supply [base units]; 0 before it exists."""
        found = self.machine.account(mint)
        return Mint.from_bytes(found.data).supply if found and len(found.data) == MINT_BYTES else 0

    def balance(self, account: Pubkey) -> int:
        """Return a token account's balance [base units]; 0 before it exists."""
        found = self.machine.account(account)
        known = found is not None and len(found.data) == TOKEN_ACCOUNT_BYTES
        return TokenAccount.from_bytes(found.data).amount if found and known else 0


class Rule(Protocol):
    """One invariant."""

    def step(self, events: Sequence[Event], view: View) -> Iterable[Fault]:
        """Look at the ledger right after a successful transaction."""

    def end(self, view: View) -> Iterable[Fault]:
        """Look at the ledger at its last entry."""


class RuleObserver:
    """Runs rules over a replay and notes what they find, with the transaction's name."""

    def __init__(self, programs: Programs, rules: Sequence[Rule], findings: Findings) -> None:
        self._programs, self._rules, self._findings = programs, rules, findings
        self._addresses = programs.addresses()

    def begin(self, genesis: Genesis) -> None:
        """Check that the ledger runs the programs whose IDL is at hand."""
        deployed = {program.address for program in genesis.programs}
        for program in self._programs.all():
            if program.id not in deployed:
                self._findings.add(
                    "PROGRAM_MISSING", f"{program.name} ({program.id}) is not deployed in this ledger"
                )

    def transaction(self, entry: Entry, receipt: Receipt, machine: Machine) -> None:
        """Show the rules a transaction; a failed one changed nothing but fees."""
        if receipt.error is not None:
            return
        view = View(machine, self._programs, self._addresses)
        try:
            events = self._programs.events(receipt.logs)
            for rule in self._rules:
                for code, message in rule.step(events, view):
                    self._findings.add(code, message, entry)
        except (EventsTruncated, DataTooShort, AccountMismatch) as fault:
            self._findings.add("NOT_READABLE", f"an event or account cannot be read: {fault}", entry)

    def end(self, machine: Machine) -> None:
        """Show the rules the final state."""
        view = View(machine, self._programs, self._addresses)
        for rule in self._rules:
            try:
                for code, message in rule.end(view):
                    self._findings.add(code, message)
            except (DataTooShort, AccountMismatch) as fault:
                self._findings.add("NOT_READABLE", f"an account cannot be read: {fault}")


def number(fields: Mapping[str, object], name: str) -> int:
    """Return a whole-number field of an event or account."""
    return cast("int", fields[name])


def address(fields: Mapping[str, object], name: str) -> Pubkey:
    """Return an address field of an event or account."""
    return cast("Pubkey", fields[name])
