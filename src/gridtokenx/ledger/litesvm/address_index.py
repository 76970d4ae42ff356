"""Which transactions have a signature or name an address: ``history.db``, derived from the journal.

An address is kept once and told by a number, so that a mention takes some ten bytes.
"""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from gridtokenx.ledger.litesvm.journal import Entry

FILE_NAME = "history.db"
MAX_KNOWN = 500_000
"""Addresses whose numbers are kept in memory."""
_CACHE_KB = 32_768
_SCHEMA = """
CREATE TABLE IF NOT EXISTS address (id INTEGER PRIMARY KEY, address BLOB NOT NULL UNIQUE) STRICT;
CREATE TABLE IF NOT EXISTS mention (
  address INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (address, number)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS signature (
  key INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (key, number)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reached (
  only INTEGER PRIMARY KEY CHECK (only = 0), seq INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
"""

_NUMBER = """
INSERT INTO address (address) VALUES (?) ON CONFLICT (address) DO UPDATE SET id = id RETURNING id
"""


def remove_index(folder: Path) -> None:
    """Remove the index of a folder; the next one is made from the journal."""
    for suffix in ("", "-wal", "-shm"):
        (folder / (FILE_NAME + suffix)).unlink(missing_ok=True)


class AddressIndex:
    """The file, open in one thread."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._known: dict[bytes, int] = {}
        self._db = self._open()

    def reached(self) -> tuple[int, bytes] | None:
        """Return the newest entry that is indexed, its hash with it, or None."""
        found: tuple[int, bytes] | None = self._db.execute("SELECT seq, hash FROM reached").fetchone()
        return found

    def add(self, entries: Iterable[tuple[Entry, Iterable[bytes]]]) -> None:
        """Index entries, each with the addresses that it names; all of them or none."""
        self._db.execute("BEGIN IMMEDIATE")
        mentions: list[tuple[int, int]] = []
        signatures: list[tuple[int, int]] = []
        last: Entry | None = None
        known = self._known
        for last, addresses in entries:
            number = last.number
            mentions += [(known.get(address) or self._number(address), number) for address in addresses]
            if last.signature is not None:
                signatures.append((_key(last.signature), last.number))
        mentions.sort()  # neighbours are on one page
        self._db.executemany("INSERT OR IGNORE INTO signature VALUES (?, ?)", signatures)
        self._db.executemany("INSERT OR IGNORE INTO mention VALUES (?, ?)", mentions)
        if last is not None:
            self._db.execute("INSERT OR REPLACE INTO reached VALUES (0, ?, ?)", (last.seq, last.hash))
        self._db.execute("COMMIT")

    def numbers(self, address: bytes, *, after: int, before: int, limit: int) -> list[int]:
        """Return the numbers of transactions that name an address, newest first, between two of them."""
        query = (
            "SELECT number FROM mention JOIN address ON mention.address = address.id "
            "WHERE address.address = ? AND number > ? AND number < ? ORDER BY number DESC LIMIT ?"
        )
        return [row[0] for row in self._db.execute(query, (address, after, before, limit))]

    def candidates(self, signature: bytes) -> list[int]:
        """Return the numbers of transactions that may have a signature: its first eight bytes are kept."""
        rows = self._db.execute("SELECT number FROM signature WHERE key = ?", (_key(signature),))
        return [row[0] for row in rows]

    def restart(self) -> None:
        """Throw away what is indexed."""
        self.close()
        remove_index(self._path.parent)
        self._known.clear()
        self._db = self._open()

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, isolation_level=None)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
            db.executescript(_SCHEMA)
        except sqlite3.Error:
            db.close()
            raise
        return db

    def _number(self, address: bytes) -> int:
        if len(self._known) >= MAX_KNOWN:
            self._known.clear()
        number = self._known[address] = int(self._db.execute(_NUMBER, (address,)).fetchone()[0])
        return number


def _key(signature: bytes) -> int:
    return int.from_bytes(signature[:8], "little", signed=True)
