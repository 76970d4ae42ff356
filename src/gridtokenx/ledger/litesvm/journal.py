"""The durable journal: every transaction and its result, each entry chained to the one before by SHA-256.

One SQLite file in WAL mode with ``synchronous=FULL``: what is committed survives a power cut. Entries
are appended in memory and written by :meth:`Journal.commit`, one disk write for a group. A commit only
appends: what is looked up at random is in the history's index, and the log is moved into the file by
:func:`move_log`, beside the ledger's thread.
"""

import hashlib
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

FILE_NAME = "ledger.db"
_HEADER = struct.Struct("<qqqqqII")
_DOMAIN = b"gridtokenx:journal:2"
FIRST_LINK = bytes(32)
MOVED_BYTES = 4 * 2**20
"""What the write-ahead log grows to before it is moved: each time costs the disk two syncs."""
LOG_BYTES = 64 * 2**20
"""What the write-ahead log may grow to before it is begun anew."""
LOOK_EVERY = 256
"""Commits between looks at its size."""
BUSY_MS = 5_000

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (
  seq INTEGER PRIMARY KEY, slot INTEGER NOT NULL, time_s INTEGER NOT NULL, kind INTEGER NOT NULL,
  number INTEGER NOT NULL, signature BLOB, body BLOB NOT NULL, result BLOB NOT NULL,
  prev BLOB NOT NULL, hash BLOB NOT NULL) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS entry_number ON entry (number) WHERE kind = 1;
CREATE TABLE IF NOT EXISTS program (digest BLOB PRIMARY KEY, code BLOB NOT NULL) STRICT;
"""


class Kind(IntEnum):
    """What an entry records."""

    GENESIS = 0
    TRANSACTION = 1
    CLOCK = 2
    SNAPSHOT = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One row; `number` counts transactions up to and including this entry, from 1."""

    seq: int
    slot: int
    time_s: int
    kind: int
    number: int
    signature: bytes | None
    body: bytes
    result: bytes
    prev: bytes
    hash: bytes

    @property
    def head(self) -> str:
        """The point of the ledger that this entry is: ``seq:hash``."""
        return f"{self.seq}:{self.hash.hex()}"

    def expected_hash(self) -> bytes:
        """Return what `hash` must be."""
        head = _HEADER.pack(
            self.seq, self.slot, self.time_s, self.kind, self.number, len(self.body), len(self.result)
        )
        return hashlib.sha256(_DOMAIN + self.prev + head + self.body + self.result).digest()


_COLUMNS = "seq, slot, time_s, kind, number, signature, body, result, prev, hash"
_Row = tuple[int, int, int, int, int, bytes | None, bytes, bytes, bytes, bytes]


