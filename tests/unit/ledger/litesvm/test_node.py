import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest
from solders.pubkey import Pubkey
from tests.unit.ledger.conftest import KEYS, START_S, Economy, token_account
from tests.unit.pipeline.conftest import plan_in

from gridtokenx.compose import open_run
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.node import LiteSvmNode, open_node
from gridtokenx.ledger.litesvm.slot_clock import FIRST_SLOT
from gridtokenx.ledger.litesvm.validator import LedgerClosed, LiteSvmLedger
from gridtokenx.pipeline.run import start
from gridtokenx.port.ledger import TransactionRefused

if TYPE_CHECKING:
    from gridtokenx.port.node import Commit, Node

FAUCET = KEYS.oracle()
GIFT = 10**9
TARGET = Pubkey(bytes([66] * 32))


@dataclass
class Wall:
    now: float

    def now_s(self) -> float:
        return self.now

    def monotonic_s(self) -> float:
        return self.now


Opener = Callable[..., LiteSvmNode]


@pytest.fixture
def node_opener(tmp_path: Path, genesis: Genesis) -> Iterator[Opener]:
    opened: list[LiteSvmNode] = []
    rich = replace(genesis, funding=((FAUCET.pubkey(), 10 * GIFT),))

    def open_one(**options: object) -> LiteSvmNode:
        opened.append(open_node(tmp_path, genesis=rich, **options))  # type: ignore[arg-type]  # options by name
        return opened[-1]

    yield open_one
    for node in opened:
        node.close()


@pytest.fixture
def node(node_opener: Opener) -> LiteSvmNode:
    return node_opener(faucet=FAUCET)


@pytest.fixture
def market(node: LiteSvmNode) -> Economy:
    made = Economy(cast("LiteSvmLedger", node))
    made.found()
    return made


def test_it_is_what_a_server_needs(node: LiteSvmNode) -> None:
    served: Node = node
    assert served.first_slot == FIRST_SLOT
    assert served.block_hash(FIRST_SLOT) == served.blockhash() != served.block_hash(FIRST_SLOT + 1)
    assert bytes(served.genesis_hash) != bytes(32)


def test_many_threads_submit_and_send(node: LiteSvmNode, market: Economy) -> None:
    def work(first: int) -> int:
        done = 0
        for n in range(first, first + 20):
            if n % 3:
                done += node.submit(market.mint(n)).result().error is None
            else:
                done += node.send([market.mint(n)])[0].error is None
        return done

    with ThreadPoolExecutor(max_workers=6) as threads:
        assert sum(threads.map(work, range(100, 700, 100))) == 120
    assert node.transaction_count() == 122
    account = node.account(token_account("A"))
    assert account is not None
    assert int.from_bytes(account.data[64:72], "little") == sum(
        sum(range(n, n + 20)) for n in range(100, 700, 100)
    )


def test_a_group_is_one_commit_and_an_error_inside_reaches_the_caller(
    node: LiteSvmNode, market: Economy
) -> None:
    commits: list[Commit] = []
    end = node.on_commit(commits.append)
    with node.group():
        node.send([market.mint(1)])
        node.send([market.mint(2)])
    (commit,) = commits
    assert [stored.number for stored in commit.transactions] == [3, 4]
    assert commit.slot == commit.transactions[0].receipt.slot
    assert commit.changed[token_account("A")] == node.account(token_account("A"))
    end()

    def fail() -> None:
        with node.group():
            node.send([market.mint(3)])
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail()
    assert (len(commits), node.transaction_count()) == (1, 5)


def test_a_listener_that_fails_stops_nothing(
    node: LiteSvmNode, market: Economy, caplog: pytest.LogCaptureFixture
) -> None:
    node.on_commit(lambda commit: commit.changed[TARGET])  # type: ignore[arg-type]  # it fails
    assert node.submit(market.mint(1)).result().error is None
    assert "ledger.listener.failed" in caplog.text


def test_state_and_history_are_read_from_any_thread(node: LiteSvmNode, market: Economy) -> None:
    receipt = node.submit(market.mint(5)).result()
    count, slot = node.read(lambda state: (state.transaction_count(), state.slot())).result()
    assert count == 3
    assert slot >= receipt.slot
    found = node.look_up(lambda view: view.transaction(receipt.signature)).result()
    assert found is not None
    assert found.receipt == receipt
    assert node.history(limit=1) == [receipt]
    assert node.accounts([token_account("A"), TARGET])[1] is None
    assert [found.address for found in node.program_accounts(TARGET)] == []


def test_the_faucet_gives_by_ordinary_transactions(node: LiteSvmNode) -> None:
    gifts = [node.airdrop(TARGET, GIFT) for _ in range(3)]
    assert {gift.result().error for gift in gifts} == {None}
    account = node.account(TARGET)
    assert account is not None
    assert account.lamports == 3 * GIFT
    assert node.transaction_count() == 3
    assert node.airdrop(TARGET, 100 * GIFT).result().error is not None


def test_without_a_faucet_nothing_is_given(node_opener: Opener) -> None:
    with pytest.raises(TransactionRefused, match="open it with a faucet"):
        node_opener().airdrop(TARGET, 1).result()


def test_slots_pass_for_who_watches_in_simulated_time(
    node: LiteSvmNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [50.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    first = node.read(lambda state: state.slot()).result()
    assert node.read(lambda state: state.slot()).result() == first
    now[0] += 4.0
    assert node.read(lambda state: (state.slot(), state.time_s())).result() == (first + 10, START_S)
    assert node.blockhash() == node.block_hash(first + 10)
    assert node.send([])[:0] == []


def test_wall_time_is_followed_and_waited_for(node_opener: Opener) -> None:
    wall = Wall(START_S + 10.0)
    node = node_opener(clock=wall)
    assert node.time_s() == START_S + 10
    waiter = threading.Thread(target=node.advance_to, args=(START_S + 12,))
    waiter.start()
    assert node.read(lambda state: state.slot()).result() == FIRST_SLOT + 25
    wall.now += 2
    waiter.join(30)
    assert not waiter.is_alive()
    assert node.time_s() == START_S + 12


def test_simulated_time_is_moved_by_the_caller(node: LiteSvmNode) -> None:
    node.advance_to(START_S + 900)
    assert node.time_s() == START_S + 900


def test_a_restart_goes_on(node_opener: Opener, market: Economy, node: LiteSvmNode) -> None:
    node.submit(market.mint(5)).result()
    state, head_before = node.state_hash(), node.transaction_count()
    node.close()
    again = node_opener()
    assert (again.state_hash(), again.transaction_count()) == (state, head_before)
    assert again.head().count(":") == 1


def test_a_closed_node_says_so(node: LiteSvmNode, market: Economy) -> None:
    late = market.mint(1)
    node.close()
    node.close()
    with pytest.raises(LedgerClosed):
        node.time_s()
    assert isinstance(node.submit(late).exception(), LedgerClosed)
    assert isinstance(node.look_up(lambda view: view.block(1)).exception(), LedgerClosed)


def test_arithmetic_survives_the_virtual_machine(tmp_path: Path) -> None:
    run = open_run(plan_in(tmp_path))
    start(run.meters, run.exchange)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.float64(9700.5) % np.float64(360.0) == 340.5
    run.close()
