from pathlib import Path

import pytest

from gridtokenx.ledger.litesvm import journal as journal_module
from gridtokenx.ledger.litesvm.journal import Journal, Kind, move_log


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    made = Journal(tmp_path)
    made.append(Kind.GENESIS, slot=1, time_s=2, body=b"genesis")
    return made


def _transactions(journal: Journal, count: int) -> None:
    for n in range(count):
        journal.append(
            Kind.TRANSACTION,
            slot=2,
            time_s=3,
            body=b"t%d" % n,
            result=b"r",
            signature=n.to_bytes(64, "little"),
        )


def test_entries_are_chained_and_come_back(journal: Journal, tmp_path: Path) -> None:
    _transactions(journal, 3)
    journal.commit()
    again = Journal(tmp_path, read_only=True)
    entries = list(again.entries())
    assert [entry.hash for entry in entries] == [entry.expected_hash() for entry in entries]
    assert [entry.prev for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
    assert [entry.number for entry in entries] == [0, 1, 2, 3]
    assert again.last == journal.last
    again.close()
    journal.close()


def test_what_is_not_committed_is_not_there_for_others(journal: Journal, tmp_path: Path) -> None:
    journal.commit()
    _transactions(journal, 2)
    assert len(list(journal.entries())) == 3
    other = Journal(tmp_path, read_only=True)
    assert len(list(other.entries())) == 1
    other.close()
    journal.close()


def test_it_is_durable_by_sqlites_own_word(journal: Journal) -> None:
    assert journal._db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert journal._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    journal.close()


def test_the_log_is_moved_and_begun_anew(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "LOOK_EVERY", 1)
    monkeypatch.setattr(journal_module, "LOG_BYTES", 100_000)
    monkeypatch.setattr(journal_module, "MOVED_BYTES", 50_000)
    log, file = tmp_path / "ledger.db-wal", tmp_path / "ledger.db"
    for n in range(100):
        journal.append(Kind.TRANSACTION, slot=2, time_s=3, body=bytes(2_000), signature=bytes([n]))
        journal.commit()
        if n % 5 == 0:
            move_log(tmp_path)
    assert log.stat().st_size < 200_000 < file.stat().st_size
    assert len(list(Journal(tmp_path, read_only=True).entries())) == 101
    journal.close()


def test_pages_and_numbers(journal: Journal) -> None:
    _transactions(journal, 5)
    assert [entry.number for entry in journal.transactions(before=4, limit=2)] == [3, 2]
    found = journal.numbered(3)
    assert found is not None
    assert found.body == b"t2"
    assert journal.numbered(9) is None
    journal.close()


def test_an_entry_a_slot_and_its_time_are_found(journal: Journal) -> None:
    for n, (slot, time_s) in enumerate(((2, 3), (2, 3), (5, 9))):
        journal.append(Kind.TRANSACTION, slot=slot, time_s=time_s, body=b"t", signature=bytes([n]))
        journal.append(Kind.CLOCK, slot=slot, time_s=time_s, body=b"")
    journal.commit()
    assert [entry.seq for entry in journal.at_slot(2)] == [1, 2, 3, 4]
    assert list(journal.at_slot(3)) == []
    assert [journal.time_of_slot(slot) for slot in (0, 1, 2, 4, 5, 6)] == [None, 2, 3, 3, 9, 9]
    found = journal.entry(5)
    assert found is not None
    assert found.slot == 5
    assert journal.entry(99) is None
    assert list(journal.signatures_since(3)) == [(bytes([2]), 5)]
    journal.close()
