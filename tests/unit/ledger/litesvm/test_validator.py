import sqlite3
import threading
from dataclasses import dataclass

import pytest
from solders import system_program as system
from solders.hash import Hash
from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from tests.unit.ledger.conftest import KEYS, MINT, START_S, Economy, Opener, token_account, transfer

from gridtokenx.chain.transaction import sign
from gridtokenx.ledger.litesvm.blockhash import LIFETIME_SLOTS
from gridtokenx.ledger.litesvm.folder_lock import LedgerInUse
from gridtokenx.ledger.litesvm.validator import LedgerClosed, WrongThread
from gridtokenx.port.ledger import TransactionRefused


@dataclass
class Wall:
    now: float

    def now_s(self) -> float:
        return self.now

    def monotonic_s(self) -> float:
        return self.now


def test_receipts_accounts_and_history(economy: Economy) -> None:
    ledger = economy.ledger
    (receipt,) = ledger.send([economy.mint(5)])
    account = ledger.account(token_account("A"))
    assert account is not None
    assert int.from_bytes(account.data[64:72], "little") == 5
    assert ledger.accounts([token_account("A"), Pubkey(bytes(31) + b"\7")]) == [account, None]
    assert ledger.history(limit=1) == [receipt]
    assert ledger.history(limit=9, before=3)[0] == ledger.history(limit=2)[1]
    assert ledger.transaction_count() == 3
    assert [
        a.address for a in ledger.program_accounts(account.owner, discriminator=bytes(MINT.pubkey()))
    ] == [token_account("A")]


def test_a_replay_is_refused_for_ever(economy: Economy, opener: Opener) -> None:
    sent = economy.mint(5)
    economy.ledger.send([sent])
    with pytest.raises(TransactionRefused, match="processed already"):
        economy.ledger.send([sent])
    economy.ledger.close()
    again = opener()
    with pytest.raises(TransactionRefused, match="processed already"):
        again.send([sent])
    other = Economy(again)
    for n in range(LIFETIME_SLOTS + 1):
        again.send([other.pay(10**9 + n)])
    with pytest.raises(TransactionRefused, match="sign with a new one"):
        again.send([sent])


def test_a_blockhash_expires_and_a_foreign_one_is_refused(economy: Economy) -> None:
    old = economy.pay(10**9)
    for n in range(LIFETIME_SLOTS):
        economy.ledger.send([economy.pay(10**9 + 1 + n)])
    late = economy.pay(10**9 + 999)
    with pytest.raises(TransactionRefused, match="sign with a new one"):
        economy.ledger.send([old])
    assert economy.ledger.send([late])[0].error is None
    foreign = sign(
        [transfer(Pubkey(bytes([9] * 32)), 10**9)], payer=KEYS.operator(), blockhash=Hash(bytes([1] * 32))
    )
    with pytest.raises(TransactionRefused, match="sign with a new one"):
        economy.ledger.send([foreign])


def test_what_never_enters_leaves_no_trace_and_those_before_it_stay(economy: Economy) -> None:
    good, stranger = economy.mint(5), Keypair.from_seed(bytes([8] * 32))
    pay = system.transfer(
        system.TransferParams(from_pubkey=stranger.pubkey(), to_pubkey=MINT.pubkey(), lamports=1)
    )
    broke = sign([pay], payer=stranger, blockhash=economy.ledger.blockhash())
    with pytest.raises(TransactionRefused, match="AccountNotFound"):
        economy.ledger.send([good, broke, economy.mint(6)])
    assert economy.ledger.transaction_count() == 3


def test_large_and_unsigned_transactions_are_refused(economy: Economy) -> None:
    memo = Instruction(Pubkey(bytes([4] * 32)), bytes(1200), [])
    with pytest.raises(TransactionRefused, match="1232 at most"):
        economy.ledger.send([economy.signed(memo)])
    forged = bytearray(bytes(economy.mint(5)))
    forged[20] ^= 1
    with pytest.raises(TransactionRefused, match="SignatureFailure"):
        economy.ledger.send([type(economy.mint(5)).from_bytes(bytes(forged))])


