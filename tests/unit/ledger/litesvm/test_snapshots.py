import pytest
from tests.unit.ledger.conftest import Economy, Opener

from gridtokenx.ledger.litesvm import snapshots
from gridtokenx.ledger.litesvm.journal import Entry, Kind
from gridtokenx.ledger.litesvm.snapshot import NEWEST, read_snapshot


def _marks(economy: Economy) -> list[Entry]:
    return [entry for entry in economy.ledger._journal.entries() if entry.kind == Kind.SNAPSHOT]


def test_one_is_taken_every_so_many_transactions(opener: Opener) -> None:
    economy = Economy(opener(snapshot_every=4))
    economy.found()
    for n in range(9):
        economy.ledger.send([economy.mint(n + 1)])
    assert [mark.number for mark in _marks(economy)] == [4, 8]


def test_one_is_taken_when_many_accounts_changed(opener: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "CHANGED_AT_MOST", 6)
    economy = Economy(opener())
    economy.found()
    for n in range(6):
        economy.ledger.send([economy.pay(10**9, to=f"wallet {n}")])
    assert [mark.number for mark in _marks(economy)] == [5]
    assert economy.ledger.head() == economy.ledger.head()


def test_closing_takes_one_and_an_idle_ledger_none(opener: Opener) -> None:
    economy = Economy(opener())
    economy.found()
    economy.ledger.close()
    again = Economy(opener())
    assert [mark.number for mark in _marks(again)] == [2]
    again.ledger.close()
    last = Economy(opener())
    assert len(_marks(last)) == 1
    found = read_snapshot(last.ledger.folder / NEWEST)
    assert found is not None
    assert found.seq == _marks(last)[0].seq
