import sqlite3
from pathlib import Path

import pytest
from solders.account import Account
from solders.pubkey import Pubkey

from gridtokenx.ledger.litesvm.snapshot import (
    NEWEST,
    OLDER,
    SnapshotDamaged,
    SnapshotFile,
    read_snapshot,
    remove_newest,
    snapshot_files,
)

A, B = Pubkey(bytes([1] * 32)), Pubkey(bytes([2] * 32))
RICH = Account(2**64 - 1, b"data", B, True)


def test_it_holds_what_was_written_last(tmp_path: Path) -> None:
    file = SnapshotFile(tmp_path, b"genesis")
    file.write(5, {A: RICH, B: Account(1, b"", A)})
    file.write(9, {B: None})
    file.close()
    found = read_snapshot(tmp_path / NEWEST)
    assert found is not None
    assert (found.seq, found.genesis_hash, found.accounts) == (9, b"genesis", {A: RICH})
    again = SnapshotFile(tmp_path, b"genesis")
    again.write(10, {B: Account(3, b"", A)})
    again.close()
    later = read_snapshot(tmp_path / NEWEST)
    assert later is not None
    assert later.accounts == {A: RICH, B: Account(3, b"", A)}


def test_a_copy_stays_as_it_was(tmp_path: Path) -> None:
    file = SnapshotFile(tmp_path, b"genesis")
    for seq in (5, 6):
        file.write(seq, {A: RICH})
        file.copy()
    file.write(9, {A: None})
    file.close()
    assert [path.name for path in snapshot_files(tmp_path)] == [NEWEST, OLDER]
    found = read_snapshot(tmp_path / OLDER)
    assert found is not None
    assert (found.seq, found.accounts) == (6, {A: RICH})
    remove_newest(tmp_path)
    assert [path.name for path in snapshot_files(tmp_path)] == [OLDER]


def test_nothing_written_is_no_snapshot(tmp_path: Path) -> None:
    SnapshotFile(tmp_path, b"genesis").close()
    assert read_snapshot(tmp_path / NEWEST) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE account SET address = x'00'",
        "UPDATE account SET owner = x'00'",
        "UPDATE account SET lamports = x'ffffffffffffffffff'",
        "DROP TABLE account",
    ],
)
def test_damage_is_said(tmp_path: Path, statement: str) -> None:
    file = SnapshotFile(tmp_path, b"genesis")
    file.write(5, {A: RICH})
    file.close()
    db = sqlite3.connect(tmp_path / NEWEST, isolation_level=None)
    db.execute(statement)
    db.close()
    with pytest.raises(SnapshotDamaged, match="cannot be read"):
        read_snapshot(tmp_path / NEWEST)
