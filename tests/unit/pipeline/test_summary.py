from pathlib import Path

from tests.unit.pipeline.conftest import NOON, plan_in

from gridtokenx.compose import open_run
from gridtokenx.pipeline.run import run_until, start
from gridtokenx.pipeline.summary import summarise


def test_a_run_sums_up_from_what_is_stored(tmp_path: Path) -> None:
    run = open_run(plan_in(tmp_path))
    start(run.meters, run.exchange)
    end = NOON + 2 * 900
    run_until(end, meters=run.meters, exchange=run.exchange)
    results = run.store.results(start_s=NOON, end_s=end)
    summary = summarise(run.exchange.site, run.store, start_s=NOON, end_s=end)
    assert summary["readings"] == 2 * 5
    assert summary["traded_wh"] == sum(r.traded_wh for r in results)
    assert summary["minted_wh"] == sum(r.minted_wh for r in results)
    assert summary["state_hash"] == run.ledger.state_hash()
    run.close()


def test_an_empty_run_has_no_prices(tmp_path: Path) -> None:
    run = open_run(plan_in(tmp_path))
    start(run.meters, run.exchange)
    summary = summarise(run.exchange.site, run.store, start_s=NOON, end_s=NOON)
    assert summary["clearing_prices"] == {"min": None, "mean": None, "max": None}
    assert (summary["readings"], summary["minted_wh"]) == (0, 0)
    run.close()
