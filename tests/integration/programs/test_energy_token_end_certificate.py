"""energy_token: lapse_certificate, dispute_certificate and resolve_dispute: how certificates end."""

from typing import TYPE_CHECKING

import pytest
from solders.keypair import Keypair
from tests.integration.programs.certificate_stage import (
    ALICE,
    BOB,
    DISPUTED,
    EGAT,
    EXPIRED,
    GENERATED,
    ISSUED,
    LAPSED,
    MEA,
    PEA,
    REQUESTED,
    REVOKED,
    CertificateStage,
    text,
)
from tests.integration.programs.oracle_stage import INTERVAL_S, START, Refused, key, programs

if TYPE_CHECKING:
    from collections.abc import Callable

WHOLE = 2 * GENERATED
REQUEST_LIFE_S, LIFE_S = 30 * 86_400, 2 * 365 * 86_400
WRONG_OWNER = r"IllegalOwner|InvalidAccountOwner|IncorrectProgramId"


@pytest.fixture
def asked() -> CertificateStage:
    stage = CertificateStage()
    stage.request()
    return stage


@pytest.fixture
def stage() -> CertificateStage:
    """A certificate of Alice's."""
    ready = CertificateStage()
    ready.issued()
    return ready


# Running out.


def test_request_that_nobody_decides_lapses(asked: CertificateStage) -> None:
    asked.approve(PEA)
    asked.set_time(asked.now + REQUEST_LIFE_S)
    event = asked.only(asked.lapse(), "CertificateLapsed")
    meter = asked.meter_of_alice.address
    assert event == {"certificate": asked.address(), "meter": meter, "wh": WHOLE, "status": LAPSED}
    assert (asked.certificate()["status"], asked.certificate()["decided_at"]) == (LAPSED, asked.now)
    totals = asked.totals()
    assert (totals["requested_wh"], totals["requested_surplus_wh"], totals["certified_wh"]) == (0, 0, 0)
    assert asked.taken() == set()
    asked.request(serial=2)


def test_request_lapses_not_before_its_time(asked: CertificateStage) -> None:
    asked.set_time(asked.now + REQUEST_LIFE_S - 1)
    with pytest.raises(Refused, match="NotDue"):
        asked.lapse()
    assert len(asked.taken()) == 2


def test_approved_request_does_not_lapse(asked: CertificateStage) -> None:
    asked.approve(PEA)
    asked.approve(MEA)
    asked.set_time(asked.now + 2 * REQUEST_LIFE_S)
    with pytest.raises(Refused, match="NotDue"):
        asked.lapse()
    asked.issue()


def test_approval_of_an_earlier_set_does_not_keep_a_request(asked: CertificateStage) -> None:
    asked.approve(PEA)
    asked.approve(MEA)
    asked.set_approvers(PEA, MEA, key("approver 7"))
    asked.set_time(asked.now + REQUEST_LIFE_S)
    asked.lapse()
    assert asked.certificate()["status"] == LAPSED


def test_lapse_needs_the_days(asked: CertificateStage) -> None:
    asked.set_time(asked.now + REQUEST_LIFE_S)
    with pytest.raises(Refused, match="WrongDays"):
        asked.lapse(days=[])
    assert asked.certificate()["status"] == REQUESTED


def test_certificate_that_nobody_retires_expires(stage: CertificateStage) -> None:
    taken, totals = stage.taken(), stage.totals()
    stage.set_time(stage.now + LIFE_S - 1)
    with pytest.raises(Refused, match="NotDue"):
        stage.lapse()
    stage.set_time(stage.now + 1)
    event = stage.only(stage.lapse(days=[]), "CertificateLapsed")
    assert event["status"] == EXPIRED
    assert stage.certificate()["status"] == EXPIRED
    assert (stage.taken(), stage.totals()) == (taken, totals)
    with pytest.raises(Refused, match="IntervalCertified"):
        stage.request(serial=2, wh=1, surplus_wh=0)


