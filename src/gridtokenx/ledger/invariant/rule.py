"""What a rule sees of a ledger that is run again, and how it says what it found."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from solders.pubkey import Pubkey
from solders.token.state import Mint, TokenAccount

from gridtokenx.chain.addresses import Addresses
from gridtokenx.chain.event import EventsTruncated
from gridtokenx.chain.program import AccountMismatch, Program
from gridtokenx.chain.programs import Programs
from gridtokenx.chain.scalar import DataTooShort
from gridtokenx.ledger.finding import Findings
from gridtokenx.ledger.invariant.seen import Reader, Seen
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.journal import Entry
from gridtokenx.ledger.litesvm.machine import Machine
from gridtokenx.ledger.litesvm.outcome import Outcome

MINT_BYTES, TOKEN_ACCOUNT_BYTES = 82, 165
"""Sizes of the token program's accounts (spl-token, ``state.rs``)."""
UNREADABLE = (EventsTruncated, DataTooShort, AccountMismatch, ValueError)


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule says: a finding's code and message, or a notice's."""

    code: str
    message: str
    is_notice: bool = False


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

    def all(self, program: Program, name: str) -> Iterator[tuple[Pubkey, Mapping[str, object]]]:
        """Yield the addresses and fields of every account of a type."""
        discriminator = program.discriminator(name)
        for found in self.machine.owned_by(program.id):
            if found.data.startswith(discriminator):
                yield found.address, program.account(name, found.data)

    def mint(self, address: Pubkey) -> Mint | None:
        """Return a mint, or None before it exists."""
        found = self.machine.account(address)
        return Mint.from_bytes(found.data) if found and len(found.data) == MINT_BYTES else None

    def supply(self, mint: Pubkey) -> int:
        """Return a mint's supply [base units]; 0 before it exists."""
        found = self.mint(mint)
        return found.supply if found else 0

    def token_account(self, address: Pubkey) -> TokenAccount | None:
        """Return a token account, or None before it exists."""
        found = self.machine.account(address)
        known = found is not None and len(found.data) == TOKEN_ACCOUNT_BYTES
        return TokenAccount.from_bytes(found.data) if found and known else None

    def balance(self, account: Pubkey) -> int:
        """Return a token account's balance [base units]; 0 before it exists."""
        found = self.token_account(account)
        return found.amount if found else 0


class Rule(Protocol):
    """One invariant."""

    def start(self, view: View) -> Iterable[Fault]:
        """Take over what the ledger holds where the audit begins: nothing yet, or a snapshot's accounts."""

    def step(self, seen: Seen, view: View) -> Iterable[Fault]:
        """Look at the ledger right after a successful transaction."""

    def end(self, view: View) -> Iterable[Fault]:
        """Look at the ledger at its last entry."""


class RuleObserver:
    """Runs rules over a replay and notes what they find, with the transaction's name."""

    def __init__(self, programs: Programs, rules: Sequence[Rule], findings: Findings) -> None:
        self._programs, self._rules, self._findings = programs, rules, findings
        self._reader = Reader(programs)
        self._addresses = programs.addresses()

    def begin(self, genesis: Genesis, machine: Machine) -> None:
        """Check that the ledger runs the programs whose IDL is at hand; show the rules where it starts."""
        deployed = {program.address for program in genesis.programs}
        for program in self._programs.all():
            if program.id not in deployed:
                self._findings.add(
                    "PROGRAM_MISSING", f"{program.name} ({program.id}) is not deployed in this ledger"
                )
        view = self._view(machine)
        for rule in self._rules:
            self._note(rule.start(view))

    def transaction(self, entry: Entry, result: Outcome, machine: Machine) -> None:
        """Show the rules a transaction; a failed one changed nothing but fees."""
        if result.error is not None:
            return
        view = self._view(machine)
        try:
            seen = self._reader.see(entry.body, result, time_s=entry.time_s)
        except UNREADABLE as fault:
            self._findings.add("NOT_READABLE", f"the transaction or its log cannot be read: {fault}", entry)
            return
        for rule in self._rules:
            self._note(rule.step(seen, view), entry)

    def end(self, machine: Machine) -> None:
        """Show the rules the final state."""
        view = self._view(machine)
        for rule in self._rules:
            self._note(rule.end(view))

    def _view(self, machine: Machine) -> View:
        return View(machine, self._programs, self._addresses)

    def _note(self, faults: Iterable[Fault], entry: Entry | None = None) -> None:
        """Note what a rule yields; a rule that cannot read an account says so and ends for this entry."""
        try:
            for fault in faults:
                note = self._findings.note if fault.is_notice else self._findings.add
                note(fault.code, fault.message, entry)
        except UNREADABLE as damage:
            self._findings.add("NOT_READABLE", f"an account or argument cannot be read: {damage}", entry)


def number(fields: Mapping[str, object], name: str) -> int:
    """Return a whole-number field of an event or account."""
    return cast("int", fields[name])


def address(fields: Mapping[str, object], name: str) -> Pubkey:
    """Return an address field of an event or account."""
    return cast("Pubkey", fields[name])
