import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.pipeline.conftest import NOON, plan_in

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
from gridtokenx.ledger.litesvm.folder_lock import LedgerInUse
from gridtokenx.pipeline.folder import FolderHoldsAnotherRun
from gridtokenx.pipeline.run import resume


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
