"""Snapshot files of a ledger's folder."""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from solders.account import Account
from solders.pubkey import Pubkey

from gridtokenx.ledger.litesvm.snapshot import NEWEST, SnapshotDamaged, SnapshotFile, read_snapshot


def seeds() -> list[bytes]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = SnapshotFile(folder, bytes(32))
        file.write(
            7, {Pubkey(bytes([n]) * 32): Account(n, bytes([n]) * 9, Pubkey.default()) for n in range(4)}
        )
        file.close()
        with closing(sqlite3.connect(folder / NEWEST)) as db:
            db.execute("PRAGMA journal_mode = DELETE")
        return [(folder / NEWEST).read_bytes()]


def one_input(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / NEWEST
        path.write_bytes(data)
        try:
            found = read_snapshot(path)
        except SnapshotDamaged:
            return
        assert found is None or isinstance(found.accounts, dict)
