from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.pipeline.conftest import NOON, plan_in

from gridtokenx.base.interval import DAY_S, MarketInterval
from gridtokenx.compose import open_run
from gridtokenx.ledger.litesvm.node import LiteSvmNode
from gridtokenx.pipeline.book import read_orders
from gridtokenx.pipeline.live import RETRY_S, Live
from gridtokenx.pipeline.sending import Step
from gridtokenx.port.ledger import LedgerUnavailable

NOON_INTERVAL = MarketInterval(NOON, 900)


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    live = live_in(tmp_path)
    yield live
    live.close()


def live_in(folder: Path) -> Live:
    run = open_run(plan_in(folder, telemetry_s=300))
    live = Live(run.meters, run.exchange, close=run.close)
    live.take_up()
    return live


def set_pause(live: Live, name: str, mask: int) -> None:
    site = live.exchange.site
    accounts = {"authority": site.operator().pubkey()}
    instruction = site.programs.governance.instruction(name, accounts=accounts, args={"mask": mask})
    site.sender.send([Step((instruction,))])


def keep_results(live: Live) -> list[int]:
    """Return a list that the starts of concluded intervals join."""
    results: list[int] = []
    live.on_result = lambda result: results.append(result.interval.start_s)
    return results


def test_it_is_behind_until_less_than_two_intervals_are_missing(live: Live) -> None:
    assert live.behind(NOON + 3600)
    for _ in range(3):
        live.catch_up_one(NOON + 3600)
    assert live.time_s == NOON + 2700
    assert not live.behind(NOON + 3600)


def test_ticks_follow_the_clock_and_the_gate_closes_after_it(live: Live) -> None:
    results = keep_results(live)
    books: list[int] = []
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
    results = keep_results(live)
    for _ in range(6):
        live.tick(NOON + 10_000)
    assert results[:1] == [NOON]


def test_a_restart_leaves_an_open_market_open_to_its_gate(tmp_path: Path) -> None:
    live = live_in(tmp_path)
    for now in (NOON + 300, NOON + 600, NOON + 900):
        live.tick(now)
    orders = len(read_orders(live.exchange.site, NOON_INTERVAL))
    live.close()

    live = live_in(tmp_path)
    results = keep_results(live)
    live.tick(NOON + 1000)
    assert live.pending == NOON_INTERVAL
    assert len(read_orders(live.exchange.site, NOON_INTERVAL)) == orders > 0
    assert live.exchange.site.ledger.time_s() < NOON + 1200
    assert not results
    live.tick(NOON + 1200)
    assert results == [NOON]
    live.close()


def test_a_refusal_stops_neither_the_meters_nor_the_run(live: Live) -> None:
    """A paused configuration: readings are kept, the market follows when it is lifted, nothing is lost."""
    results = keep_results(live)
    set_pause(live, "pause", 1)
    for now in range(NOON + 300, NOON + 2101, 300):
        live.tick(now)
    assert "Paused" in live.trouble
    assert [i.start_s for i in live.waiting] == [NOON, NOON + 900]
    assert live.meters.store.last_interval() == MarketInterval(NOON + 900, 900)
    assert live.next_due_s() <= NOON + 2100 + RETRY_S

    set_pause(live, "unpause", 1)
    live.tick(NOON + 2101)
    assert live.trouble, "not before it is due again"
    live.tick(NOON + 2100 + RETRY_S)
    assert not live.trouble
    assert results == [NOON, NOON + 900]


def test_a_ledger_out_of_reach_stops_neither(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    results = keep_results(live)

    def lost(*_: object) -> None:
        raise LedgerUnavailable("http://cluster did not answer")

    with monkeypatch.context() as broken:
        broken.setattr(LiteSvmNode, "accounts", lost)
        broken.setattr(LiteSvmNode, "account", lost)
        for now in range(NOON + 300, NOON + 2101, 300):
            live.tick(now)
    assert "did not answer" in live.trouble
    live.tick(NOON + 2100 + RETRY_S)
    assert not live.trouble
    assert results == [NOON, NOON + 900]


def test_what_a_refusal_left_behind_is_taken_up_after_a_restart(tmp_path: Path) -> None:
    live = live_in(tmp_path)
    set_pause(live, "pause", 1)
    for _ in range(4):
        live.catch_up_one(NOON + 7200)
    live.close()
    live = live_in(tmp_path)
    set_pause(live, "unpause", 1)
    results = keep_results(live)
    live.tick(NOON + 7200)
    assert results == [NOON + 900 * k for k in range(4)]
    live.close()


def test_an_interval_that_is_too_old_to_be_attested_is_passed_over(live: Live) -> None:
    results = keep_results(live)
    live.waiting.append(NOON_INTERVAL)
    live.meters.keep(live.meters.measure()[1])
    live.exchange.site.ledger.advance_to(NOON + 40 * DAY_S)
    live.tick(NOON + 40 * DAY_S)
    assert not live.trouble
    assert not live.waiting
    assert not results


def test_the_chain_shows_the_time_to_whoever_trades_from_outside(live: Live) -> None:
    """Within one step, and never past the gate of a market that is open."""
    ledger = live.exchange.site.ledger
    for now in (NOON + 300, NOON + 600, NOON + 900):
        live.tick(now)
    assert ledger.time_s() == NOON + 900
    live.tick(NOON + 1200)
    assert ledger.time_s() == NOON + 1200
    live.tick(NOON + 1500)
    assert ledger.time_s() == NOON + 1200
    live.tick(NOON + 1650)
    assert ledger.time_s() == NOON + 1200
    live.tick(NOON + 1801)
    assert live.pending is not None
    assert NOON + 1501 <= ledger.time_s() <= NOON + 1800