def test_what_lapsed_does_not_lapse_again(asked: CertificateStage) -> None:
    asked.set_time(asked.now + REQUEST_LIFE_S)
    asked.lapse()
    with pytest.raises(Refused, match="WrongState"):
        asked.lapse()
    for vote in (asked.approve, asked.reject):
        with pytest.raises(Refused, match="WrongState"):
            vote(PEA)


def test_rejected_request_does_not_lapse(asked: CertificateStage) -> None:
    asked.reject(PEA)
    asked.reject(MEA)
    asked.request(serial=2)
    asked.set_time(asked.now + REQUEST_LIFE_S)
    with pytest.raises(Refused, match="WrongState"):
        asked.lapse(1)
    assert len(asked.taken()) == 2


@pytest.mark.parametrize("name", ["config", "certificate", "certification"])
def test_account_of_another_program_does_not_lapse(asked: CertificateStage, name: str) -> None:
    given = {
        "config": asked.at.config(),
        "certificate": asked.address(),
        "certification": asked.at.certification(asked.meter_of_alice.address),
    }
    days = asked.days_of(1)
    asked.set_time(asked.now + REQUEST_LIFE_S)
    asked.overwrite(given[name], owner=programs().trading.id)
    with pytest.raises(Refused, match=WRONG_OWNER):
        asked.lapse(days=days)


def test_totals_of_another_meter_are_refused(asked: CertificateStage) -> None:
    other = asked.meter("ENG_002")
    start = START + 4 * INTERVAL_S
    asked.generate(other, start)
    asked.request(meter=other, start=start, end=start + INTERVAL_S, wh=1, surplus_wh=0)
    asked.set_time(asked.now + REQUEST_LIFE_S)
    with pytest.raises(Refused, match="2012"):
        asked.lapse(meter=other.address)


# Disputes.


@pytest.mark.parametrize("who", ["approver 0", "approver 2", "operator"])
def test_approver_or_authority_holds_a_certificate(stage: CertificateStage, who: str) -> None:
    event = stage.only(stage.dispute(key(who), reason=text("read twice")), "CertificateDisputed")
    by = {"disputed_by": key(who).pubkey(), "reason": text("read twice")}
    assert event == {"certificate": stage.address(), **by}
    assert (stage.certificate()["status"], stage.certificate()["reason"]) == (DISPUTED, text("read twice"))
    attempts: list[Callable[[], object]] = [
        lambda: stage.split(1),
        lambda: stage.transfer(BOB.pubkey(), new_owner=stage.at.user(ALICE.pubkey())),
        stage.retire_certificate,
        lambda: stage.dispute(PEA),
    ]
    for attempt in attempts:
        with pytest.raises(Refused, match="WrongState"):
            attempt()


@pytest.mark.parametrize("who", ["alice", "mallory", "oracle", "approver 7"])
def test_somebody_else_disputes_nothing(stage: CertificateStage, who: str) -> None:
    with pytest.raises(Refused, match="NotApprover"):
        stage.dispute(key(who))
    assert stage.certificate()["status"] == ISSUED


def test_dispute_without_a_reason_is_refused(stage: CertificateStage) -> None:
    with pytest.raises(Refused, match="BadText"):
        stage.dispute(PEA, reason=bytes(64))


def test_request_is_rejected_not_disputed(asked: CertificateStage) -> None:
    with pytest.raises(Refused, match="WrongState"):
        asked.dispute(PEA)


def test_dispute_is_possible_while_everything_is_paused(stage: CertificateStage) -> None:
    stage.pause(7)
    stage.dispute(PEA)
    stage.resolve(PEA, MEA, revoke=True)
    assert stage.certificate()["status"] == REVOKED


@pytest.mark.parametrize(("revoke", "status"), [(True, REVOKED), (False, ISSUED)])
def test_two_of_three_resolve_a_dispute(stage: CertificateStage, revoke: bool, status: int) -> None:
    stage.dispute(PEA)
    event = stage.only(stage.resolve(MEA, EGAT, revoke=revoke), "DisputeResolved")
    assert event == {"certificate": stage.address(), "revoked": revoke}
    assert stage.certificate()["status"] == status


