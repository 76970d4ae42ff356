import logging
import sqlite3
from pathlib import Path

import msgspec
import pytest
from tests.unit.ledger.conftest import START_S, Economy, Opener

from gridtokenx.ledger.litesvm.genesis import GenesisMismatch
from gridtokenx.ledger.litesvm.journal import Journal, Kind
from gridtokenx.ledger.litesvm.recovery import JournalDamaged, recover, slot_hashes
from gridtokenx.ledger.litesvm.slot_clock import FIRST_SLOT
from gridtokenx.ledger.litesvm.snapshot import NEWEST, OLDER, SnapshotFile, SnapshotMark


def _run(economy: Economy, count: int) -> str:
    for n in range(count):
        economy.ledger.send([economy.mint(n + 1)])
    return economy.ledger.state_hash()


def _change(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as db:
        db.execute(statement)
    db.close()


def _crash(economy: Economy) -> None:
    """Let go of the files as a killed process does: no snapshot, no goodbye."""
    economy.ledger._let_go()


def test_a_restart_continues_behind_the_snapshot(opener: Opener) -> None:
    economy = Economy(opener(snapshot_every=4))
    economy.found()
    state = _run(economy, 9)
    _crash(economy)
    again = opener()
    assert again.state_hash() == state
    assert again.transaction_count() == 11
    assert Economy(again).ledger.send([Economy(again).mint(99)])[0].error is None


@pytest.mark.parametrize("statement", ["UPDATE account SET data = x'00'", "UPDATE point SET seq = seq - 1"])
def test_a_changed_snapshot_falls_back_loudly(
    opener: Opener, caplog: pytest.LogCaptureFixture, tmp_path: Path, statement: str
) -> None:
    economy = Economy(opener(snapshot_every=3))
    economy.found()
    state = _run(economy, 10)
    economy.ledger.close()
    _change(tmp_path / "ledger" / NEWEST, statement)
    with caplog.at_level(logging.ERROR):
        again = opener()
    assert caplog.text.count("ledger.snapshot.damaged") == 1
    assert again.state_hash() == state
    again.close()
    caplog.clear()
    assert opener().state_hash() == state
    assert not caplog.text


def test_a_damaged_snapshot_falls_back_on_the_older_one(
    opener: Opener, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    folder = tmp_path / "ledger"
    economy = Economy(opener(snapshot_every=3))
    economy.found()
    _run(economy, 5)
    economy.ledger.close()
    file = SnapshotFile(folder, economy.ledger.genesis_hash)
    file.copy()
    file.close()
    economy = Economy(opener())
    state = _run(economy, 2)
    economy.ledger.close()
    (folder / NEWEST).write_bytes(b"no database at all, and long enough" * 100)
    with caplog.at_level(logging.ERROR):
        journal = Journal(folder)
        recovered = recover(journal, folder)
    journal.close()
    assert caplog.text.count("ledger.snapshot.damaged") == 1
    assert recovered.snapshot_seq is not None
    assert not recovered.newest
    assert opener().state_hash() == state == recovered.replayer.machine.state_hash()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET result = x'00' WHERE seq = 4",
        "UPDATE entry SET time_s = time_s + 1 WHERE seq = 4",
        "DELETE FROM entry WHERE seq = 4",
        "UPDATE entry SET body = x'00' WHERE seq = 0",
        "DELETE FROM entry WHERE seq = 0",
    ],
)
def test_a_damaged_journal_is_not_run(
    economy: Economy, opener: Opener, tmp_path: Path, statement: str
) -> None:
    _run(economy, 4)
    _crash(economy)
    _change(tmp_path / "ledger" / "ledger.db", statement)
    with pytest.raises(JournalDamaged):
        opener()


def test_a_forged_mark_behind_the_snapshot_is_found(economy: Economy, opener: Opener, tmp_path: Path) -> None:
    _run(economy, 2)
    economy.ledger.close()
    again = Economy(opener())
    _run(again, 3)
    forged = msgspec.msgpack.encode(SnapshotMark("00" * 32, bytes(32)))
    again.ledger._append(Kind.SNAPSHOT, forged)
    again.ledger._journal.commit()
    _crash(again)
    with pytest.raises(JournalDamaged, match="did not run as it did"):
        opener()
    for name in (NEWEST, OLDER):
        (tmp_path / "ledger" / name).unlink(missing_ok=True)
    with pytest.raises(JournalDamaged, match="did not run as it did"):
        opener()


def test_a_file_that_is_no_database_is_said_to_be(opener: Opener, tmp_path: Path) -> None:
    (tmp_path / "ledger").mkdir()
    (tmp_path / "ledger" / "ledger.db").write_bytes(b"not a database at all, but long enough" * 100)
    with pytest.raises(JournalDamaged, match="cannot be read"):
        opener()


def test_another_kind_of_time_is_refused(economy: Economy, opener: Opener) -> None:
    economy.ledger.close()

    class Wall:
        def now_s(self) -> float:
            return float(START_S)

    with pytest.raises(GenesisMismatch, match="simulated time"):
        opener(clock=Wall())


def test_slot_hashes_are_earlier_slots_newest_first() -> None:
    slots = [slot for slot, _ in slot_hashes(b"g", FIRST_SLOT + 200)]
    assert slots == list(range(FIRST_SLOT + 199, FIRST_SLOT + 49, -1))
    assert [slot for slot, _ in slot_hashes(b"g", FIRST_SLOT)] == [FIRST_SLOT - 1]
