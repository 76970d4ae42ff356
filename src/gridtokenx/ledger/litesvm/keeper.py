"""Writes snapshots, and moves the journal's log, beside the ledger's thread, which waits for neither.

Changes that wait are merged, so what waits is bounded by the number of accounts.
"""

import logging
import sqlite3
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from gridtokenx.ledger.litesvm.journal import move_log
from gridtokenx.ledger.litesvm.snapshot import Changes, SnapshotFile

if TYPE_CHECKING:
    from solders.account import Account
    from solders.pubkey import Pubkey

_log = logging.getLogger(__name__)
COPY_EVERY = 50_000
"""Entries between copies of the whole snapshot."""


class SnapshotKeeper:
    """A thread that brings the snapshot file up to what it is handed."""

    def __init__(self, folder: Path, genesis_hash: bytes, *, copied_at: int = 0) -> None:
        self._folder, self._genesis_hash = folder, genesis_hash
        self._copied_at = copied_at
        self._wake = threading.Condition()
        self._waiting: dict[Pubkey, Account | None] = {}
        self._seq = -1
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="snapshot", daemon=True)
        self._thread.start()

    def put(self, seq: int, changes: Changes) -> None:
        """Hand over what changed up to an entry that is durable."""
        with self._wake:
            self._waiting.update(changes)
            self._seq = seq
            self._wake.notify()

    def close(self) -> None:
        """Write what waits and end the thread."""
        with self._wake:
            self._ended = True
            self._wake.notify()
        self._thread.join()

    def _run(self) -> None:
        try:
            self._write_all()
        except (sqlite3.Error, OSError) as fault:
            _log.error(  # the fault is the disk's, not the code's
                "ledger.snapshot.not_written: %s; a restart runs more of the journal. Free the disk.",
                fault,
            )

    def _write_all(self) -> None:
        file = SnapshotFile(self._folder, self._genesis_hash)
        try:
            while (taken := self._take()) is not None:
                seq, changes = taken
                file.write(seq, changes)
                move_log(self._folder)
                if seq - self._copied_at >= COPY_EVERY:
                    file.copy()
                    self._copied_at = seq
        finally:
            file.close()

    def _take(self) -> tuple[int, Changes] | None:
        with self._wake:
            self._wake.wait_for(lambda: self._waiting or self._ended)
            if not self._waiting:
                return None
            taken, self._waiting = self._waiting, {}
            return self._seq, taken
