"""A campus that trades on a ledger of another process, over JSON-RPC: the same market, the same state."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from solders.keypair import Keypair
from solders.system_program import TransferParams, transfer
from tests.scenario.conftest import COMMAND
from tests.unit.gateway.test_ports import free_pair
from tests.unit.pipeline.conftest import NOON, plan_in

from gridtokenx.chain.programs import load_programs
from gridtokenx.chain.transaction import sign
from gridtokenx.clock import SystemClock
from gridtokenx.compose import GENESIS_LEAD_S, audit_folder, open_run
from gridtokenx.ledger.keys import SeedKeys
from gridtokenx.ledger.rpc.cluster import Cluster
from gridtokenx.ledger.rpc.ledger import RpcLedger, open_rpc
from gridtokenx.ledger.rpc.transport import Transport
from gridtokenx.meter.fleet import SimulatedFleet
from gridtokenx.pipeline.interval import Exchange
from gridtokenx.pipeline.run import run_until, start
from gridtokenx.pipeline.simulate import Meters
from gridtokenx.pipeline.site import connect
from gridtokenx.pipeline.stage import Stages
from gridtokenx.settlement.result import IntervalResult
from gridtokenx.store.memory import MemoryReadingStore

pytestmark = pytest.mark.slow
END_S = NOON + 4 * 900
PROGRAMS = load_programs()
STEPPED_NODE = Path(__file__).with_name("stepped_node.py")


class SteppedLedger(RpcLedger):
    """The rpc ledger, moving the clock of its node instead of waiting for it."""

    process: "subprocess.Popen[str]"

    def advance_to(self, time_s: int) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{time_s}\n")
        self.process.stdin.flush()
        assert int(self.process.stdout.readline()) >= time_s


@contextmanager
def stepped(folder: Path, operator: str) -> Iterator[SteppedLedger]:
    process = subprocess.Popen(
        [sys.executable, str(STEPPED_NODE), str(folder), operator, str(NOON - GENESIS_LEAD_S)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    cluster = Cluster(Transport(process.stdout.readline().strip()))
    ledger = SteppedLedger(cluster, cluster.genesis_hash(), [p.id for p in PROGRAMS.all()])
    ledger.process = process
    try:
        yield ledger
        ledger.close()
        process.communicate(timeout=30)
        assert process.returncode == 0
    finally:
        process.kill()
        process.communicate()


def run_inside(folder: Path) -> tuple[list[IntervalResult], str]:
    run = open_run(plan_in(folder))
    start(run.meters, run.exchange)
    run_until(END_S, meters=run.meters, exchange=run.exchange)
    results, state = run.store.results(start_s=NOON, end_s=END_S), run.ledger.state_hash()
    run.close()
    return list(results), state


def test_the_same_day_has_the_same_state_inside_and_over_json_rpc(tmp_path: Path) -> None:
    results, state = run_inside(tmp_path / "inside")
    plan = plan_in(tmp_path / "unused")
    keys = SeedKeys(plan.seed, plan.campus.name)
    store = MemoryReadingStore(campus=plan.campus)
    with stepped(tmp_path / "node", str(keys.operator().pubkey())) as ledger:
        site = connect(
            plan.campus, ledger=ledger, programs=PROGRAMS, keys=keys, gate_s=plan.gate_s, most_a_call=64
        )
        fleet = SimulatedFleet(plan.campus, seed=plan.seed, start_s=plan.start_s)
        meters = Meters(site, fleet, store, plan.telemetry_s)
        exchange = Exchange(site, store, Stages(SystemClock()))
        start(meters, exchange)
        run_until(END_S, meters=meters, exchange=exchange)
        assert ledger.state_hash() == state
        assert ledger.transaction_count() == len(ledger.history(limit=10_000)) > 20
    outside = list(store.results(start_s=NOON, end_s=END_S))
    assert outside == results
    assert sum(result.traded_wh for result in results) > 0
    report = audit_folder(tmp_path / "node")
    assert report.ok, report.findings
    assert report.state_hash == state


def logged(process: "subprocess.Popen[str]", event: str, *, within_s: float) -> str:
    """Read a process's log until an event."""
    assert process.stderr is not None
    until = time.monotonic() + within_s
    for line in process.stderr:
        if event in line:
            return line
        assert time.monotonic() < until, f"no {event} within {within_s} s, but {line}"
    pytest.fail(f"the process ended without {event}")