def test_a_group_is_one_commit(economy: Economy) -> None:
    ledger = economy.ledger
    watcher = sqlite3.connect(ledger.folder / "ledger.db")
    with ledger.group():
        ledger.send([economy.mint(1)])
        ledger.send([economy.mint(2)])
        assert watcher.execute("SELECT max(number) FROM entry").fetchone() == (2,)
        assert len(ledger.history(limit=10)) == 4
    assert watcher.execute("SELECT max(number) FROM entry").fetchone() == (4,)
    watcher.close()


def test_simulated_time_moves_when_told(economy: Economy, opener: Opener) -> None:
    ledger = economy.ledger
    ledger.advance_to(START_S + 900)
    ledger.advance_to(START_S)
    assert ledger.time_s() == START_S + 900
    assert ledger.send([economy.mint(1)])[0].time_s == START_S + 900
    ledger.close()
    assert opener().time_s() == START_S + 900


def test_wall_time_is_followed_and_waited_for(opener: Opener) -> None:
    wall = Wall(START_S + 10.0)

    def sleep(seconds: float) -> None:
        wall.now += seconds

    economy = Economy(opener("live", clock=wall, sleep=sleep))
    economy.found()
    assert economy.ledger.time_s() == START_S + 10
    economy.ledger.advance_to(START_S + 12)
    assert START_S + 12 <= wall.now < START_S + 13
    assert economy.ledger.send([economy.mint(1)])[0].time_s == START_S + 12
    late, wall.now = economy.mint(2), wall.now + 61.0
    with pytest.raises(TransactionRefused, match="sign with a new one"):
        economy.ledger.send([late])


def test_two_live_ledgers_share_no_blockhash_and_two_simulated_do(opener: Opener) -> None:
    wall = Wall(START_S + 1.0)
    assert opener("a", clock=wall).blockhash() != opener("b", clock=wall).blockhash()
    assert opener("c").blockhash() == opener("d").blockhash()


def test_the_same_calls_give_the_same_state_and_head(opener: Opener) -> None:
    heads = []
    for name in ("one", "two"):
        economy = Economy(opener(name))
        economy.found()
        with economy.ledger.group():
            economy.ledger.send([economy.mint(5), economy.pay(10**9)])
        economy.ledger.advance_to(START_S + 900)
        economy.ledger.send([economy.mint(6)])
        heads.append((economy.ledger.head(), economy.ledger.state_hash()))
    assert heads[0] == heads[1]


def test_one_process_one_thread_and_no_use_after_close(economy: Economy, opener: Opener) -> None:
    with pytest.raises(LedgerInUse):
        opener()
    caught: list[BaseException] = []

    def intrude() -> None:
        try:
            economy.ledger.blockhash()
        except WrongThread as fault:
            caught.append(fault)

    thread = threading.Thread(target=intrude)
    thread.start()
    thread.join()
    assert caught
    economy.ledger.close()
    economy.ledger.close()
    with pytest.raises(LedgerClosed):
        economy.ledger.state_hash()


def test_a_journal_that_cannot_be_written_closes_the_ledger(economy: Economy, opener: Opener) -> None:
    ledger, before = economy.ledger, economy.ledger.state_hash()
    ledger._journal._db.execute("PRAGMA max_page_count = 1")
    ledger._journal._db.execute("PRAGMA query_only = ON")
    with pytest.raises(LedgerClosed, match="could not be written"):
        ledger.send([economy.mint(5)])
    with pytest.raises(LedgerClosed):
        ledger.blockhash()
    assert opener().state_hash() == before


def test_what_ran_in_a_group_is_kept_when_the_group_fails(economy: Economy, opener: Opener) -> None:
    ledger, old = economy.ledger, economy.mint(1)
    ledger.send([old])
    with pytest.raises(TransactionRefused), ledger.group():
        ledger.send([economy.mint(2), old])
    state = ledger.state_hash()
    assert ledger.transaction_count() == 4
    ledger.close()
    again = opener()
    assert (again.state_hash(), again.transaction_count()) == (state, 4)
