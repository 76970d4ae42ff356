"""A market goes on whatever goes wrong with its meters: what does not count is left out, the books agree."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.pipeline.conftest import NOON, plan_in

from gridtokenx.campus.fault import SIZES, FaultKind, FaultSpec
from gridtokenx.compose import Plan, Run, audit_folder, open_run
from gridtokenx.pipeline.run import run_until, start

INTERVALS = 5
NOT_ATTESTED = {FaultKind.DROPOUT, FaultKind.TAMPER, FaultKind.SWAPPED}


def plan_with(folder: Path, faults: tuple[FaultSpec, ...]) -> Plan:
    plan = plan_in(folder)
    return replace(plan, campus=replace(plan.campus, faults=faults))


def run_on(plan: Plan, *, intervals: int) -> Run:
    run = open_run(plan)
    start(run.meters, run.exchange)
    run_until(NOON + 900 * intervals, meters=run.meters, exchange=run.exchange)
    return run


@pytest.mark.parametrize("kind", FaultKind)
def test_a_run_survives_every_fault_and_its_audit_is_clean(tmp_path: Path, kind: FaultKind) -> None:
    meter = plan_in(tmp_path).campus.meters[0].meter_id
    fault = FaultSpec(meter, kind, NOON + 900, NOON + 2700, SIZES[kind].default)
    run = run_on(plan_with(tmp_path, (fault,)), intervals=INTERVALS)
    results = run.store.results(start_s=NOON, end_s=NOON + 900 * INTERVALS)
    imported = [result.import_wh for result in results]
    left_out = {meter} if kind in NOT_ATTESTED else set()
    counted = [
        sum(
            item.reading.import_wh
            for item in run.store.at(result.interval)
            if not (
                fault.start_s <= result.interval.start_s < fault.end_s and item.reading.meter_id in left_out
            )
        )
        for result in results
    ]
    run.close()
    assert len(results) == INTERVALS
    assert imported == counted
    assert audit_folder(tmp_path).findings == ()


def test_a_run_without_any_reading_for_an_hour_goes_on_and_resumes_to_the_same_readings(
    tmp_path: Path,
) -> None:
    campus = plan_in(tmp_path).campus
    faults = tuple(
        FaultSpec(m.meter_id, FaultKind.DROPOUT, NOON + 900, NOON + 2700, 1.0) for m in campus.meters
    )
    whole = run_on(plan_with(tmp_path / "whole", faults), intervals=INTERVALS)
    expected = whole.store.history(start_s=NOON, end_s=NOON + 900 * INTERVALS)
    whole.close()
    run_on(plan_with(tmp_path / "cut", faults), intervals=2).close()
    resumed = run_on(plan_with(tmp_path / "cut", faults), intervals=INTERVALS)
    assert resumed.store.history(start_s=NOON, end_s=NOON + 900 * INTERVALS) == expected
    resumed.close()
    assert len(expected[0]) == 5 * (INTERVALS - 2)
    assert audit_folder(tmp_path / "cut").findings == ()
