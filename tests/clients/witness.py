"""A virtual machine that remembers what its transactions wrote into accounts, and what they logged."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from solders.account import Account
from solders.litesvm import LiteSVM
from solders.pubkey import Pubkey
from solders.transaction import Transaction, VersionedTransaction
from solders.transaction_metadata import FailedTransactionMetadata, TransactionMetadata

from gridtokenx.chain.event import all_data
from gridtokenx.chain.programs import Programs, load_programs

DISCRIMINATOR = slice(8)


@lru_cache(maxsize=1)
def programs() -> Programs:
    return load_programs()


@dataclass(frozen=True)
class Seen:
    """One account or one event: bytes that a real transaction left."""

    program: str
    kind: str
    data: bytes


@dataclass
class Witness:
    """LiteSVM, and everything of our programs that its transactions made."""

    svm: LiteSVM = field(default_factory=LiteSVM)
    accounts: dict[tuple[str, str], list[Seen]] = field(default_factory=dict)
    events: dict[tuple[str, str], list[Seen]] = field(default_factory=dict)
    logs: list[tuple[str, ...]] = field(default_factory=list)

    def with_sigverify(self, wanted: bool) -> "Witness":
        self.svm = self.svm.with_sigverify(wanted)
        return self

    def send_transaction(
        self, transaction: Transaction | VersionedTransaction
    ) -> TransactionMetadata | FailedTransactionMetadata:
        done = self.svm.send_transaction(transaction)
        if isinstance(done, TransactionMetadata):
            self._remember(transaction.message.account_keys, done)
        return done

    def __getattr__(self, name: str) -> object:
        return getattr(self.svm, name)

    def _remember(self, named: Sequence[Pubkey], done: TransactionMetadata) -> None:
        self.logs.append(tuple(done.logs()))
        for address in named:
            account = self.svm.get_account(address)
            for seen in _account(account) if account else ():
                self.accounts.setdefault((seen.program, seen.kind), []).append(seen)
        for speaker, data in all_data(done.logs()):
            for seen in _event(speaker, data):
                self.events.setdefault((seen.program, seen.kind), []).append(seen)


def _account(account: Account) -> Iterator[Seen]:
    program = programs().by_id(str(account.owner))
    if program is None:
        return
    for name, discriminator in program.idl.accounts.items():
        if account.data[DISCRIMINATOR] == discriminator:
            yield Seen(program.name, name, account.data)


def _event(speaker: str, data: bytes) -> Iterator[Seen]:
    program = programs().by_id(speaker)
    event = program.event(data) if program else None
    if program and event:
        yield Seen(program.name, event.name, data)


def outermost(lines: Sequence[str]) -> tuple[str, ...]:
    """Return a log without what programs said that were called by others."""
    depth, kept = 0, []
    for line in lines:
        entered = re.fullmatch(r"Program \w+ invoke \[\d+\]", line) is not None
        depth += entered
        if depth <= 1:
            kept.append(line)
        depth -= re.fullmatch(r"Program \w+ success", line) is not None
    return tuple(kept)
