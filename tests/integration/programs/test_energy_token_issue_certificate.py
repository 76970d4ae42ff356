"""energy_token: issue_certificate, and the tokens that come with it."""

from typing import Any

import pytest
from solders.instruction import AccountMeta
from tests.integration.programs.campus_stage import swap
from tests.integration.programs.certificate_stage import (
    ALICE,
    EXPORTED,
    GENERATED,
    ISSUED,
    MEA,
    PEA,
    REQUESTED,
    CertificateStage,
)
from tests.integration.programs.oracle_stage import INTERVAL_S, START, UNITS_PER_WH, Refused, key, programs

from gridtokenx.chain.addresses import TOKEN_PROGRAM
from gridtokenx.chain.token import create_token_account

REQUEST_LIFE_S, LIFE_S = 30 * 86_400, 2 * 365 * 86_400
WRONG_OWNER = r"IllegalOwner|InvalidAccountOwner|IncorrectProgramId"


def approved(model: str = "regulators", **changes: Any) -> CertificateStage:  # noqa: ANN401  # handed on
    stage = CertificateStage(model=model)
    stage.request(**changes)
    stage.approve(PEA)
    stage.approve(MEA)
    return stage


@pytest.fixture
def stage() -> CertificateStage:
    """A request of Alice's that two of three approved."""
    return approved()


def test_anybody_issues_and_the_surplus_is_minted(stage: CertificateStage) -> None:
    stage.set_time(stage.now + 60)
    event = stage.only(stage.issue(), "CertificateIssued")
    emission_g = 2 * GENERATED * 475 // 1_000
    assert event == {
        "certificate": stage.address(),
        "meter": stage.meter_of_alice.address,
        "owner": ALICE.pubkey(),
        "wh": 2 * GENERATED,
        "minted_wh": 2 * EXPORTED,
        "emission_g": emission_g,
        "expires_at": stage.now + LIFE_S,
    }
    certificate = stage.certificate()
    assert (certificate["status"], certificate["decided_at"]) == (ISSUED, stage.now)
    assert (certificate["emission_g"], certificate["emission_g_per_kwh"]) == (emission_g, 475)
    assert certificate["expires_at"] == stage.now + LIFE_S
    totals = stage.totals()
    assert (totals["requested_wh"], totals["requested_surplus_wh"]) == (0, 0)
    assert (totals["certified_wh"], totals["minted_wh"]) == (2 * GENERATED, 2 * EXPORTED)
    assert stage.balance(stage.meter_of_alice.energy) == 2 * EXPORTED * UNITS_PER_WH
    assert stage.supply() == stage.minted_wh() * UNITS_PER_WH == 2 * EXPORTED * UNITS_PER_WH


@pytest.mark.parametrize(
    ("wh", "factor", "grams"),
    [
        (1, 475, 0),
        (3, 475, 1),
        (999, 999, 998),
        (1_001, 475, 475),
        (1, 999, 0),
        (4_000, 2**32 - 1, 17_179_869_180),
    ],
)
def test_emissions_are_rounded_down(wh: int, factor: int, grams: int) -> None:
    stage = approved(wh=wh, surplus_wh=0)
    stage.set_parameters(emission_g_per_kwh=factor)
    stage.issue()
    assert grams == wh * factor // 1_000
    assert stage.certificate()["emission_g"] == grams


def test_a_certificate_is_issued_once(stage: CertificateStage) -> None:
    stage.issue()
    with pytest.raises(Refused, match="WrongState"):
        stage.issue()
    assert stage.supply() == 2 * EXPORTED * UNITS_PER_WH


def test_under_engineering_a_certificate_mints_nothing() -> None:
    stage = approved("engineering", surplus_wh=0)
    before = stage.supply()
    assert before == 4 * EXPORTED * UNITS_PER_WH
    assert stage.only(stage.issue(), "CertificateIssued")["minted_wh"] == 0
    assert (stage.supply(), stage.minted_wh()) == (before, 4 * EXPORTED)


def test_without_a_surplus_any_account_stands_in_for_the_producers(stage: CertificateStage) -> None:
    span: dict[str, Any] = {"start": START + 2 * INTERVAL_S, "end": START + 3 * INTERVAL_S}
    stage.request(serial=2, wh=GENERATED, surplus_wh=0, **span)
    stage.approve(PEA, 2)
    stage.approve(MEA, 2)
    stage.issue(2, energy_account=key("nobody").pubkey())
    assert stage.certificate(2)["status"] == ISSUED
    assert stage.supply() == 0


