import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.conformance.served import served
from tests.unit.pipeline.conftest import NOON, plan_in

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.chain.programs import load_programs
from gridtokenx.clock import ScaledClock
from gridtokenx.compose import (
    ExternalUnknown,
    FileUnreadable,
    NoSuchRun,
    clock_of,
    folder_for,
    folder_named,
    ledger_head,
    load_campus,
    open_run,
)
from gridtokenx.config import load_settings
from gridtokenx.ledger.keys import SeedKeys
from gridtokenx.ledger.litesvm.alone import Alone, open_alone
from gridtokenx.ledger.litesvm.folder_lock import LedgerInUse
from gridtokenx.ledger.rpc.ledger import RpcLedger
from gridtokenx.ledger.rpc.transport import LedgerUnreachable
from gridtokenx.pipeline.folder import FolderHoldsAnotherRun
from gridtokenx.pipeline.found import found
from gridtokenx.pipeline.run import resume


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[str]:
    """JSON-RPC of a node with our programs, whose operator is that of the small campus."""
    plan = plan_in(tmp_path)
    alone = Alone(tmp_path / "node", SeedKeys(plan.seed, plan.campus.name), faucet=False)
    node = open_alone(alone, programs=load_programs(), clock=ScaledClock(start_s=NOON + 450, speed=1))
    with served(node) as server:
        yield server.url
    node.close()


def test_a_run_on_a_cluster_has_its_ledger_there_and_begins_now(tmp_path: Path, cluster: str) -> None:
    plan = replace(plan_in(tmp_path / "run"), cluster=cluster, start_s=-900)
    run = open_run(plan)
    assert isinstance(run.ledger, RpcLedger)
    assert run.plan.start_s == NOON - 900
    found(run.exchange.site)
    count = run.ledger.transaction_count()
    assert count > 0
    run.close()
    again = open_run(plan)
    found(again.exchange.site)
    assert again.ledger.transaction_count() == count
    again.close()
    assert not (tmp_path / "run" / "ledger.db").exists()
    assert 0 <= clock_of(60.0, plan).now_s() - (NOON + 450) < 300


def test_a_folder_stays_on_its_ledger(tmp_path: Path, cluster: str) -> None:
    inside, outside = plan_in(tmp_path / "inside"), replace(plan_in(tmp_path / "outside"), cluster=cluster)
    open_run(inside).close()
    with pytest.raises(FolderHoldsAnotherRun, match="inside the process"):
        open_run(replace(inside, cluster=cluster))
    open_run(inside).close()
    open_run(outside).close()
    with pytest.raises(FolderHoldsAnotherRun, match="SOLANA_RPC_URL"):
        open_run(replace(outside, cluster=None))
    with pytest.raises(LedgerUnreachable):
        open_run(replace(outside, cluster="http://127.0.0.1:9"))
    open_run(outside).close()


def test_a_campus_comes_from_name_fleet_file_or_measurements(tmp_path: Path) -> None:
    meters = [
        {"meter_id": f"M_{n}", "building": "Hall", "floor": 1, "type": "consumer", "capacity_kw": 50}
        | {"solar_installed": False, "battery_storage": False}
        for n in range(3)
    ]
    (tmp_path / "mine.json").write_text(json.dumps(meters))
    rows = "\n".join(f"2024-03-01 {h:02}:00:00,1.5,2.5" for h in range(24))
    (tmp_path / "loads.csv").write_text(f"timestamp,HALL_A,HALL_B\n{rows}\n")
    assert len(load_campus("utcc", meters=None, seed=1).meters) == 25
    assert len(load_campus("utcc", meters=7, seed=1).meters) == 7
    assert len(load_campus(str(tmp_path / "mine.json"), meters=None, seed=1).meters) == 3
    replayed = load_campus("utcc", meters=None, seed=1, replay=tmp_path / "loads.csv")
    assert [m.meter_id for m in replayed.meters] == ["HALL_A", "HALL_B"]


def test_external_meters_are_marked_and_must_exist() -> None:
    campus = load_campus("engineering", meters=None, seed=1, external=("ENG_002",))
    assert [m.meter_id for m in campus.meters if m.external] == ["ENG_002"]
    with pytest.raises(ExternalUnknown, match="ENG_099"):
        load_campus("engineering", meters=None, seed=1, external=("ENG_099",))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match=r"gone\.toml"):
        load_campus(str(tmp_path / "gone.toml"), meters=None, seed=1)


def test_a_folder_is_one_runs_alone(tmp_path: Path) -> None:
    plan = plan_in(tmp_path)
    run = open_run(plan)
    with pytest.raises(LedgerInUse):
        open_run(plan)
    run.close()
    with pytest.raises(FolderHoldsAnotherRun, match="seed"):
        open_run(replace(plan, seed=6))
    open_run(plan).close()


def test_a_relative_start_is_kept_for_the_next_time(tmp_path: Path) -> None:
    plan = replace(plan_in(tmp_path), start_s=-86_400)
    first = open_run(plan)
    start_s = first.plan.start_s
    first.close()
    second = open_run(plan)
    assert second.plan.start_s == start_s > 1_700_000_000
    second.close()


def test_a_run_without_a_folder_leaves_nothing() -> None:
    settings = load_settings()
    campus = load_campus("utcc", meters=None, seed=1)
    with folder_for(settings, given=False, campus=campus, keep=False) as folder:
        assert folder.is_dir()
    assert not folder.exists()
    with folder_for(settings, given=False, campus=campus, keep=True) as kept:
        assert kept == settings.data / "utcc"


def test_the_head_of_a_closed_ledger_can_be_read(tmp_path: Path) -> None:
    run = open_run(plan_in(tmp_path))
    run.ledger.advance_to(run.plan.start_s)
    head = run.ledger.head()
    run.close()
    assert ledger_head(tmp_path) == head
    assert folder_named(tmp_path) == tmp_path
    with pytest.raises(NoSuchRun):
        folder_named(tmp_path / "nothing")


def test_a_faster_clock_starts_where_the_run_is(tmp_path: Path) -> None:
    plan = plan_in(tmp_path)
    assert 0 <= clock_of(60.0, plan).now_s() - NOON < 60
    run = open_run(plan)
    _, readings = run.meters.measure()
    run.meters.keep(readings)
    run.close()
    assert 0 <= clock_of(60.0, plan).now_s() - (NOON + 900) < 60
    assert clock_of(1, plan).now_s() > 1_700_000_000


def test_a_run_made_in_quarter_hours_goes_on_in_short_steps(tmp_path: Path) -> None:
    run = open_run(plan_in(tmp_path))
    _, readings = run.meters.measure()
    run.meters.keep(readings)
    run.close()
    live = open_run(plan_in(tmp_path, telemetry_s=15))
    resume(live.meters)
    assert live.meters.tick().interval.start_s == NOON + 900
    live.close()


def test_a_run_that_cannot_start_lets_go_of_everything(tmp_path: Path) -> None:
    """The folder can be opened again at once; the ledger was open when the weather was found wanting."""
    rows = "2026-03-03T00:00+07:00,20,50,1,0\n2026-03-03T01:00+07:00,20,50,1,0"
    text = f"timestamp,temperature_c,humidity_pct,wind_m_s,ghi_w_m2\n{rows}\n"
    plan = replace(plan_in(tmp_path), weather=("two-hours.csv", text))
    with pytest.raises(GridTokenXError, match=r"two-hours\.csv"):
        open_run(plan)
    open_run(replace(plan, weather=None)).close()
