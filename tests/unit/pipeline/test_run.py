from pathlib import Path

import pytest
from tests.unit.pipeline.conftest import NOON, plan_in

from gridtokenx.compose import open_run
from gridtokenx.pipeline.run import Progress, run_interval, run_until, start

FOUR = NOON + 4 * 900


def test_a_run_goes_to_its_end_and_tells_each_interval(tmp_path: Path) -> None:
    run = open_run(plan_in(tmp_path))
    start(run.meters, run.exchange)
    told: list[Progress] = []
    run_until(FOUR, meters=run.meters, exchange=run.exchange, on_progress=told.append)
    assert [(p.done, p.total) for p in told] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert len(run.store.results(start_s=NOON, end_s=FOUR)) == 4
    run.close()


def whole_state(folder: Path) -> str:
    run = open_run(plan_in(folder))
    start(run.meters, run.exchange)
    run_until(FOUR, meters=run.meters, exchange=run.exchange)
    state = run.ledger.state_hash()
    run.close()
    return state


@pytest.mark.parametrize("stage", ["measured", "kept", "offered", "concluded"])
def test_a_run_cut_off_anywhere_ends_in_the_same_state(tmp_path: Path, stage: str) -> None:
    """The first run stops after a stage of its second interval; the next takes it up."""
    run = open_run(plan_in(tmp_path / "cut"))
    start(run.meters, run.exchange)
    run_interval(run.meters, run.exchange)
    interval, readings = run.meters.measure()
    if stage != "measured":
        run.meters.keep(readings)
    if stage in {"offered", "concluded"}:
        run.exchange.offer(interval, readings)
    if stage == "concluded":
        run.exchange.conclude(interval, readings)
    run.close()
    assert whole_state(tmp_path / "cut") == whole_state(tmp_path / "whole")


def test_an_end_that_is_reached_already_does_nothing(tmp_path: Path) -> None:
    run = open_run(plan_in(tmp_path))
    start(run.meters, run.exchange)
    count = run.ledger.transaction_count()
    run_until(NOON, meters=run.meters, exchange=run.exchange)
    assert run.ledger.transaction_count() == count
    run.close()
