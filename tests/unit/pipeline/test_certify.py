"""Under the regulators' model: certificates of two of three, and energy against nothing else (R-LED-3)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.unit.pipeline.conftest import Delivered, plan_in

from gridtokenx.base.units import UNITS_PER_WH
from gridtokenx.campus.model import AuthorityModel
from gridtokenx.chain.token import balance_of
from gridtokenx.compose import Run, open_run
from gridtokenx.ledger.audit import audit
from gridtokenx.pipeline.attest import attest
from gridtokenx.pipeline.certify import certify, minted_wh, source_of
from gridtokenx.pipeline.found import SOLAR, WIND, found
from gridtokenx.pipeline.run import run_until, start
from gridtokenx.pipeline.sending import Sender, Step
from gridtokenx.pipeline.site import Site


def regulated(folder: Path) -> Run:
    plan = plan_in(folder)
    return open_run(replace(plan, campus=replace(plan.campus, authority=AuthorityModel.REGULATORS)))


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Run]:
    run = regulated(tmp_path)
    found(run.exchange.site)
    yield run
    run.close()


def energies(site: Site) -> list[int]:
    """What each owner holds [Wh]."""
    accounts = site.ledger.accounts([c.energy for c in site.connections])
    return [0 if a is None else balance_of(a.data) // UNITS_PER_WH for a in accounts]


def certificates(site: Site) -> list[dict[str, Any]]:
    token = site.programs.energy_token
    kept = site.ledger.program_accounts(token.id, discriminator=token.discriminator("Certificate"))
    return [dict(token.account("Certificate", account.data)) for account in kept]


def test_an_attestation_alone_mints_nothing(site: Site, delivered: Delivered) -> None:
    interval, items = delivered
    attest(site, [item.reading for item in items], interval=interval)
    assert sum(energies(site)) == 0
    assert sum(item.reading.surplus_wh for item in items) > 0


def test_two_of_three_votes_mint_each_surplus_once(site: Site, delivered: Delivered) -> None:
    interval, items = delivered
    readings = [item.reading for item in items]
    attest(site, readings, interval=interval)
    certify(site, readings, interval=interval)
    count = site.ledger.transaction_count()
    certify(site, readings, interval=interval)
    assert site.ledger.transaction_count() == count
    assert energies(site) == [r.surplus_wh for r in readings]
    assert minted_wh(site, interval) == sum(r.surplus_wh for r in readings)
    made = certificates(site)
    assert {(c["approvals"], c["status"], c["start"]) for c in made} == {(0b11, 1, interval.start_s)}
    assert sorted(c["wh"] for c in made) == sorted(r.generated_wh for r in readings if r.surplus_wh)


def test_what_was_cut_off_between_request_and_vote_is_finished(
    site: Site, delivered: Delivered, monkeypatch: pytest.MonkeyPatch
) -> None:
    interval, items = delivered
    readings = [item.reading for item in items]
    attest(site, readings, interval=interval)
    send = Sender.send

    def cut(sender: Sender, steps: list[Step]) -> object:
        if any(step.signers for step in steps):
            raise KeyboardInterrupt
        return send(sender, steps)

    with monkeypatch.context() as patch:
        patch.setattr(Sender, "send", cut)
        with pytest.raises(KeyboardInterrupt):
            certify(site, readings, interval=interval)
    assert {c["status"] for c in certificates(site)} == {0}
    certify(site, readings, interval=interval)
    assert energies(site) == [r.surplus_wh for r in readings]


def test_hours_of_the_market_run_and_the_audit_is_content(tmp_path: Path) -> None:
    run = regulated(tmp_path)
    start(run.meters, run.exchange)
    begin_s = run.meters.fleet.time_s
    run_until(begin_s + 8 * 900, meters=run.meters, exchange=run.exchange)
    results = run.store.results(start_s=begin_s, end_s=begin_s + 8 * 900)
    programs = run.exchange.site.programs
    run.close()
    assert sum(r.traded_wh for r in results) > 0
    assert all(r.minted_wh == r.traded_wh + r.redeemed_wh for r in results)
    assert audit(tmp_path, programs=programs).findings == ()


def test_a_meter_with_sun_and_wind_is_certified_as_the_larger_of_them(site: Site) -> None:
    spec = site.connections[0].spec
    assert source_of(replace(spec, pv_kw=30.0, wind_kw=10.0)) == SOLAR
    assert source_of(replace(spec, pv_kw=3.0, wind_kw=10.0)) == WIND
