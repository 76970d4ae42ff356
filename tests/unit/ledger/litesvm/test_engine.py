import threading
from collections.abc import Iterator
from concurrent.futures import Future, wait

import pytest
from tests.unit.ledger.conftest import Economy, Opener

from gridtokenx.ledger.litesvm import engine as engine_module
from gridtokenx.ledger.litesvm.engine import Engine
from gridtokenx.ledger.litesvm.genesis import GenesisMismatch
from gridtokenx.ledger.litesvm.validator import LedgerClosed, LiteSvmLedger
from gridtokenx.port.ledger import LedgerBusy, Receipt, TransactionRefused

PATIENCE_S = 30


class Held:
    """An engine whose thread is kept busy until it is let go."""

    def __init__(self, opener: Opener) -> None:
        self.engine = Engine()
        self.ledger = self.engine.start(opener)
        self.economy = Economy(self.ledger)
        self.engine.call(self.economy.found)
        self._go = threading.Event()

    def hold(self) -> None:
        running = self.engine.hand(self._go.wait)
        while not running.running():
            self._go.wait(0.001)

    def go(self) -> None:
        self._go.set()

    def mint(self, amount: int) -> Future[Receipt]:
        return self.engine.submit(self.mints[amount])

    def prepare(self, count: int) -> None:
        self.mints = self.engine.call(lambda: [self.economy.mint(n + 1) for n in range(count)])


@pytest.fixture
def held(opener: Opener) -> Iterator[Held]:
    made = Held(opener)
    yield made
    made.go()
    made.engine.close(made.ledger.close)


def done(futures: list[Future[Receipt]]) -> list[Receipt]:
    wait(futures, timeout=PATIENCE_S)
    return [future.result(timeout=0) for future in futures]


def test_what_waits_is_run_in_order_and_committed_together(held: Held) -> None:
    commits: list[int] = []
    held.engine.call(lambda: held.ledger.on_commit(lambda commit: commits.append(len(commit.transactions))))
    held.prepare(20)
    held.hold()
    futures = [held.mint(n) for n in range(20)]
    assert not any(future.done() for future in futures)
    held.go()
    receipts = done(futures)
    assert commits == [20]
    assert len({receipt.slot for receipt in receipts}) == 1
    newest = held.engine.call(lambda: held.ledger.history(limit=20))
    assert newest == receipts[::-1]


def test_a_refusal_is_its_own_and_cancelled_ones_do_not_run(held: Held) -> None:
    held.prepare(4)
    held.hold()
    futures = [held.mint(n) for n in (0, 1, 1, 2, 3)]
    assert futures[3].cancel()
    held.go()
    assert isinstance(futures[2].exception(timeout=PATIENCE_S), TransactionRefused)
    assert len(done([futures[0], futures[1], futures[4]])) == 3
    assert held.engine.call(held.ledger.transaction_count) == 5


def test_a_group_keeps_others_out_until_it_ends(held: Held) -> None:
    held.prepare(3)
    group = held.ledger.group()
    held.engine.enter(group.__enter__)
    theirs: list[Future[Receipt]] = []
    read: list[Future[int]] = []

    def intrude() -> None:
        theirs.append(held.mint(0))
        read.append(held.engine.hand(held.ledger.transaction_count))

    other = threading.Thread(target=intrude)
    other.start()
    other.join()
    (mine,) = held.engine.call(lambda: held.ledger.send([held.mints[1]]))
    assert held.engine.hand(held.ledger.transaction_count, passes=True).result(PATIENCE_S) == 3
    assert not theirs[0].done()
    assert "send it instead" in str(held.mint(2).exception(timeout=0))
    assert not read[0].done()
    held.engine.leave(lambda: group.__exit__(None, None, None))
    (receipt,) = done(theirs)
    assert receipt.slot >= mine.slot
    assert read[0].result(PATIENCE_S) == 4


def test_too_much_is_refused_in_words(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "MAX_WAITING", 5)
    held.prepare(9)
    held.hold()
    futures = [held.mint(n) for n in range(9)]
    refused = [future for future in futures if future.done()]
    assert len(refused) == 4
    assert isinstance(refused[0].exception(), LedgerBusy)
    assert "wait already" in str(refused[0].exception())
    held.go()
    assert len(done(futures[:5])) == 5


def test_a_batch_has_an_end(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "MAX_BATCH", 4)
    commits: list[int] = []
    held.engine.call(lambda: held.ledger.on_commit(lambda commit: commits.append(len(commit.transactions))))
    held.prepare(10)
    held.hold()
    futures = [held.mint(n) for n in range(10)]
    held.go()
    done(futures)
    assert commits == [4, 4, 2]


def test_faults_reach_who_waits_and_the_thread_goes_on(held: Held) -> None:
    def fail() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        held.engine.call(fail)
    assert held.engine.call(held.ledger.transaction_count) == 2


def test_a_dying_disk_is_told_to_all_who_wait(held: Held) -> None:
    held.prepare(3)
    held.engine.call(lambda: held.ledger._journal._db.execute("PRAGMA query_only = ON"))
    held.hold()
    futures = [held.mint(n) for n in range(3)]
    held.go()
    assert {type(future.exception(timeout=PATIENCE_S)) for future in futures} == {LedgerClosed}


def test_what_waits_is_done_before_the_end_and_nothing_after_it(held: Held) -> None:
    held.prepare(3)
    held.hold()
    futures = [held.mint(0), held.mint(1)]
    closer = threading.Thread(target=lambda: held.engine.close(held.ledger.close))
    closer.start()
    held.go()
    closer.join(PATIENCE_S)
    assert len(done(futures)) == 2
    assert isinstance(held.mint(2).exception(timeout=0), LedgerClosed)


def test_what_opening_raises_is_raised_and_the_thread_ends() -> None:
    def fail() -> LiteSvmLedger:
        raise GenesisMismatch("another")

    engine = Engine()
    with pytest.raises(GenesisMismatch):
        engine.start(fail)
    assert not engine._thread.is_alive()
