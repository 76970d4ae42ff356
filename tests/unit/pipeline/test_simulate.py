from dataclasses import replace
from pathlib import Path

from tests.unit.pipeline.conftest import NOON, plan_in

from gridtokenx.campus.fault import FaultKind, FaultSpec
from gridtokenx.compose import Run, open_run
from gridtokenx.pipeline.simulate import Meters, received
from gridtokenx.reading.block import QualityFlags
from gridtokenx.reading.signing import verify


def test_an_interval_is_measured_signed_and_kept(meters: Meters) -> None:
    interval, readings = meters.measure()
    meters.keep(readings)
    assert interval.start_s == NOON
    assert [r.reading.meter_id for r in readings] == [m.meter_id for m in meters.site.campus.meters]
    for item in readings:
        verify(item.reading, public_key=meters.site.public_key_of(item.reading.meter_id))
    assert [r.reading for r in meters.store.at(interval)] == [r.reading for r in readings]
    assert meters.store.fleet_snapshot() == meters.fleet.snapshot()


def test_short_steps_fill_an_interval_exactly(tmp_path: Path) -> None:
    run = open_run(plan_in(tmp_path, telemetry_s=60))
    steps = [run.meters.tick() for _ in range(15)]
    assert run.meters.complete()
    _, readings = run.meters.measure()
    summed = sum(int(step.energies.consumed_wh.sum()) for step in steps)
    assert summed == sum(r.reading.consumed_wh for r in readings) > 0
    run.close()


def test_external_meters_are_left_to_report_for_themselves(tmp_path: Path) -> None:
    run = open_run(plan_in(tmp_path, external=("UTCC_LAW_001",)))
    _, readings = run.meters.measure()
    assert "UTCC_LAW_001" not in {r.reading.meter_id for r in readings}
    assert len(readings) == 4
    run.close()


def faulty(folder: Path, kind: FaultKind) -> Run:
    plan = plan_in(folder)
    fault = FaultSpec(plan.campus.meters[0].meter_id, kind, NOON, NOON + 900, 1.0)
    return open_run(replace(plan, campus=replace(plan.campus, faults=(fault,))))


def test_a_reading_that_comes_twice_is_kept_once(tmp_path: Path) -> None:
    run = faulty(tmp_path, FaultKind.DUPLICATE)
    interval, readings = run.meters.measure()
    run.meters.keep(readings)
    assert len(readings) == len(run.meters.store.at(interval)) == 5
    assert received([readings[0], readings[0], readings[1]]) == readings[:2]
    run.close()


def test_a_reading_that_is_lost_is_a_gap_that_the_next_one_tells(tmp_path: Path) -> None:
    run = faulty(tmp_path, FaultKind.DROPOUT)
    _, first = run.meters.measure()
    run.meters.keep(first)
    _, second = run.meters.measure()
    assert (len(first), len(second)) == (4, 5)
    assert [r.reading.quality for r in second] == [QualityFlags.GAP_BEFORE, 0, 0, 0, 0]
    run.close()
