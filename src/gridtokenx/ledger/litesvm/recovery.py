"""From a folder back to a running machine: the newest good snapshot, and the entries behind it again.

Every entry that is run again must answer as it did; a damaged snapshot is reported and passed over, down
to a replay from genesis.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec
from solders.hash import Hash

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.ledger.litesvm import genesis as genesis_form
from gridtokenx.ledger.litesvm.blockhash import blockhash_at
from gridtokenx.ledger.litesvm.genesis import Genesis, GenesisMismatch
from gridtokenx.ledger.litesvm.journal import FIRST_LINK, Entry, Journal, Kind
from gridtokenx.ledger.litesvm.machine import Machine
from gridtokenx.ledger.litesvm.slot_clock import FIRST_SLOT
from gridtokenx.ledger.litesvm.snapshot import (
    NEWEST,
    SnapshotDamaged,
    StoredSnapshot,
    read_snapshot,
    snapshot_files,
)

log = logging.getLogger(__name__)
SLOT_HASHES = 150
"""How many earlier slots programs can look up, such as to make a lookup table: a minute's."""


class JournalDamaged(GridTokenXError):
    """A journal whose entries do not fit together or do not run as they did."""


class Replayer:
    """Runs journal entries on a machine, clock and all."""

    def __init__(self, machine: Machine, genesis_hash: bytes) -> None:
        self.machine = machine
        self.genesis_hash = genesis_hash
        self._clock = (-1, -1)

    def run(self, entry: Entry) -> bytes:
        """Run a transaction's entry and return its result in the journal's form."""
        self.at(slot=entry.slot, time_s=entry.time_s)
        return self.machine.run_bytes(entry.body).result

    def at(self, *, slot: int, time_s: int) -> None:
        """Set the machine's clock when it differs."""
        if self._clock != (slot, time_s):
            self._clock = (slot, time_s)
            self.machine.set_clock(slot=slot, time_s=time_s, slot_hashes=slot_hashes(self.genesis_hash, slot))


def slot_hashes(genesis_hash: bytes, slot: int) -> list[tuple[int, Hash]]:
    """Return the earlier slots that programs can look up, newest first."""
    first = max(FIRST_SLOT - 1, slot - SLOT_HASHES)
    return [(past, blockhash_at(genesis_hash, past)) for past in range(slot - 1, first - 1, -1)]


def read_genesis(journal: Journal) -> tuple[Genesis, bool, bytes]:
    """Return the genesis, whether time is simulated, and the genesis entry's hash.

    Raises:
        JournalDamaged: The first entry is no genesis, or is damaged.
    """
    first = next(iter(journal.entries()), None)
    if first is None or first.seq or first.kind != Kind.GENESIS or first.hash != first.expected_hash():
        raise JournalDamaged("the first entry is not the genesis it was: restore a backup")
    try:
        found, simulated = genesis_form.decode(first.body, journal.programs())
    except GenesisMismatch as fault:
        raise JournalDamaged(str(fault)) from None
    return found, simulated, first.hash


@dataclass(frozen=True, slots=True)
class Recovered:
    """A machine at the last entry of its journal."""

    replayer: Replayer
    genesis: Genesis
    simulated: bool
    snapshot_seq: int | None
    """The entry of the snapshot that it was loaded from, or None."""
    newest: bool
    """Whether that is the newest snapshot, which then only needs what changes."""


def recover(journal: Journal, folder: Path) -> Recovered:
    """Rebuild the machine of a journal.

    Raises:
        JournalDamaged: An entry does not fit the one before, or does not run as it did.
    """
    genesis, simulated, genesis_hash = read_genesis(journal)
    for path in snapshot_files(folder):
        replayer = Replayer(Machine(genesis), genesis_hash)
        seq = _restore(replayer, path, journal)
        if seq is not None:
            _replay(replayer, journal.entries(first=seq))
            return Recovered(replayer, genesis, simulated, seq, path.name == NEWEST)
    replayer = Replayer(Machine(genesis), genesis_hash)
    _replay(replayer, journal.entries())
    return Recovered(replayer, genesis, simulated, None, newest=False)


def _restore(replayer: Replayer, path: Path, journal: Journal) -> int | None:
    """Load a snapshot and return its entry; None when it is not the one that the chain names."""
    try:
        snapshot = read_snapshot(path)
        if snapshot is None:
            return None
        check_snapshot(replayer, snapshot, journal)
    except (SnapshotDamaged, JournalDamaged) as fault:
        log.error("ledger.snapshot.damaged: %s. Falling back; run `gridtokenx audit`.", fault)  # noqa: TRY400  # told in words
        return None
    return snapshot.seq


def check_snapshot(replayer: Replayer, snapshot: StoredSnapshot, journal: Journal) -> None:
    """Load a snapshot into a machine at its genesis, and compare it with the chain.

    Raises:
        SnapshotDamaged: It is another ledger's, the chain names none at its entry, or not this content.
    """
    name, entry = snapshot.path.name, journal.entry(snapshot.seq)
    if snapshot.genesis_hash != replayer.genesis_hash:
        raise SnapshotDamaged(f"{name} is of another ledger: remove it")
    if entry is None or entry.kind != Kind.SNAPSHOT or entry.hash != entry.expected_hash():
        raise SnapshotDamaged(f"{name} is of entry {snapshot.seq}, where the journal names none: remove it")
    replayer.at(slot=entry.slot, time_s=entry.time_s)
    replayer.machine.load(snapshot.accounts)
    if entry.body != msgspec.msgpack.encode(replayer.machine.mark()):
        raise SnapshotDamaged(f"{name} is not what was written at entry {snapshot.seq}: remove it")


def _replay(replayer: Replayer, entries: Iterable[Entry]) -> None:
    previous: Entry | None = None
    for entry in entries:
        if previous is not None or entry.seq == 0:
            check_link(entry, previous)
        if previous is not None and not _same_again(replayer, entry):
            raise JournalDamaged(f"entry {entry.seq} did not run as it did: run `gridtokenx audit`")
        previous = entry


def _same_again(replayer: Replayer, entry: Entry) -> bool:
    """Run an entry; False when its result, or the state that it marks, is another one."""
    if entry.kind == Kind.TRANSACTION:
        return replayer.run(entry) == entry.result
    if entry.kind == Kind.SNAPSHOT:
        return msgspec.msgpack.encode(replayer.machine.mark()) == entry.body
    return True


def check_link(entry: Entry, previous: Entry | None) -> None:
    """Do nothing when an entry follows another.

    Raises:
        JournalDamaged: It does not.
    """
    seq, link = (previous.seq + 1, previous.hash) if previous else (0, FIRST_LINK)
    if entry.seq != seq or entry.prev != link or entry.hash != entry.expected_hash():
        raise JournalDamaged(f"entry {entry.seq} does not fit the one before: run `gridtokenx audit`")
