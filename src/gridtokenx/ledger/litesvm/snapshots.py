"""When the ledger takes snapshots: often enough for a quick restart, and little at a time."""

from pathlib import Path

from gridtokenx.ledger.litesvm.journal import Entry, Journal
from gridtokenx.ledger.litesvm.keeper import SnapshotKeeper
from gridtokenx.ledger.litesvm.recovery import Recovered
from gridtokenx.ledger.litesvm.snapshot import Changes, remove_newest

SNAPSHOT_EVERY = 2_000
"""Transactions between snapshots: what a restart runs again, in half a second or so."""
CHANGED_AT_MOST = 400
"""Accounts that change between snapshots: hashing them takes 8 ms or so, and nothing else runs meanwhile."""


class Snapshots:
    """Marks a ledger's state in its journal, and hands what changed to the keeper once that is durable."""

    def __init__(self, folder: Path, journal: Journal, recovered: Recovered, *, every: int) -> None:
        self._journal, self._every = journal, every
        self._book = recovered.replayer.machine.book
        self._number = 0
        copied_at = 0
        if recovered.newest and recovered.snapshot_seq is not None:
            entry = journal.entry(recovered.snapshot_seq)
            assert entry is not None
            self._number, copied_at = entry.number, entry.seq
        else:
            remove_newest(folder)
            self._book.all_changed()
        self._keeper = SnapshotKeeper(folder, recovered.replayer.genesis_hash, copied_at=copied_at)
        self._taken: tuple[int, Changes] | None = None

    def due(self) -> bool:
        """Return whether a snapshot is to be taken with the next commit."""
        since = self._since()
        return since >= self._every or (since > 0 and self._book.changed_count() >= CHANGED_AT_MOST)

    def behind(self) -> bool:
        """Return whether anything happened since the last snapshot."""
        return self._since() > 0

    def _since(self) -> int:
        return (self._journal.last.number if self._journal.last else 0) - self._number

    def taken(self, entry: Entry) -> None:
        """Take what changed up to an entry that marks the state; it is handed over when that is durable."""
        self._number = entry.number
        self._taken = (entry.seq, self._book.take_changed())

    def hand_over(self) -> None:
        """Give the keeper what was taken; the journal has it now."""
        if self._taken is not None:
            self._keeper.put(*self._taken)
            self._taken = None

    def close(self) -> None:
        """Wait until the snapshot is written."""
        self._keeper.close()
