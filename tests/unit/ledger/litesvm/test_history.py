import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from solders.pubkey import Pubkey
from solders.signature import Signature
from tests.unit.ledger.conftest import KEYS, START_S, Economy, Opener, token_account

from gridtokenx.base.ids import MeterId
from gridtokenx.ledger.litesvm import history as history_module
from gridtokenx.ledger.litesvm.address_index import FILE_NAME
from gridtokenx.ledger.litesvm.history import History
from gridtokenx.port.ledger import Receipt


@pytest.fixture
def receipts(economy: Economy) -> list[Receipt]:
    """Three mints to A and a payment to B, all by the operator."""
    made = [economy.ledger.send([economy.mint(n)])[0] for n in (1, 2, 3)]
    economy.ledger.advance_to(START_S + 900)
    return [*made, *economy.ledger.send([economy.pay(10**9, to="B")])]


@pytest.fixture
def history(economy: Economy, receipts: list[Receipt]) -> Iterator[History]:
    assert receipts
    made = History(economy.ledger.folder)
    yield made
    made.close()


def test_a_transaction_is_found_with_what_it_did(history: History, receipts: list[Receipt]) -> None:
    found = history.transaction(receipts[1].signature)
    assert found is not None
    assert (found.number, found.receipt, found.fee) == (4, receipts[1], 5_000)
    assert found.pre_balances[0] - found.post_balances[0] == 5_000
    assert history.transaction(Signature.default()) is None
    first, missing = history.statuses([receipts[0].signature, Signature.default()])
    assert first is not None
    assert (first.slot, first.number, first.error) == (receipts[0].slot, 3, None)
    assert missing is None


def test_an_address_has_its_transactions_newest_first(history: History, receipts: list[Receipt]) -> None:
    mints = [receipt.signature for receipt in reversed(receipts[:3])]
    a = token_account("A")

    def page(
        address: Pubkey, limit: int = 99, before: int | None = None, until: int | None = None
    ) -> list[Signature]:
        ends = [None if n is None else receipts[n].signature for n in (before, until)]
        found = history.signatures(address, limit=limit, before=ends[0], until=ends[1])
        return [record.signature for record in found]

    assert page(a)[:3] == mints
    assert page(a, limit=2) == mints[:2]
    assert page(a, before=2) == page(a)[1:]
    assert page(a, until=0) == mints[:2]
    assert page(a, before=2, until=0) == mints[1:2]
    assert page(KEYS.owner(MeterId("B")).pubkey()) == [receipts[3].signature]
    assert len(page(KEYS.operator().pubkey())) == 6
    assert page(Pubkey(bytes([66] * 32))) == []
    assert history.signatures(a, limit=9, before=Signature.default()) == []
    assert len(history.signatures(a, limit=9, until=Signature.default())) == 4


def test_blocks_have_their_transactions_and_empty_ones_a_time(
    history: History, receipts: list[Receipt]
) -> None:
    slot = receipts[3].slot
    assert [stored.receipt for stored in history.block(slot)] == [receipts[3]]
    assert history.block(slot + 1) == []
    assert [history.block_time(s) for s in (slot - 1, slot, slot + 9)] == [
        START_S,
        START_S + 900,
        START_S + 900,
    ]


def test_the_index_follows_in_pieces(
    history: History, economy: Economy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_module, "CHUNK", 2)
    (receipt,) = economy.ledger.send([economy.mint(9)])
    assert history.index_some()
    assert history.signatures(token_account("A"), limit=1)[0].signature == receipt.signature
    assert not history.index_some()


def _count(economy: Economy) -> int:
    again = History(economy.ledger.folder)
    found = again.signatures(KEYS.operator().pubkey(), limit=99)
    again.close()
    return len(found)


def test_an_index_of_another_journal_is_made_again(
    economy: Economy, opener: Opener, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    other = Economy(opener("other"))
    other.found()
    for n in range(5):
        other.ledger.send([other.pay(10**9 + n)])
    assert _count(other) == 7
    other.ledger.close()
    (tmp_path / "other" / FILE_NAME).rename(economy.ledger.folder / FILE_NAME)
    with caplog.at_level(logging.WARNING):
        assert _count(economy) == 2
    assert "ledger.history.restarted" in caplog.text


def test_a_damaged_index_is_made_again(economy: Economy, caplog: pytest.LogCaptureFixture) -> None:
    (economy.ledger.folder / FILE_NAME).write_bytes(b"no database, but long enough to be one" * 100)
    with caplog.at_level(logging.WARNING):
        assert _count(economy) == 2
    assert "ledger.history.restarted" in caplog.text
