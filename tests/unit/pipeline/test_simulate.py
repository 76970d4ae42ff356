from pathlib import Path

from tests.unit.pipeline.conftest import NOON, plan_in

from gridtokenx.compose import open_run
from gridtokenx.pipeline.simulate import Meters
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
