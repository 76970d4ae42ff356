"""The accounts at a point of the chain, so that a restart need not run everything again.

``snapshot.db`` has every account as it was at one entry, and follows the ledger by what changed; now
and then a copy is made of it, ``snapshot-older.db``, to fall back on. Both are derived: the chain names their
content by hash, and a ledger without them is run from its genesis.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

import msgspec
from solders.account import Account
from solders.pubkey import Pubkey

from gridtokenx.base.errors import GridTokenXError

NEWEST, OLDER = "snapshot.db", "snapshot-older.db"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS account (
  address BLOB PRIMARY KEY, owner BLOB NOT NULL, lamports BLOB NOT NULL, executable INTEGER NOT NULL,
  data BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS point (only INTEGER PRIMARY KEY CHECK (only = 0), seq INTEGER NOT NULL,
  genesis BLOB NOT NULL) STRICT;
"""
_UPSERT = "INSERT OR REPLACE INTO account VALUES (?, ?, ?, ?, ?)"

Changes = Mapping[Pubkey, Account | None]
"""Accounts as they are now; None for one that is gone."""


class SnapshotDamaged(GridTokenXError):
    """A snapshot file that cannot be read."""


class SnapshotMark(msgspec.Struct, array_like=True, frozen=True):
    """The body of a snapshot's entry in the journal: what ties the accounts to the chain."""

    state_hash: str
    """Of the programs' and token accounts."""
    accounts_hash: bytes
    """Of all accounts."""


@dataclass(frozen=True, slots=True)
class StoredSnapshot:
    """A snapshot file that was read."""

    path: Path
    seq: int
    """The entry whose state it is."""
    genesis_hash: bytes
    accounts: Mapping[Pubkey, Account]


class SnapshotFile:
    """The newest snapshot, opened for writing."""

    def __init__(self, folder: Path, genesis_hash: bytes) -> None:
        self._folder, self._genesis_hash = folder, genesis_hash
        self._db = sqlite3.connect(folder / NEWEST, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_SCHEMA)

    def write(self, seq: int, changes: Changes) -> None:
        """Bring the file to an entry: all of it or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        kept = [
            (
                bytes(address),
                bytes(found.owner),
                found.lamports.to_bytes(8, "little"),
                found.executable,
                found.data,
            )
            for address, found in changes.items()
            if found is not None
        ]
        kept.sort(key=itemgetter(0))  # neighbours are on one page
        self._db.executemany(_UPSERT, kept)
        gone = ((bytes(address),) for address, found in changes.items() if found is None)
        self._db.executemany("DELETE FROM account WHERE address = ?", gone)
        self._db.execute("INSERT OR REPLACE INTO point VALUES (0, ?, ?)", (seq, self._genesis_hash))
        self._db.execute("COMMIT")

    def copy(self) -> None:
        """Make the older snapshot what the newest is now."""
        fresh = self._folder / f"{OLDER}.new"
        fresh.unlink(missing_ok=True)
        self._db.execute("VACUUM INTO ?", (str(fresh),))
        fresh.replace(self._folder / OLDER)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def remove_newest(folder: Path) -> None:
    """Remove a newest snapshot that is not good, so that a fresh one is begun."""
    for suffix in ("", "-wal", "-shm"):
        (folder / (NEWEST + suffix)).unlink(missing_ok=True)


def snapshot_files(folder: Path) -> list[Path]:
    """Return the snapshot files that a folder has, newest first."""
    return [path for path in (folder / NEWEST, folder / OLDER) if path.exists()]


def read_snapshot(path: Path) -> StoredSnapshot | None:
    """Return what a snapshot file holds, or None when nothing was ever written to it.

    Raises:
        SnapshotDamaged: The file cannot be read.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as db:
            db.execute("PRAGMA query_only = ON")
            db.execute("BEGIN")  # one moment, while the ledger may be writing
            if not db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'point'").fetchone()[0]:
                return None
            point = db.execute("SELECT seq, genesis FROM point").fetchone()
            return StoredSnapshot(path, point[0], point[1], dict(_accounts(db))) if point else None
    except (sqlite3.Error, ValueError, TypeError, OverflowError) as fault:
        raise SnapshotDamaged(f"{path.name} cannot be read ({fault}): it is made again") from None


def _accounts(db: sqlite3.Connection) -> Iterator[tuple[Pubkey, Account]]:
    rows = db.execute("SELECT address, owner, lamports, executable, data FROM account")
    for address, owner, lamports, executable, data in rows:
        if executable not in {0, 1}:
            raise ValueError(f"executable is {executable}, not 0 or 1")
        account = Account(int.from_bytes(lamports, "little"), data, Pubkey(owner), bool(executable))
        yield Pubkey(address), account
