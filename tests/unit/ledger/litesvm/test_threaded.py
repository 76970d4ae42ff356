import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from solders.system_program import TransferParams, transfer
from tests.unit.pipeline.conftest import plan_in

from gridtokenx.chain.transaction import sign
from gridtokenx.compose import open_run
from gridtokenx.ledger.keys import SeedKeys
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.threaded import ThreadedLedger, in_own_thread, open_threaded
from gridtokenx.ledger.litesvm.validator import LedgerClosed
from gridtokenx.pipeline.run import start
from gridtokenx.port.ledger import TransactionRefused

KEYS = SeedKeys(1, "threaded")
GENESIS = Genesis(KEYS.operator().pubkey(), time_s=900)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[ThreadedLedger]:
    opened = open_threaded(tmp_path, genesis=GENESIS)
    yield opened
    opened.close()


def pay(ledger: ThreadedLedger, lamports: int) -> None:
    me, other = KEYS.operator(), KEYS.oracle().pubkey()
    instruction = transfer(TransferParams(from_pubkey=me.pubkey(), to_pubkey=other, lamports=lamports))
    ledger.send([sign([instruction], payer=me, blockhash=ledger.blockhash())])


def test_any_thread_may_use_it(ledger: ThreadedLedger) -> None:
    pay(ledger, 10**6)
    worker = threading.Thread(target=pay, args=(ledger, 10**6 + 1))
    worker.start()
    worker.join()
    account = ledger.account(KEYS.oracle().pubkey())
    assert account is not None
    assert account.lamports == 2 * 10**6 + 1
    assert ledger.transaction_count() == 2


def test_errors_reach_the_caller(ledger: ThreadedLedger) -> None:
    me = KEYS.operator()
    instruction = transfer(TransferParams(from_pubkey=me.pubkey(), to_pubkey=me.pubkey(), lamports=1))
    signed = sign([instruction], payer=me, blockhash=ledger.blockhash())
    ledger.send([signed])
    with pytest.raises(TransactionRefused):
        ledger.send([signed])


def test_a_group_is_one_commit_and_an_error_inside_reaches_the_caller(ledger: ThreadedLedger) -> None:
    with ledger.group():
        pay(ledger, 10**6)
        pay(ledger, 10**6 + 1)
    assert ledger.transaction_count() == 2

    def fail() -> None:
        with ledger.group():
            pay(ledger, 10**6 + 2)
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail()


def test_time_is_moved_by_the_caller(ledger: ThreadedLedger) -> None:
    ledger.advance_to(1800)
    assert ledger.time_s() == 1800


def test_arithmetic_survives_the_virtual_machine(tmp_path: Path) -> None:
    run = open_run(plan_in(tmp_path))
    start(run.meters, run.exchange)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.float64(9700.5) % np.float64(360.0) == 340.5
    run.close()


def test_work_in_its_own_thread_is_elsewhere() -> None:
    assert in_own_thread(threading.get_ident) != threading.get_ident()


def test_a_closed_ledger_says_so(tmp_path: Path) -> None:
    opened = open_threaded(tmp_path, genesis=GENESIS)
    opened.close()
    with pytest.raises((LedgerClosed, RuntimeError)):
        opened.time_s()
