"""Checks a ledger folder from its bytes alone: the chain of entries, then everything run again.

Nothing that a check needs is taken from the running validator: the folder is read anew, and the replay
starts in a fresh virtual machine, at genesis or at a snapshot that the chain names. Entries are read one
by one, so what is kept in memory is the state and not the history.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec
from solders.pubkey import Pubkey

from gridtokenx.ledger.difference import Held, describe, same
from gridtokenx.ledger.finding import Findings
from gridtokenx.ledger.litesvm import outcome
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.journal import FIRST_LINK, Entry, Journal, Kind
from gridtokenx.ledger.litesvm.machine import Machine
from gridtokenx.ledger.litesvm.outcome import Outcome
from gridtokenx.ledger.litesvm.recovery import JournalDamaged, Replayer, read_genesis
from gridtokenx.ledger.litesvm.snapshot import SnapshotMark
from gridtokenx.ledger.litesvm.snapshot_check import StartingPoint, kept_snapshots, starting_point

PROGRESS_EVERY = 500
MAX_ACCOUNTS_TOLD = 20

Progress = Callable[[int, int], None]
Describe = Callable[[Pubkey, Held | None, Held | None], str]


class Observer(Protocol):
    """Looks at the machine while a ledger is run again."""

    def begin(self, genesis: Genesis, machine: Machine) -> None:
        """See what the replay starts from."""

    def transaction(self, entry: Entry, result: Outcome, machine: Machine) -> None:
        """See the machine right after a transaction."""

    def end(self, machine: Machine) -> None:
        """See the machine at the last entry."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a folder holds, as far as it could be read."""

    entries: int
    transactions: int
    state_hash: str
    head: str
    first_run: int = 0
    """The entry behind which everything was run again; 0 is the genesis."""


def _plain(address: Pubkey, recorded: Held | None, again: Held | None) -> str:
    return describe(address, recorded, again, programs=None)


def verify(
    folder: Path,
    *,
    head: str | None,
    observers: Sequence[Observer],
    findings: Findings,
    progress: Progress | None = None,
    from_snapshot: bool = False,
    describe_difference: Describe = _plain,
) -> Verified:
    """Check the journal, its results and its snapshots.

    Args:
        folder: The ledger's folder.
        head: An exported head, ``seq:hash``, or None.
        observers: See every transaction run again.
        findings: Where to note what is wrong.
        progress: Called with entries done and entries in all.
        from_snapshot: Run again only what follows the newest snapshot that the chain names.
        describe_difference: Says how an account recorded differs from the one run again.
    """
    try:
        journal = Journal(folder, read_only=True)
    except sqlite3.Error as fault:
        findings.add("JOURNAL_UNREADABLE", f"the journal of {folder} cannot be opened: {fault}")
        return Verified(0, 0, "", "")
    try:
        run = _Verification(folder, journal, findings, observers, describe_difference)
        return run.run(head, progress, from_snapshot=from_snapshot)
    except sqlite3.Error as fault:
        findings.add("JOURNAL_UNREADABLE", f"the journal file is damaged: {fault}")
        return Verified(0, 0, "", "")
    finally:
        journal.close()


