import threading
import tracemalloc
from pathlib import Path

from tests.unit.ledger.conftest import Economy, Opener
from tests.unit.pipeline.conftest import plan_in

from gridtokenx.chain.programs import load_programs
from gridtokenx.compose import open_run
from gridtokenx.ledger.audit import AuditReport, audit
from gridtokenx.ledger.litesvm.snapshot import NEWEST
from gridtokenx.pipeline.run import run_interval, start


def in_thread(folder: Path, *, from_snapshot: bool = False) -> AuditReport:
    """Audit in a thread of its own, as the virtual machine wants it."""
    reports: list[AuditReport] = []
    programs = load_programs()
    thread = threading.Thread(
        target=lambda: reports.append(audit(folder, programs=programs, from_snapshot=from_snapshot))
    )
    thread.start()
    thread.join()
    return reports[0]


def test_a_sound_ledger_passes_and_its_figures_are_reported(economy: Economy) -> None:
    economy.ledger.send([economy.mint(5), economy.pay(10**9)])
    seen: list[tuple[int, int]] = []
    report = audit(
        economy.ledger.folder, programs=None, head=economy.ledger.head(), progress=lambda *at: seen.append(at)
    )
    assert report.ok, report.findings
    assert report.transactions == 4
    assert report.state_hash == economy.ledger.state_hash()
    assert report.head == economy.ledger.head()
    assert seen[-1] == (report.entries, report.entries)


def test_a_head_of_a_longer_journal_fails_it(economy: Economy, opener: Opener) -> None:
    head = f"999:{'0' * 64}"
    report = audit(economy.ledger.folder, programs=None, head=head)
    assert not report.ok
    assert report.findings[0].code == "JOURNAL_TRUNCATED"
    assert report.finding_count == 1


def test_from_a_snapshot_only_what_follows_is_run_again(tmp_path: Path) -> None:
    plan = plan_in(tmp_path)
    run = open_run(plan)
    start(run.meters, run.exchange)
    run_interval(run.meters, run.exchange)
    run.close()
    run = open_run(plan)
    start(run.meters, run.exchange)
    run_interval(run.meters, run.exchange)
    copied = (tmp_path / NEWEST).read_bytes()
    run.close()
    whole = in_thread(tmp_path)
    (tmp_path / NEWEST).write_bytes(copied)
    late = in_thread(tmp_path, from_snapshot=True)
    assert whole.ok, whole.findings
    assert late.ok, late.findings
    assert whole.first_run == 0 < late.first_run
    assert (late.state_hash, late.minted_wh, late.head) == (whole.state_hash, whole.minted_wh, whole.head)
    assert (whole.readings, late.readings) == (10, 5)
    assert 0 < late.orders < whole.orders
    assert 0 < late.privileged < whole.privileged


def test_without_a_snapshot_it_begins_at_genesis_and_says_so(tmp_path: Path) -> None:
    run = open_run(plan_in(tmp_path))
    start(run.meters, run.exchange)
    run.close()
    for file in tmp_path.glob("snapshot*"):
        file.unlink()
    report = in_thread(tmp_path, from_snapshot=True)
    assert report.ok
    assert (report.first_run, [notice.code for notice in report.notices]) == (0, ["AUDITED_FROM_GENESIS"])


def peak_kb(economy: Economy, transactions: int) -> float:
    """Return the most memory that an audit of so many more transactions takes [kB], those of Python alone."""
    for _ in range(transactions // 100):
        economy.ledger.send([economy.mint(n + 1) for n in range(100)])
    tracemalloc.start()
    assert audit(economy.ledger.folder, programs=load_programs()).finding_count == len(load_programs().all())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1_000


def test_the_history_is_not_kept_in_memory(economy: Economy) -> None:
    few = peak_kb(economy, 200)
    many = peak_kb(economy, 2_000)
    assert many < few + 200, (few, many)
