import logging
import threading
from pathlib import Path

import pytest
from tests.unit.ledger.conftest import KEYS, Economy

from gridtokenx.ledger.litesvm import history_thread
from gridtokenx.ledger.litesvm.address_index import FILE_NAME
from gridtokenx.ledger.litesvm.history_thread import HistoryThread
from gridtokenx.ledger.litesvm.validator import LedgerClosed
from gridtokenx.port.ledger import LedgerBusy


def test_a_lookup_sees_what_was_committed_before_it(economy: Economy) -> None:
    thread = HistoryThread(economy.ledger.folder)
    economy.ledger.when_durable = thread.committed
    operator = KEYS.operator().pubkey()
    for n in range(20):
        (receipt,) = economy.ledger.send([economy.mint(n + 1)])
        found = thread.look_up(lambda view: view.signatures(operator, limit=1)).result()
        assert found[0].signature == receipt.signature
    thread.close()
    thread.close()
    with pytest.raises(LedgerClosed):
        thread.look_up(lambda view: view.block(1)).result()


def test_faults_reach_the_caller_and_no_more_waits_than_fits(
    economy: Economy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_thread, "MAX_WAITING", 3)
    thread, hold = HistoryThread(economy.ledger.folder), threading.Event()
    assert isinstance(thread.look_up(lambda _: 1 // 0).exception(), ZeroDivisionError)
    first = thread.look_up(lambda _: hold.wait())
    while not first.running():
        pass
    waiting = [thread.look_up(lambda view: view.block(1)) for _ in range(4)]
    assert isinstance(waiting[3].exception(), LedgerBusy)
    assert waiting[2].cancel()
    hold.set()
    assert [future.result() for future in waiting[:2]] == [[], []]
    thread.close()


def test_a_folder_that_cannot_be_read_is_told(
    economy: Economy, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    assert economy.ledger.folder == tmp_path / "ledger"
    (economy.ledger.folder / FILE_NAME).mkdir()
    with caplog.at_level(logging.ERROR):
        thread = HistoryThread(economy.ledger.folder)
        assert isinstance(thread.look_up(lambda view: view.block(1)).exception(), LedgerClosed)
        thread.close()
    assert "ledger.history.failed" in caplog.text
