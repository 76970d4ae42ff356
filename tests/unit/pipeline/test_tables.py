from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.pipeline.conftest import NOON, plan_in

from gridtokenx.campus.generated import generated
from gridtokenx.compose import Run, open_run
from gridtokenx.pipeline.attest import attest
from gridtokenx.pipeline.found import found
from gridtokenx.pipeline.run import run_until, start
from gridtokenx.pipeline.tables import META, METERS_A_TABLE, Tables, lookup_keys, open_tables

METERS = METERS_A_TABLE + 5


def opened(folder: Path, *, meters: int) -> Run:
    run = open_run(replace(plan_in(folder), campus=generated(meters=meters, seed=2)))
    found(run.exchange.site)
    return run


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Run]:
    """A founded fleet that takes two tables."""
    run = opened(tmp_path, meters=METERS)
    yield run
    run.close()


def test_every_meter_is_in_one_table_with_all_its_accounts(fleet: Run) -> None:
    site = fleet.exchange.site
    tables = open_tables(site, fleet.store)
    with site.ledger.group():
        for connection in site.connections:
            keys = [bytes(key) for key in lookup_keys(connection)]
            (table,) = tables.serving(site, keys)
            assert table.places.keys() >= set(keys)
    assert len((fleet.store.get_meta(META) or "").split()) == 2


def test_opening_again_makes_nothing(fleet: Run) -> None:
    site = fleet.exchange.site
    open_tables(site, fleet.store)
    count = site.ledger.transaction_count()
    open_tables(site, fleet.store)
    assert site.ledger.transaction_count() == count


def test_what_was_cut_off_is_made_anew(fleet: Run) -> None:
    site, store = fleet.exchange.site, fleet.store
    open_tables(site, store)
    first = (store.get_meta(META) or "").split()[0]
    store.set_meta([(META, first)])
    open_tables(site, store)
    assert (store.get_meta(META) or "").split()[0] == first
    assert len((store.get_meta(META) or "").split()) == 2


def test_an_interval_takes_fewer_transactions_and_mints_the_same(tmp_path: Path) -> None:
    counts, states = [], []
    for name in ("with", "without"):
        run = opened(tmp_path / name, meters=METERS)
        site = run.exchange.site
        tables = open_tables(site, run.store) if name == "with" else Tables()
        interval, readings = run.meters.measure()
        site.ledger.advance_to(interval.end_s)
        before = site.ledger.transaction_count()
        with site.ledger.group():
            attest(site, [r.reading for r in readings], interval=interval, tables=tables)
        counts.append(site.ledger.transaction_count() - before)
        mint = site.ledger.account(site.addresses.energy_mint())
        batch = site.ledger.account(site.addresses.batch(interval.start_s))
        assert mint is not None
        assert batch is not None
        states.append((mint.data, batch.data))
        run.close()
    assert states[0] == states[1]
    assert counts[0] < counts[1] / 2


def test_a_table_too_young_to_serve_is_left_out(fleet: Run) -> None:
    site = fleet.exchange.site
    tables = open_tables(site, fleet.store)
    keys = [bytes(lookup_keys(site.connections[-1])[0])]
    assert tables.serving(site, keys) == ()
    with site.ledger.group():
        assert len(tables.serving(site, keys)) == 1


def test_a_small_campus_needs_none(tmp_path: Path) -> None:
    run = opened(tmp_path, meters=5)
    count = run.ledger.transaction_count()
    assert open_tables(run.exchange.site, run.store).serving(run.exchange.site, [bytes(32)]) == ()
    assert run.ledger.transaction_count() == count
    run.close()


def test_a_run_uses_its_tables(tmp_path: Path) -> None:
    run = open_run(replace(plan_in(tmp_path), campus=generated(meters=30, seed=2)))
    start(run.meters, run.exchange)
    before = run.ledger.transaction_count()
    run_until(NOON + 900, meters=run.meters, exchange=run.exchange)
    sent = run.ledger.transaction_count() - before
    programs = run.exchange.site.programs
    attested = [
        sum(event.name == "ReadingAttested" for event in programs.events(receipt.logs))
        for receipt in run.ledger.history(limit=sent)
    ]
    assert [count for count in reversed(attested) if count] == [16, 14]
    run.close()
