"""A reading that came while the oracle was paused is attested on the next round, once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.pipeline.conftest import NOON, plan_in
from tests.unit.pipeline.test_submit import INTERVAL, METER, balance, reading

from gridtokenx.base.interval import MarketInterval
from gridtokenx.base.units import UNITS_PER_WH
from gridtokenx.chain.errors import ProgramError
from gridtokenx.compose import Run, open_run
from gridtokenx.pipeline.found import found
from gridtokenx.pipeline.late import attest_late
from gridtokenx.pipeline.live import Live
from gridtokenx.pipeline.sending import Step
from gridtokenx.pipeline.submit import submit

PAUSE_ATTEST = 1


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    opened = open_run(plan_in(tmp_path, external=(METER,)))
    found(opened.exchange.site)
    opened.ledger.advance_to(INTERVAL.end_s)
    yield opened
    opened.close()


def say(run: Run, name: str) -> None:
    site = run.exchange.site
    accounts = {"authority": site.operator().pubkey()}
    step = site.programs.governance.instruction(name, accounts=accounts, args={"mask": PAUSE_ATTEST})
    site.sender.send([Step((step,))])


def refused(run: Run) -> None:
    """Send a reading while attesting is paused: it is stored, and not attested."""
    say(run, "pause")
    with pytest.raises(ProgramError, match="Paused"):
        submit(run.exchange.site, run.store, reading(run), weather=None)
    assert [item.reading for item in run.store.at(INTERVAL)] == [reading(run)]


def test_what_was_refused_is_attested_later_and_once(run: Run) -> None:
    refused(run)
    assert attest_late(run.exchange.site, run.store) == 0, "it is paused still"
    say(run, "unpause")
    assert attest_late(run.exchange.site, run.store) == 1
    assert balance(run) == 2100 * UNITS_PER_WH
    assert attest_late(run.exchange.site, run.store) == 0
    assert balance(run) == 2100 * UNITS_PER_WH


def test_what_was_attested_at_once_is_left(run: Run) -> None:
    submit(run.exchange.site, run.store, reading(run), weather=None)
    count = run.ledger.transaction_count()
    assert attest_late(run.exchange.site, run.store) == 0
    assert run.ledger.transaction_count() == count


def test_what_is_too_old_is_not_tried_for_ever(run: Run) -> None:
    refused(run)
    say(run, "unpause")
    run.ledger.advance_to(NOON + 8 * 86_400)
    count = run.ledger.transaction_count()
    assert attest_late(run.exchange.site, run.store) == 0
    assert run.ledger.transaction_count() == count


def test_a_live_run_does_it_on_its_cadence(run: Run) -> None:
    refused(run)
    live = Live(run.meters, run.exchange, close=run.close, submit_s=300)
    live.tick(NOON + 300)
    say(run, "unpause")
    live.tick(NOON + 599)
    assert balance(run) == 0
    live.tick(NOON + 600)
    assert balance(run) == 2100 * UNITS_PER_WH
    assert run.store.at(MarketInterval(NOON))[0].reading == reading(run)
