from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.pipeline.conftest import NOON, Delivered, plan_in

from gridtokenx.base.interval import MarketInterval
from gridtokenx.base.units import UNITS_PER_WH
from gridtokenx.campus.generated import generated
from gridtokenx.campus.model import MeterSpec
from gridtokenx.chain.token import balance_of
from gridtokenx.compose import open_run
from gridtokenx.oracle.attestation import Reason
from gridtokenx.pipeline.attest import MOST_ATTESTED, attest, last_end
from gridtokenx.pipeline.found import found
from gridtokenx.pipeline.sending import Step
from gridtokenx.pipeline.site import Site
from gridtokenx.pipeline.tables import open_tables
from gridtokenx.reading.record import IntervalReading
from gridtokenx.reading.signing import sign
from gridtokenx.reading.validation import limits_of


def tokens(site: Site) -> list[int]:
    accounts = site.ledger.accounts([c.energy for c in site.connections])
    return [0 if a is None else balance_of(a.data) for a in accounts]


def test_surplus_becomes_tokens_of_the_owner(site: Site, delivered: Delivered) -> None:
    interval, items = delivered
    readings = [item.reading for item in items]
    assert attest(site, readings, interval=interval) == ()
    assert tokens(site) == [r.surplus_wh * UNITS_PER_WH for r in readings]
    assert sum(tokens(site)) > 0
    for connection in site.connections:
        feed = site.ledger.account(connection.feed)
        assert feed is not None
        assert last_end(site, feed.data) == interval.end_s


def test_attesting_again_mints_nothing(site: Site, delivered: Delivered) -> None:
    interval, items = delivered
    readings = [item.reading for item in items]
    attest(site, readings, interval=interval)
    before, count = tokens(site), site.ledger.transaction_count()
    attest(site, readings, interval=interval)
    assert (tokens(site), site.ledger.transaction_count()) == (before, count)


def test_the_batch_holds_root_and_totals(site: Site, delivered: Delivered) -> None:
    interval, items = delivered
    readings = [item.reading for item in items]
    attest(site, readings, interval=interval)
    account = site.ledger.account(site.addresses.batch(interval.start_s))
    assert account is not None
    batch = site.programs.oracle.account("Batch", account.data)
    assert (batch["sealed"], batch["count"], batch["attested"]) == (1, len(readings), len(readings))
    assert batch["minted_wh"] == sum(r.surplus_wh for r in readings)


@pytest.mark.parametrize("change", [{"export_wh": 1}, {"signature": bytes(64)}])
def test_a_tampered_reading_is_left_out_with_the_reason(
    site: Site, delivered: Delivered, change: dict[str, object]
) -> None:
    interval, items = delivered
    readings = [item.reading for item in items]
    readings[0] = replace(readings[0], **change)  # type: ignore[arg-type] # parametrised
    (rejected,) = attest(site, readings, interval=interval)
    assert rejected.reason in {Reason.SIGNATURE_INVALID, Reason.IMPLAUSIBLE}
    assert tokens(site)[0] == 0


def test_an_interval_without_readings_is_opened_and_sealed(site: Site, delivered: Delivered) -> None:
    interval, _ = delivered
    assert attest(site, [], interval=interval) == ()
    account = site.ledger.account(site.addresses.batch(interval.start_s))
    assert account is not None
    batch = site.programs.oracle.account("Batch", account.data)
    assert (batch["sealed"], batch["count"]) == (1, 0)


def set_status(site: Site, index: int, status: int) -> None:
    accounts = {"authority": site.operator_address(), "meter": site.connections[index].meter}
    args = {"status": status}
    instruction = site.programs.registry.instruction("update_meter_status", accounts=accounts, args=args)
    site.sender.send([Step((instruction,))])


def batch_of(site: Site, start_s: int) -> dict[str, object]:
    account = site.ledger.account(site.addresses.batch(start_s))
    assert account is not None
    return dict(site.programs.oracle.account("Batch", account.data))


def test_a_suspended_meter_is_left_out_and_the_others_count(site: Site, delivered: Delivered) -> None:
    interval, items = delivered
    set_status(site, 0, 1)
    (rejected,) = attest(site, [item.reading for item in items], interval=interval)
    assert (rejected.reason, rejected.reading.meter_id) == (
        Reason.METER_INACTIVE,
        site.connections[0].spec.meter_id,
    )
    batch = batch_of(site, interval.start_s)
    assert (batch["sealed"], batch["count"]) == (1, len(items) - 1)


def test_a_meter_suspended_after_the_root_was_fixed_does_not_shut_the_market(
    site: Site, delivered: Delivered
) -> None:
    interval, items = delivered
    args = {"interval_start": interval.start_s, "root": bytes(32), "count": len(items)}
    accounts = {"oracle": site.keys.oracle().pubkey(), "payer": site.operator_address()}
    opening = site.programs.oracle.instruction("open_batch", accounts=accounts, args=args)
    site.sender.send([Step((opening,), (site.keys.oracle(),))])
    set_status(site, 0, 1)
    attest(site, [item.reading for item in items], interval=interval)
    batch = batch_of(site, interval.start_s)
    assert (batch["sealed"], batch["attested"], batch["count"]) == (1, len(items) - 1, len(items))


def test_a_full_transaction_that_mints_for_each_meter_keeps_its_log(tmp_path: Path) -> None:
    """A validator cuts a log after 10,000 bytes, and events with it."""
    campus = generated(meters=60, seed=2)
    sellers = tuple(m for m in campus.meters if limits_of(m).capacity_w)[:MOST_ATTESTED]
    run = open_run(replace(plan_in(tmp_path), campus=replace(campus, meters=sellers)))
    found(run.exchange.site)
    site, interval = run.exchange.site, MarketInterval(NOON, 900)
    tables = open_tables(site, run.store)
    site.ledger.advance_to(interval.end_s)
    with site.ledger.group():
        attest(site, [_surplus(site, m, interval) for m in sellers], interval=interval, tables=tables)
    (receipt,) = site.ledger.history(limit=1)
    events = [event for event in site.programs.events(receipt.logs) if event.name == "ReadingAttested"]
    assert len(events) == MOST_ATTESTED
    assert all(event.data["minted_wh"] for event in events)
    assert sum(len(line) for line in receipt.logs) <= 10_000
    run.close()


def _surplus(site: Site, spec: MeterSpec, interval: MarketInterval) -> IntervalReading:
    wh = limits_of(spec).capacity_w // 10
    key = site.keys.meter(spec.meter_id)
    reading = IntervalReading(spec.meter_id, interval, wh, 0, 0, 0, 0, wh)
    return sign(reading, signer=lambda body: bytes(key.sign_message(body)))
