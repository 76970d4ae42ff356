from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.pipeline.conftest import NOON, plan_in

from gridtokenx.compose import open_run
from gridtokenx.pipeline.live import Live
from gridtokenx.pipeline.run import start


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    run = open_run(plan_in(tmp_path, telemetry_s=300))
    start(run.meters, run.exchange)
    yield Live(run.meters, run.exchange, close=run.close)
    run.close()


def test_it_is_behind_until_less_than_two_intervals_are_missing(live: Live) -> None:
    assert live.behind(NOON + 3600)
    for _ in range(3):
        live.catch_up_one()
    assert live.time_s == NOON + 2700
    assert not live.behind(NOON + 3600)


def test_ticks_follow_the_clock_and_the_gate_closes_after_it(live: Live) -> None:
    results: list[int] = []
    books: list[int] = []
    live.on_result = lambda result: results.append(result.interval.start_s)
    live.on_book = lambda interval: books.append(interval.start_s)
    for now in (NOON + 300, NOON + 600, NOON + 900):
        assert live.next_due_s() == now
        live.tick(now)
    assert books == [NOON]
    assert live.pending is not None
    assert not results
    live.tick(NOON + 1199)
    assert not results
    live.tick(NOON + 1200)
    assert results == [NOON]
    assert live.pending is None


def test_nothing_is_done_before_it_is_due(live: Live) -> None:
    live.tick(NOON + 299)
    assert live.block is None
    assert live.time_s == NOON


def test_a_loop_that_was_late_concludes_the_interval_before_the_next(live: Live) -> None:
    results: list[int] = []
    live.on_result = lambda result: results.append(result.interval.start_s)
    for _ in range(6):
        live.tick(NOON + 10_000)
    assert results[:1] == [NOON]