def test_an_approved_request_is_issued_after_its_time_too(stage: CertificateStage) -> None:
    stage.set_time(stage.now + 2 * REQUEST_LIFE_S)
    stage.issue()
    assert stage.certificate()["status"] == ISSUED


def test_surplus_goes_to_who_owned_the_meter_at_the_request(stage: CertificateStage) -> None:
    bobs = stage.meter("ENG_002", owner="bob")
    stage.assign(stage.meter_of_alice, "bob")
    with pytest.raises(Refused, match="WrongTokenAccount"):
        stage.issue(energy_account=bobs.energy)
    stage.issue()
    assert stage.balance(stage.meter_of_alice.energy) == 2 * EXPORTED * UNITS_PER_WH


@pytest.mark.parametrize("mask", [1, 7])
def test_pause_stops_issues(stage: CertificateStage, mask: int) -> None:
    stage.pause(mask)
    with pytest.raises(Refused, match="Paused"):
        stage.issue()
    stage.unpause(mask)
    stage.issue()


def test_pause_of_orders_does_not_stop_issues(stage: CertificateStage) -> None:
    stage.pause(2)
    stage.issue()
    assert stage.certificate()["status"] == ISSUED


def test_suspended_meter_holds_its_requests(stage: CertificateStage) -> None:
    stage.suspend(stage.meter_of_alice)
    with pytest.raises(Refused, match="MeterSuspended"):
        stage.issue()
    stage.retire(stage.meter_of_alice)
    stage.issue()


# Accounts in the place of others.


def refused(stage: CertificateStage, reason: str, **changes: Any) -> None:  # noqa: ANN401  # handed on
    with pytest.raises(Refused, match=reason):
        stage.issue(**changes)
    assert stage.certificate()["status"] == REQUESTED
    assert stage.supply() == 0


def test_credit_account_is_refused(stage: CertificateStage) -> None:
    step = create_token_account(stage.operator.pubkey(), owner=ALICE.pubkey(), mint=stage.at.credit_mint())
    stage.send(step)
    refused(stage, "WrongMint", energy_account=stage.at.credit_account(ALICE.pubkey()))


def test_account_of_no_token_program_is_refused(stage: CertificateStage) -> None:
    forged = stage.copy(stage.meter_of_alice.energy, owner=programs().trading.id)
    refused(stage, "InvalidAccountData", energy_account=forged)


@pytest.mark.parametrize("name", ["energy_mint", "token_state", "mint_authority", "config"])
def test_substituted_account_is_refused(stage: CertificateStage, name: str) -> None:
    right = getattr(stage.at, name)()
    reasons = r"2012|AccountDataTooSmall|InvalidAccountData|UninitializedAccount|" + WRONG_OWNER
    for wrong in (stage.at.credit_mint(), key("anything").pubkey()):
        forged = swap(stage.issue_instruction(), right, AccountMeta(wrong, False, True))
        with pytest.raises(Refused, match=reasons):
            stage.send(forged)
    assert stage.supply() == 0


def test_another_token_program_is_refused(stage: CertificateStage) -> None:
    other = AccountMeta(programs().oracle.id, False, False)
    with pytest.raises(Refused, match="IncorrectProgramId"):
        stage.send(swap(stage.issue_instruction(), TOKEN_PROGRAM, other))


@pytest.mark.parametrize("name", ["meter", "certificate", "certification", "config", "token_state"])
def test_account_of_another_program_is_refused(stage: CertificateStage, name: str) -> None:
    given = {
        "meter": stage.meter_of_alice.address,
        "certificate": stage.address(),
        "certification": stage.at.certification(stage.meter_of_alice.address),
        "config": stage.at.config(),
        "token_state": stage.at.token_state(),
    }
    stage.overwrite(given[name], owner=programs().trading.id)
    with pytest.raises(Refused, match=WRONG_OWNER):
        stage.issue()


def test_other_meter_and_its_totals_are_refused(stage: CertificateStage) -> None:
    other = stage.meter("ENG_002")
    start = START + 4 * INTERVAL_S
    stage.generate(other, start)
    stage.request(meter=other, start=start, end=start + INTERVAL_S, wh=1, surplus_wh=0)
    totals = stage.at.certification(other.address)
    refused(stage, "InvalidSeeds", certification=totals)
    refused(stage, "2012", meter=other.address, certification=totals)
