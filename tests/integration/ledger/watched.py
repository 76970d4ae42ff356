"""A LiteSVM whose every successful transaction is shown to the audit's rules, as the audit itself would."""

from dataclasses import dataclass, field
from typing import Any

from solders.litesvm import LiteSVM
from solders.pubkey import Pubkey
from solders.transaction import Transaction, VersionedTransaction
from solders.transaction_metadata import FailedTransactionMetadata, TransactionMetadata

from gridtokenx.chain.programs import load_programs
from gridtokenx.ledger.audit import Rules
from gridtokenx.ledger.finding import Findings
from gridtokenx.ledger.invariant.rule import Rule, RuleObserver
from gridtokenx.ledger.litesvm.effects import look_after, look_before, named
from gridtokenx.ledger.litesvm.genesis import Genesis, ProgramBinary
from gridtokenx.ledger.litesvm.journal import Entry, Kind
from gridtokenx.ledger.litesvm.machine import Machine
from gridtokenx.ledger.litesvm.outcome import read


@dataclass
class Watched:
    """Passes everything on to the virtual machine; `findings` is what the rules said."""

    svm: LiteSVM
    rules: Rules = field(default_factory=lambda: Rules({}))
    findings: Findings = field(default_factory=Findings)
    transactions: int = 0

    def __post_init__(self) -> None:
        self.programs = load_programs()
        self.machine = Machine.__new__(Machine)
        self.machine._svm = self.svm

    def begin(self, *kinds: type[Rule]) -> None:
        """Show the rules where things stand; with kinds, only rules of those."""
        rules = [rule for rule in self.rules.all() if not kinds or isinstance(rule, kinds)]
        self.observer = RuleObserver(self.programs, rules, self.findings)
        deployed = tuple(ProgramBinary(p.name, p.id, b"") for p in self.programs.all())
        self.observer.begin(Genesis(Pubkey.default(), 0, deployed), self.machine)

    def send_transaction(
        self, transaction: Transaction | VersionedTransaction
    ) -> TransactionMetadata | FailedTransactionMetadata:
        before = look_before(self.svm, named(self.svm, transaction.message))
        done = self.svm.send_transaction(transaction)
        if isinstance(done, TransactionMetadata):
            self.transactions += 1
            now = self.svm.get_clock().unix_timestamp
            entry = Entry(
                self.transactions, 0, now, Kind.TRANSACTION, 0, None, bytes(transaction), b"", b"", b""
            )
            self.observer.transaction(entry, read(done, look_after(self.svm, before)), self.machine)
        return done

    def said(self) -> list[str]:
        """Let the rules look at the end; return every finding in words."""
        self.observer.end(self.machine)
        return [f"{finding.code} {finding.message}" for finding in self.findings.kept]

    def codes(self) -> set[str]:
        """Let the rules look at the end; return the codes of every finding."""
        return {said.partition(" ")[0] for said in self.said()}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever LiteSVM has
        return getattr(self.svm, name)
