"""Checks a ledger folder from its bytes alone: the chain of entries, then everything run again.

Nothing that a check needs is taken from the running validator: the folder is read anew, and the replay
starts at genesis in a fresh virtual machine. What is found is said in words and names its transaction.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import msgspec
from solders.signature import Signature

from gridtokenx.ledger.litesvm import outcome
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.journal import FIRST_LINK, Entry, Journal, Kind, StoredSnapshot
from gridtokenx.ledger.litesvm.machine import Machine
from gridtokenx.ledger.litesvm.recovery import JournalDamaged, Replayer, SnapshotMark, read_genesis
from gridtokenx.port.ledger import Receipt

MAX_FINDINGS = 200
PROGRESS_EVERY = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be; `seq` and `signature` name the entry when it is one's."""

    code: str
    message: str
    seq: int | None = None
    signature: str | None = None


@dataclass(slots=True)
class Findings:
    """Collects findings; more than 200 are counted and not kept."""

    kept: list[Finding] = field(default_factory=list)
    count: int = 0

    def add(self, code: str, message: str, entry: Entry | None = None) -> None:
        """Note a finding, about an entry when one is given."""
        self.count += 1
        if len(self.kept) >= MAX_FINDINGS:
            return
        seq = entry.seq if entry else None
        signed = entry is not None and entry.kind == Kind.TRANSACTION and len(entry.body) >= 65
        signature = str(Signature(outcome.signature_of(entry.body))) if entry and signed else None
        name = f"entry {seq}" + (f", transaction {signature}" if signature else "")
        self.kept.append(Finding(code, f"{name}: {message}" if entry else message, seq, signature))


class Observer(Protocol):
    """Looks at the machine while a ledger is run again."""

    def begin(self, genesis: Genesis) -> None:
        """See what the ledger starts from."""

    def transaction(self, entry: Entry, receipt: Receipt, machine: Machine) -> None:
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


def verify(
    folder: Path,
    *,
    head: str | None,
    observers: Sequence[Observer],
    findings: Findings,
    progress: Callable[[int, int], None] | None = None,
) -> Verified:
    """Check the journal, its results and its snapshots.

    Args:
        folder: The ledger's folder.
        head: An exported head, ``seq:hash``, or None.
        observers: See every transaction run again.
        findings: Where to note what is wrong.
        progress: Called with entries done and entries in all.
    """
    try:
        journal = Journal(folder, read_only=True)
    except sqlite3.Error as fault:
        findings.add("JOURNAL_UNREADABLE", f"the journal of {folder} cannot be opened: {fault}")
        return Verified(0, 0, "", "")
    try:
        return _Verification(journal, findings, observers, progress).run(head)
    except sqlite3.Error as fault:
        findings.add("JOURNAL_UNREADABLE", f"the journal file is damaged: {fault}")
        return Verified(0, 0, "", "")
    finally:
        journal.close()


class _Verification:
    """One pass over a journal."""

    def __init__(
        self,
        journal: Journal,
        findings: Findings,
        observers: Sequence[Observer],
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self._journal, self._findings = journal, findings
        self._observers, self._progress = observers, progress
        self._snapshots = {snapshot.seq: snapshot for snapshot in journal.snapshots()}
        self._marked: list[int] = []
        self._last: Entry | None = None

    def run(self, head: str | None) -> Verified:
        """Check every entry in order, then what only the whole shows."""
        replayer = self._genesis()
        total = self._journal.last.seq + 1 if self._journal.last else 0
        for done, entry in enumerate(self._linked(), start=1):
            if replayer is not None:
                self._entry(entry, replayer)
            if self._progress and (done % PROGRESS_EVERY == 0 or done == total):
                self._progress(done, total)
        self._orphans()
        if head is not None:
            self._head(head)
        state = ""
        if replayer is not None:
            state = replayer.machine.state_hash()
            for observer in self._observers:
                observer.end(replayer.machine)
        last = self._last
        return Verified(total, last.number if last else 0, state, last.head if last else "")

    def _genesis(self) -> Replayer | None:
        try:
            genesis, _, genesis_hash = read_genesis(self._journal)
        except JournalDamaged as fault:
            self._findings.add("GENESIS_DAMAGED", f"{fault}; nothing could be run again")
            return None
        replayer = Replayer(Machine(genesis), genesis_hash)
        for observer in self._observers:
            observer.begin(genesis)
        return replayer

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

    def _entry(self, entry: Entry, replayer: Replayer) -> None:
        if entry.kind == Kind.TRANSACTION:
            self._transaction(entry, replayer)
        elif entry.kind == Kind.SNAPSHOT:
            self._snapshot(entry, replayer.machine)
        elif entry.kind not in {Kind.GENESIS, Kind.CLOCK}:
            self._findings.add("ENTRY_CHANGED", f"kind {entry.kind} is not known", entry)

    def _transaction(self, entry: Entry, replayer: Replayer) -> None:
        try:
            result = replayer.run(entry)
        except (ValueError, OverflowError) as fault:
            self._findings.add("ENTRY_CHANGED", f"its transaction cannot be read: {fault}", entry)
            return
        if result != entry.result:
            self._findings.add("RESULT_DIFFERS", f"run again it gives {_shown(result)}", entry)
        receipt = outcome.receipt(entry.body, result, slot=entry.slot, time_s=entry.time_s)
        for observer in self._observers:
            observer.transaction(entry, receipt, replayer.machine)

    def _snapshot(self, entry: Entry, machine: Machine) -> None:
        try:
            mark = msgspec.msgpack.decode(entry.body, type=SnapshotMark)
        except (msgspec.MsgspecError, ValueError):
            self._findings.add("ENTRY_CHANGED", "the snapshot's mark cannot be read", entry)
            return
        self._marked.append(entry.seq)
        if machine.state_hash() != mark.state_hash:
            self._findings.add("STATE_DIFFERS", "the state run again is not the one recorded here", entry)
        stored = self._snapshots.get(entry.seq)
        if stored is not None:
            self._snapshot_row(stored, mark, entry)

    def _snapshot_row(self, stored: StoredSnapshot, mark: SnapshotMark, entry: Entry) -> None:
        if (stored.state_hash, stored.digest) != (mark.state_hash, mark.digest) or not stored.intact():
            self._findings.add("SNAPSHOT_CHANGED", "the snapshot is not the one that was taken here", entry)

    def _orphans(self) -> None:
        """Check that the newest two marked snapshots are there, and no others."""
        wanted = set(self._marked[-2:])
        for seq in sorted(wanted - set(self._snapshots)):
            self._findings.add("SNAPSHOT_MISSING", f"the snapshot taken at entry {seq} is gone")
        for seq in sorted(set(self._snapshots) - wanted):
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


def _shown(result: bytes) -> str:
    answer = msgspec.msgpack.decode(result, type=outcome.Outcome)
    return answer.error or f"success with {answer.compute_units} compute units"