def test_settled_dispute_lets_a_certificate_be_used_again(stage: CertificateStage) -> None:
    stage.dispute(PEA)
    stage.resolve(PEA, MEA, revoke=False)
    stage.split(1)
    stage.dispute(EGAT, 2)
    stage.retire_certificate()


def test_revoked_is_final_and_its_energy_certified_no_more(stage: CertificateStage) -> None:
    taken, totals, supply = stage.taken(), stage.totals(), stage.supply()
    stage.dispute(PEA)
    stage.resolve(PEA, MEA, revoke=True)
    attempts: list[Callable[[], object]] = [
        stage.retire_certificate,
        lambda: stage.dispute(PEA),
        lambda: stage.resolve(PEA, MEA, revoke=False),
        stage.issue,
    ]
    for attempt in attempts:
        with pytest.raises(Refused, match="WrongState"):
            attempt()
    assert (stage.taken(), stage.totals(), stage.supply()) == (taken, totals, supply)
    with pytest.raises(Refused, match="IntervalCertified"):
        stage.request(serial=2, wh=1, surplus_wh=0)


@pytest.mark.parametrize("agreeing", [[], [PEA], [PEA, PEA], [PEA, key("mallory")], [PEA, key("operator")]])
def test_too_few_resolve_nothing(stage: CertificateStage, agreeing: list[Keypair]) -> None:
    stage.dispute(PEA)
    with pytest.raises(Refused, match="ThresholdNotMet"):
        stage.resolve(*agreeing, revoke=True)
    with pytest.raises(Refused, match="ThresholdNotMet"):
        stage.resolve(*agreeing, revoke=True, silent=[MEA])
    assert stage.certificate()["status"] == DISPUTED


def test_producer_does_not_count_among_the_approvers(stage: CertificateStage) -> None:
    stage.set_approvers(ALICE, PEA, MEA)
    stage.dispute(PEA)
    with pytest.raises(Refused, match="ThresholdNotMet"):
        stage.resolve(ALICE, PEA, revoke=False)
    stage.resolve(MEA, PEA, revoke=False)


def test_without_approvers_the_authority_resolves() -> None:
    stage = CertificateStage(model="engineering")
    stage.set_approvers(threshold=0, model="engineering")
    stage.request(surplus_wh=0)
    stage.approve(stage.operator)
    stage.issue()
    stage.dispute(stage.operator)
    with pytest.raises(Refused, match="ThresholdNotMet"):
        stage.resolve(PEA, MEA, revoke=True)
    stage.resolve(stage.operator, revoke=True)
    assert stage.certificate()["status"] == REVOKED


def test_what_is_not_disputed_is_not_resolved(stage: CertificateStage) -> None:
    with pytest.raises(Refused, match="WrongState"):
        stage.resolve(PEA, MEA, revoke=True)


@pytest.mark.parametrize("name", ["config", "certificate"])
def test_account_of_another_program_is_neither_held_nor_resolved(stage: CertificateStage, name: str) -> None:
    address = {"config": stage.at.config(), "certificate": stage.address()}[name]
    stage.overwrite(address, owner=programs().trading.id)
    with pytest.raises(Refused, match=WRONG_OWNER):
        stage.dispute(PEA)
    with pytest.raises(Refused, match=WRONG_OWNER):
        stage.resolve(PEA, MEA, revoke=True)


def test_lapse_waits_for_the_end_of_a_dispute(stage: CertificateStage) -> None:
    stage.dispute(PEA)
    stage.set_time(stage.now + INTERVAL_S + LIFE_S)
    with pytest.raises(Refused, match="WrongState"):
        stage.lapse()
    stage.resolve(PEA, MEA, revoke=False)
    stage.lapse()
    assert stage.certificate()["status"] == EXPIRED