class _Verification:
    """One pass over a journal."""

    def __init__(
        self,
        folder: Path,
        journal: Journal,
        findings: Findings,
        observers: Sequence[Observer],
        describe_difference: Describe,
    ) -> None:
        self._folder, self._journal, self._findings = folder, journal, findings
        self._observers, self._describe = observers, describe_difference
        self._kept = kept_snapshots(folder, findings)
        self._marked: set[int] = set()
        self._last: Entry | None = None

    def run(self, head: str | None, progress: Progress | None, *, from_snapshot: bool) -> Verified:
        """Check every entry in order, then what only the whole shows."""
        start = self._start(from_snapshot=from_snapshot)
        total = self._journal.last.seq + 1 if self._journal.last else 0
        for done, entry in enumerate(self._linked(), start=1):
            if start is not None:
                self._entry(entry, start)
            if progress and (done % PROGRESS_EVERY == 0 or done == total):
                progress(done, total)
        self._orphans()
        if head is not None:
            self._head(head)
        state = ""
        if start is not None:
            state = start.replayer.machine.state_hash()
            for observer in self._observers:
                observer.end(start.replayer.machine)
        last = self._last
        shown = (state, last.head if last else "", start.seq if start else 0)
        return Verified(total, last.number if last else 0, *shown)

    def _start(self, *, from_snapshot: bool) -> StartingPoint | None:
        """Return a machine at the genesis, or at the newest snapshot that the chain names."""
        try:
            genesis, _, genesis_hash = read_genesis(self._journal)
        except JournalDamaged as fault:
            self._findings.add("GENESIS_DAMAGED", f"{fault}; nothing could be run again")
            return None
        for seq, stored in self._kept.items():
            if stored.genesis_hash != genesis_hash:
                self._findings.add("SNAPSHOT_CHANGED", f"the snapshot of entry {seq} is of another ledger")
        start = StartingPoint(0, Replayer(Machine(genesis), genesis_hash))
        if from_snapshot:
            found = starting_point(self._journal, genesis, genesis_hash, self._kept, self._findings)
            if found is None:
                self._findings.note("AUDITED_FROM_GENESIS", "there is no good snapshot to begin at")
            start = found or start
        for observer in self._observers:
            observer.begin(genesis, start.replayer.machine)
        return start

    def _linked(self) -> Iterator[Entry]:
        """Yield entries, each checked against the one before."""
        for entry in self._journal.entries():
            self._link(entry, self._last)
            self._last = entry
            yield entry

    def _link(self, entry: Entry, last: Entry | None) -> None:
        expected = last.seq + 1 if last else 0
        if entry.seq != expected:
            self._findings.add("ENTRY_MISSING", f"entries {expected} to {entry.seq - 1} are missing", entry)
        if entry.prev != (last.hash if last else FIRST_LINK):
            self._findings.add("CHAIN_BROKEN", "it does not name the entry before it", entry)
        if entry.hash != entry.expected_hash():
            self._findings.add("ENTRY_CHANGED", "its content is not what its hash was made of", entry)
        number = (last.number if last else 0) + (entry.kind == Kind.TRANSACTION)
        if entry.number != number:
            self._findings.add("ENTRY_CHANGED", f"its number is {entry.number}, it must be {number}", entry)
        if last and (entry.slot < last.slot or entry.time_s < last.time_s):
            self._findings.add("CLOCK_BACKWARDS", "its slot or time is before the entry before it", entry)
        signature = outcome.signature_of(entry.body) if entry.kind == Kind.TRANSACTION else None
        if entry.signature != signature:
            self._findings.add("ENTRY_CHANGED", "its signature is not its transaction's", entry)

    def _entry(self, entry: Entry, start: StartingPoint) -> None:
        is_behind = entry.seq > start.seq
        if entry.kind == Kind.TRANSACTION:
            if is_behind:
                self._transaction(entry, start.replayer)
        elif entry.kind == Kind.SNAPSHOT:
            self._snapshot(entry, start.replayer.machine if is_behind else None)
        elif entry.kind not in {Kind.GENESIS, Kind.CLOCK}:
            self._findings.add("ENTRY_CHANGED", f"kind {entry.kind} is not known", entry)

    def _transaction(self, entry: Entry, replayer: Replayer) -> None:
        try:
            again = replayer.run(entry)
        except (ValueError, OverflowError) as fault:
            self._findings.add("ENTRY_CHANGED", f"its transaction cannot be read: {fault}", entry)
            return
        if again != entry.result:
            self._findings.add("RESULT_DIFFERS", _compared(entry.result, again), entry)
        result = outcome.decode(again)
        for observer in self._observers:
            observer.transaction(entry, result, replayer.machine)

    def _snapshot(self, entry: Entry, machine: Machine | None) -> None:
        """Compare a snapshot's mark with the machine, when it has been run up to here."""
        self._marked.add(entry.seq)
        try:
            mark = msgspec.msgpack.decode(entry.body, type=SnapshotMark)
        except (msgspec.MsgspecError, ValueError):
            self._findings.add("ENTRY_CHANGED", "the snapshot's mark cannot be read", entry)
            return
        if machine is None:
            return
        if machine.mark() != mark:
            self._findings.add("STATE_DIFFERS", "the state run again is not the one recorded here", entry)
        if entry.seq in self._kept:
            self._accounts(entry, machine)

    def _accounts(self, entry: Entry, machine: Machine) -> None:
        """Name the accounts in which a kept snapshot differs from the machine."""
        stored = self._kept[entry.seq].accounts
        addresses = stored.keys() | machine.book.known()
        told = 0
        for address in sorted(addresses, key=bytes):
            recorded, again = stored.get(address), machine.account(address)
            if not same(recorded, again):
                told += 1
                if told <= MAX_ACCOUNTS_TOLD:
                    self._findings.add("ACCOUNT_DIFFERS", self._describe(address, recorded, again), entry)
        if told > MAX_ACCOUNTS_TOLD:
            self._findings.add("ACCOUNT_DIFFERS", f"and {told - MAX_ACCOUNTS_TOLD} more accounts", entry)

    def _orphans(self) -> None:
        """Check that every kept snapshot is one that the chain names."""
        for seq in sorted(self._kept.keys() - self._marked):
            self._findings.add("SNAPSHOT_CHANGED", f"a snapshot says entry {seq}, where none was taken")

    def _head(self, head: str) -> None:
        seq_text, _, digest = head.partition(":")
        if not seq_text.isdecimal() or len(digest) != 64:
            self._findings.add("HEAD_INVALID", f"the head {head!r} is not of the form seq:hash")
            return
        found = next(iter(self._journal.entries(first=int(seq_text))), None)
        if found is None or found.seq != int(seq_text):
            last = self._last.seq if self._last else -1
            self._findings.add(
                "JOURNAL_TRUNCATED",
                f"the exported head is entry {seq_text}, the journal ends at {last}: entries were cut off",
            )
        elif found.hash.hex() != digest:
            self._findings.add(
                "HEAD_DIFFERS", "it is not the entry that was exported: history was rewritten", found
            )


def _compared(recorded: bytes, again: bytes) -> str:
    """Say in what a recorded result differs from the one run again."""
    new = outcome.decode(again)
    try:
        old = outcome.decode(recorded)
    except (msgspec.MsgspecError, ValueError):
        return f"its result cannot be read; run again it gives {_shown(new)}"
    if _shown(old) != _shown(new):
        return f"it is recorded as {_shown(old)}, run again it gives {_shown(new)}"
    lines = (pair for pair in zip(old.logs, new.logs, strict=False) if pair[0] != pair[1])
    differing = next(lines, None)
    if differing is not None:
        return f"its log says {differing[0]!r}, run again it says {differing[1]!r}"
    return "run again it moves other amounts or calls other programs than recorded"


def _shown(result: Outcome) -> str:
    return result.error or f"success with {result.compute_units} compute units"