def test_two_commands_make_a_market_on_a_cluster(tmp_path: Path) -> None:
    """`ledger serve` and `run` with SOLANA_RPC_URL, as a user starts them, both twenty times faster."""
    fast = ("--speed", "20")
    node = subprocess.Popen(
        [*COMMAND, "ledger", "serve", "--data", str(tmp_path / "node"), "--port", "0", *fast],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert node.stdout is not None
    said = re.search(r"http://127\.0\.0\.1:\d+", node.stdout.readline())
    assert said is not None
    run = subprocess.Popen(
        [*COMMAND, "run", "--headless", "--data", str(tmp_path / "run"), *fast],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"SOLANA_RPC_URL": said.group(), "GATE_CLOSURE": "60"},
    )
    try:
        logged(run, "market.interval.cleared", within_s=90)
        run.send_signal(signal.SIGINT)
        assert run.wait(30) == 0
        node.send_signal(signal.SIGINT)
        assert node.wait(30) == 0
    finally:
        for process in (run, node):
            process.kill()
            process.communicate()
    assert not (tmp_path / "run" / "ledger.db").exists()
    report = audit_folder(tmp_path / "node")
    assert report.ok, report.findings
    assert report.transactions > 20


Server = Callable[[int, Path], "subprocess.Popen[str]"]


@pytest.fixture
def serve_at() -> Iterator[Server]:
    """Starts nodes on a port and a folder; they end with the test, however that does."""
    started: list[subprocess.Popen[str]] = []

    def serve(port: int, folder: Path) -> "subprocess.Popen[str]":
        options = ["--data", str(folder), "--port", str(port), "--airdrop"]
        node = subprocess.Popen([*COMMAND, "ledger", "serve", *options], stdout=subprocess.PIPE, text=True)
        started.append(node)
        assert node.stdout is not None
        assert str(port) in node.stdout.readline()
        return node

    yield serve
    for node in started:
        node.kill()
        node.wait()
        if node.stdout is not None:
            node.stdout.close()


def test_a_node_that_is_killed_while_it_is_sent_to_loses_and_doubles_nothing(
    tmp_path: Path, serve_at: Server
) -> None:
    port, payer, to = free_pair(), Keypair(), Keypair().pubkey()
    url, amounts = f"http://127.0.0.1:{port}", [10**7 + n for n in range(80)]
    node = serve_at(port, tmp_path)
    with (
        closing(open_rpc(url, programs=[])) as ledger,
        closing(open_rpc(url, programs=[])) as watching,
        ThreadPoolExecutor(max_workers=1) as other,
    ):
        ledger.airdrop(payer.pubkey(), 10**10)
        gifts = [TransferParams(from_pubkey=payer.pubkey(), to_pubkey=to, lamports=n) for n in amounts]
        signed = [sign([transfer(gift)], payer=payer, blockhash=ledger.blockhash()) for gift in gifts]
        sending = other.submit(ledger.send, signed)
        while watching.account(to) is None:
            assert not sending.done()
        node.kill()
        node.wait()
        assert not sending.done()
        node = serve_at(port, tmp_path)
        receipts = sending.result(timeout=60)
        account = watching.account(to)
    node.kill()
    node.wait()
    assert [receipt.error for receipt in receipts] == [None] * len(amounts)
    assert [r.signature for r in receipts] == [t.signatures[0] for t in signed]
    assert account is not None
    assert account.lamports == sum(amounts)
    report = audit_folder(tmp_path)
    assert report.ok, report.findings
    assert report.transactions == len(amounts) + 1
