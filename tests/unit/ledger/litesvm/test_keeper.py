import logging
from pathlib import Path

import pytest
from solders.account import Account
from solders.pubkey import Pubkey

from gridtokenx.ledger.litesvm import keeper
from gridtokenx.ledger.litesvm.keeper import SnapshotKeeper
from gridtokenx.ledger.litesvm.snapshot import NEWEST, OLDER, read_snapshot

A, B = Pubkey(bytes([1] * 32)), Pubkey(bytes([2] * 32))


def test_what_was_handed_over_is_written_when_it_is_closed(tmp_path: Path) -> None:
    made = SnapshotKeeper(tmp_path, b"genesis")
    for seq in range(1, 50):
        made.put(seq, {A: Account(seq, b"", B), B: None if seq % 2 else Account(7, b"", A)})
    made.close()
    found = read_snapshot(tmp_path / NEWEST)
    assert found is not None
    assert (found.seq, found.accounts) == (49, {A: Account(49, b"", B)})
    assert not (tmp_path / OLDER).exists()


def test_a_copy_is_made_now_and_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "COPY_EVERY", 10)
    made = SnapshotKeeper(tmp_path, b"genesis", copied_at=5)
    made.put(15, {A: Account(1, b"", B)})
    made.close()
    found = read_snapshot(tmp_path / OLDER)
    assert found is not None
    assert found.seq == 15


def test_a_disk_that_refuses_is_told_and_harms_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / NEWEST).mkdir()
    with caplog.at_level(logging.ERROR):
        made = SnapshotKeeper(tmp_path, b"genesis")
        made.put(1, {A: Account(1, b"", B)})
        made.close()
    assert "ledger.snapshot.not_written" in caplog.text