class Journal:
    """The journal file of a ledger folder, open in one thread.

    `last` is the newest entry, appended or committed, or None in an empty file.
    """

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        uri = f"{(folder / FILE_NAME).resolve().as_uri()}?mode={'rw' if read_only else 'rwc'}"
        self._db = sqlite3.connect(uri, uri=True, isolation_level=None)
        self._log = folder / f"{FILE_NAME}-wal"
        self._commits = 0
        self._pending: list[_Row] = []
        try:
            self._prepare(read_only=read_only)
            self.last = next(iter(self.newest(limit=1)), None)
        except sqlite3.Error:
            self._db.close()
            raise

    def _prepare(self, *, read_only: bool) -> None:
        if read_only:
            self._db.execute("PRAGMA query_only = ON")
        else:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA wal_autocheckpoint = 0")
            self._db.executescript(_SCHEMA)

    def append(
        self,
        kind: Kind,
        *,
        slot: int,
        time_s: int,
        body: bytes,
        result: bytes = b"",
        signature: bytes | None = None,
    ) -> Entry:
        """Chain an entry to the last one; durable after :meth:`commit`."""
        last = self.last
        seq = last.seq + 1 if last else 0
        number = (last.number if last else 0) + (kind is Kind.TRANSACTION)
        prev = last.hash if last else FIRST_LINK
        head = _HEADER.pack(seq, slot, time_s, kind, number, len(body), len(result))
        link = hashlib.sha256(_DOMAIN + prev + head + body + result).digest()
        row = (seq, slot, time_s, int(kind), number, signature, body, result, prev, link)
        self._pending.append(row)
        self.last = Entry(*row)
        return self.last

    def flush(self) -> None:
        """Hand pending entries to SQLite, so that this connection reads them; not yet durable."""
        if self._pending:
            if not self._db.in_transaction:
                self._db.execute("BEGIN IMMEDIATE")
            marks = ", ".join("?" * 10)
            self._db.executemany(f"INSERT INTO entry ({_COLUMNS}) VALUES ({marks})", self._pending)  # noqa: S608  # constant names
            self._pending.clear()

    def commit(self) -> None:
        """Make everything appended durable."""
        self.flush()
        if self._db.in_transaction:
            self._db.execute("COMMIT")
            self._commits += 1
            if self._commits % LOOK_EVERY == 0 and self._log.stat().st_size > LOG_BYTES:
                self._begin_log_anew()

    def _begin_log_anew(self) -> None:
        """Write the log from its beginning again, once all of it is in the file; not while somebody reads."""
        self._db.execute("PRAGMA busy_timeout = 0")
        self._db.execute("PRAGMA wal_checkpoint(RESTART)").fetchone()
        self._db.execute(f"PRAGMA busy_timeout = {BUSY_MS}")

    def put_program(self, digest: bytes, code: bytes) -> None:
        """Keep a program's code by its SHA-256, with the next commit."""
        self.flush()
        if not self._db.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("INSERT OR IGNORE INTO program VALUES (?, ?)", (digest, code))

    def programs(self) -> dict[bytes, bytes]:
        """Return the code of every program by its SHA-256."""
        return dict(self._db.execute("SELECT digest, code FROM program"))

    def entries(self, *, first: int = 0) -> Iterator[Entry]:
        """Yield entries from a sequence number on, in order."""
        self.flush()
        query = f"SELECT {_COLUMNS} FROM entry WHERE seq >= ? ORDER BY seq"  # noqa: S608  # constant names
        for row in self._db.execute(query, (first,)):
            yield Entry(*row)

    def entry(self, seq: int) -> Entry | None:
        """Return one entry, or None."""
        found = next(self.entries(first=seq), None)
        return found if found is not None and found.seq == seq else None

    def newest(self, *, limit: int) -> Iterator[Entry]:
        """Yield the newest entries, newest first."""
        self.flush()
        query = f"SELECT {_COLUMNS} FROM entry ORDER BY seq DESC LIMIT ?"  # noqa: S608  # constant names
        for row in self._db.execute(query, (limit,)):
            yield Entry(*row)

    def transactions(self, *, before: int, limit: int) -> Iterator[Entry]:
        """Yield transactions whose number is below `before`, newest first."""
        self.flush()
        query = f"SELECT {_COLUMNS} FROM entry WHERE kind = 1 AND number < ? ORDER BY number DESC LIMIT ?"  # noqa: S608  # constant names
        for row in self._db.execute(query, (before, limit)):
            yield Entry(*row)

    def first_of_slot(self, slot: int) -> int:
        """Return the first entry at a slot or after it; slots only grow, so it is found by halving."""
        self.flush()
        low, high = 0, self._db.execute("SELECT coalesce(max(seq), -1) + 1 FROM entry").fetchone()[0]
        while low < high:
            middle = (low + high) // 2
            found = self._db.execute("SELECT slot FROM entry WHERE seq = ?", (middle,)).fetchone()
            low, high = (middle + 1, high) if found[0] < slot else (low, middle)
        return low

    def time_of_slot(self, slot: int) -> int | None:
        """Return the time [epoch s] of the newest transaction at a slot or before it, or of the genesis."""
        query = "SELECT time_s FROM entry WHERE seq < ? AND kind IN (0, 1) ORDER BY seq DESC LIMIT 1"
        found = self._db.execute(query, (self.first_of_slot(slot + 1),)).fetchone()
        return found[0] if found else None

    def at_slot(self, slot: int) -> Iterator[Entry]:
        """Yield the entries of a slot, in order."""
        for entry in self.entries(first=self.first_of_slot(slot)):
            if entry.slot != slot:
                return
            yield entry

    def signatures_since(self, slot: int) -> Iterator[tuple[bytes, int]]:
        """Yield the signatures of transactions from a slot on, each with its slot, in order."""
        query = "SELECT signature, slot FROM entry WHERE seq >= ? AND kind = 1 ORDER BY seq"
        yield from self._db.execute(query, (self.first_of_slot(slot),))

    def numbered(self, number: int) -> Entry | None:
        """Return the transaction of a number, or None."""
        found = next(self.transactions(before=number + 1, limit=1), None)
        return found if found is not None and found.number == number else None

    def close(self) -> None:
        """Let go of the file; what was not committed is lost."""
        self._db.close()


def move_log(folder: Path) -> None:
    """Move what is durable from a log that has grown into the journal's file, while others read and write.

    Raises:
        sqlite3.Error: The disk refuses.
    """
    log = folder / f"{FILE_NAME}-wal"
    if not log.exists() or log.stat().st_size < MOVED_BYTES:
        return
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
