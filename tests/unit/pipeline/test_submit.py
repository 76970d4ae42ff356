from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.pipeline.conftest import NOON, plan_in

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.base.units import UNITS_PER_WH
from gridtokenx.chain.token import balance_of
from gridtokenx.compose import Run, open_run
from gridtokenx.pipeline.found import found
from gridtokenx.pipeline.submit import (
    MeterNotExternal,
    ReadingImplausible,
    ReadingInFuture,
    ReadingOutOfOrder,
    submit,
)
from gridtokenx.reading.admission import UnknownMeter
from gridtokenx.reading.record import IntervalReading
from gridtokenx.reading.signing import SignatureInvalid, sign

METER = MeterId("UTCC_MAINT_001")
INTERVAL = MarketInterval(NOON)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    opened = open_run(plan_in(tmp_path, external=(METER,)))
    found(opened.exchange.site)
    opened.ledger.advance_to(INTERVAL.end_s)
    yield opened
    opened.close()


def reading(run: Run, **changes: object) -> IntervalReading:
    plain = IntervalReading(METER, INTERVAL, 6200, 4100, 0, 0, 0, 2100)
    changed = replace(plain, **changes)  # type: ignore[arg-type] # tests name fields freely
    key = run.exchange.site.keys.meter(METER)
    return sign(changed, signer=lambda message: bytes(key.sign_message(message)))


def balance(run: Run) -> int:
    connection = run.exchange.site.by_id()[METER]
    account = run.ledger.account(connection.energy)
    return 0 if account is None else balance_of(account.data)


def test_a_reading_from_outside_becomes_tokens(run: Run) -> None:
    done = submit(run.exchange.site, run.store, reading(run), weather=None)
    assert done.minted_units == 2_100_000_000 == balance(run)
    assert done.token_account == str(run.exchange.site.by_id()[METER].energy)
    assert [r.reading for r in run.store.at(INTERVAL)] == [reading(run)]
    assert str(run.ledger.history(limit=1)[0].signature) == done.transaction


def test_a_deficit_mints_nothing(run: Run) -> None:
    done = submit(
        run.exchange.site, run.store, reading(run, generated_wh=0, import_wh=4100, export_wh=0), weather=None
    )
    assert done.minted_units == 0 == balance(run)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"meter_id": MeterId("NOBODY_001")}, UnknownMeter),
        ({"meter_id": MeterId("UTCC_ENG_001")}, MeterNotExternal),
        ({"interval": MarketInterval(NOON + 900)}, ReadingInFuture),
        ({"export_wh": 2101, "generated_wh": 9_000_000}, ReadingImplausible),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    run: Run, changes: dict[str, object], refusal: type[GridTokenXError]
) -> None:
    state = run.ledger.state_hash()
    with pytest.raises(refusal):
        submit(run.exchange.site, run.store, reading(run, **changes), weather=None)
    assert run.ledger.state_hash() == state
    assert run.store.at(INTERVAL) == []


def test_a_forged_signature_is_refused(run: Run) -> None:
    forged = replace(reading(run), signature=bytes(64))
    with pytest.raises(SignatureInvalid):
        submit(run.exchange.site, run.store, forged, weather=None)
    assert balance(run) == 0


def test_a_reading_counts_once(run: Run) -> None:
    submit(run.exchange.site, run.store, reading(run), weather=None)
    with pytest.raises(ReadingOutOfOrder):
        submit(run.exchange.site, run.store, reading(run), weather=None)
    assert balance(run) == 2100 * UNITS_PER_WH


def test_an_external_meter_trades_beside_the_simulated_ones(run: Run) -> None:
    site, store = run.exchange.site, run.store
    submit(site, store, reading(run), weather=None)
    interval, readings = run.meters.measure()
    run.meters.keep(readings)
    run.exchange.offer(interval, store.at(interval))
    result = run.exchange.conclude(interval, store.at(interval))
    assert result is not None
    assert METER in {o.meter_id for o in result.orders}
    assert result.minted_wh == sum(r.reading.surplus_wh for r in store.at(interval))
