"""energy_token: approve_certificate and reject_certificate: who decides, and when it is decided."""

from typing import Any

import pytest
from solders.instruction import AccountMeta
from solders.keypair import Keypair
from tests.integration.programs.certificate_stage import (
    ALICE,
    EGAT,
    EXPORTED,
    GENERATED,
    ISSUED,
    MEA,
    PEA,
    REJECTED,
    REQUESTED,
    CertificateStage,
    text,
)
from tests.integration.programs.oracle_stage import INTERVAL_S, START, Refused, key, programs

LIFE_S = 30 * 86_400
NEW = key("approver 7")
WRONG_OWNER = r"IllegalOwner|InvalidAccountOwner|IncorrectProgramId"


@pytest.fixture
def stage() -> CertificateStage:
    """A request of Alice's waits for its approvers, two of three."""
    asked = CertificateStage()
    asked.request()
    return asked


def votes(stage: CertificateStage) -> tuple[int, int]:
    certificate = stage.certificate()
    return certificate["approvals"], certificate["rejections"]


# Approving.


def test_approver_votes_for_a_request(stage: CertificateStage) -> None:
    event = stage.only(stage.approve(MEA), "CertificateVoted")
    assert event == {
        "certificate": stage.address(),
        "approver": MEA.pubkey(),
        "approves": True,
        "approvals": 0b010,
        "rejections": 0,
        "approver_set_version": 0,
    }
    assert votes(stage) == (0b010, 0)
    assert stage.certificate()["status"] == REQUESTED


@pytest.mark.parametrize("approving", [[], [PEA], [PEA, PEA]], ids=["none", "one", "one twice"])
def test_less_than_two_of_three_issue_nothing(stage: CertificateStage, approving: list[Keypair]) -> None:
    for approver in approving:
        stage.approve(approver)
    with pytest.raises(Refused, match="NotApproved"):
        stage.issue()
    assert stage.certificate()["status"] == REQUESTED


@pytest.mark.parametrize("approving", [[PEA, MEA], [EGAT, PEA], [MEA, EGAT, PEA]])
def test_any_two_of_three_are_enough(stage: CertificateStage, approving: list[Keypair]) -> None:
    for approver in approving:
        stage.approve(approver)
    stage.issue()
    assert stage.certificate()["status"] == ISSUED


def test_two_approvers_sign_one_transaction(stage: CertificateStage) -> None:
    stage.send([stage.approve_instruction(PEA), stage.approve_instruction(EGAT)], PEA, EGAT)
    assert votes(stage) == (0b101, 0)


def test_later_vote_replaces_the_same_approvers_earlier_one(stage: CertificateStage) -> None:
    stage.approve(PEA)
    stage.reject(PEA)
    assert votes(stage) == (0, 0b001)
    stage.approve(PEA)
    stage.approve(MEA)
    stage.reject(MEA)
    assert votes(stage) == (0b001, 0b010)
    with pytest.raises(Refused, match="NotApproved"):
        stage.issue()
    stage.approve(MEA)
    stage.issue()


@pytest.mark.parametrize("who", ["alice", "operator", "oracle", "mallory"])
def test_somebody_else_has_no_vote(stage: CertificateStage, who: str) -> None:
    with pytest.raises(Refused, match="NotApprover"):
        stage.approve(key(who))
    with pytest.raises(Refused, match="NotApprover"):
        stage.reject(key(who))
    assert votes(stage) == (0, 0)


def test_approver_that_did_not_sign_is_refused(stage: CertificateStage) -> None:
    for instruction in (stage.approve_instruction(PEA), stage.reject_instruction(PEA)):
        with pytest.raises(Refused, match="MissingRequiredSignature"):
            stage.send(stage.unsigned(instruction, PEA.pubkey()))


def test_change_of_the_set_voids_the_votes(stage: CertificateStage) -> None:
    stage.approve(PEA)
    stage.approve(MEA)
    stage.set_approvers(PEA, MEA, NEW)
    with pytest.raises(Refused, match="NotApproved"):
        stage.issue()
    with pytest.raises(Refused, match="NotApprover"):
        stage.approve(EGAT)
    stage.approve(NEW)
    assert votes(stage) == (0b100, 0)
    assert stage.certificate()["approver_set_version"] == 1
    with pytest.raises(Refused, match="NotApproved"):
        stage.issue()
    stage.approve(PEA)
    stage.issue()


def test_rejections_of_an_earlier_set_do_not_reject(stage: CertificateStage) -> None:
    stage.reject(PEA)
    stage.set_approvers(PEA, MEA, NEW)
    stage.reject(NEW)
    assert stage.certificate()["status"] == REQUESTED
    assert votes(stage) == (0, 0b100)


def test_one_of_three_is_enough_where_the_threshold_says_so(stage: CertificateStage) -> None:
    stage.set_approvers(PEA, MEA, EGAT, threshold=1)
    stage.approve(EGAT)
    stage.issue()


def test_all_of_three_are_needed_where_the_threshold_says_so(stage: CertificateStage) -> None:
    stage.set_approvers(PEA, MEA, EGAT, threshold=3)
    stage.approve(PEA)
    stage.approve(MEA)
    with pytest.raises(Refused, match="NotApproved"):
        stage.issue()
    stage.reject(EGAT)
    assert stage.certificate()["status"] == REJECTED


# An interest of one's own.


def test_producer_does_not_vote_on_its_own_request(stage: CertificateStage) -> None:
    stage.set_approvers(ALICE, PEA, MEA)
    for vote in (stage.approve, stage.reject):
        with pytest.raises(Refused, match="OwnRequest"):
            vote(ALICE)
    stage.approve(PEA)
    with pytest.raises(Refused, match="NotApproved"):
        stage.issue()
    stage.approve(MEA)
    stage.issue()


def test_rejection_is_reached_sooner_where_an_approver_has_an_interest(stage: CertificateStage) -> None:
    stage.set_approvers(ALICE, PEA, MEA)
    stage.reject(PEA)
    assert stage.certificate()["status"] == REJECTED


def test_authority_that_asked_does_not_vote_as_an_approver() -> None:
    stage = CertificateStage()
    stage.request(requester=stage.operator)
    stage.set_approvers(stage.operator, PEA, MEA)
    with pytest.raises(Refused, match="OwnRequest"):
        stage.approve(stage.operator)


def test_without_approvers_the_authority_decides_alone() -> None:
    stage = CertificateStage(model="engineering")
    stage.set_approvers(threshold=0, model="engineering")
    stage.request(requester=stage.operator, surplus_wh=0)
    with pytest.raises(Refused, match="NotApprover"):
        stage.approve(PEA)
    with pytest.raises(Refused, match="NotApproved"):
        stage.issue()
    stage.approve(stage.operator)
    stage.issue()
    assert stage.certificate()["status"] == ISSUED


def test_without_approvers_the_authority_rejects_alone() -> None:
    stage = CertificateStage(model="engineering")
    stage.set_approvers(threshold=0, model="engineering")
    stage.request(surplus_wh=0)
    stage.reject(stage.operator)
    assert stage.certificate()["status"] == REJECTED


# Rejecting.


def test_rejection_says_why_and_gives_everything_back(stage: CertificateStage) -> None:
    stage.reject(PEA, reason=text("no permit"))
    assert stage.certificate()["status"] == REQUESTED
    assert stage.certificate()["reason"] == text("no permit")
    events = stage.logged(stage.reject(MEA, reason=text("ไม่มีใบอนุญาต")))
    assert [event.name for event in events] == ["CertificateVoted", "CertificateRejected"]
    assert events[1].data == {
        "certificate": stage.address(),
        "meter": stage.meter_of_alice.address,
        "reason": text("ไม่มีใบอนุญาต"),
    }
    certificate = stage.certificate()
    assert (certificate["status"], certificate["decided_at"]) == (REJECTED, stage.now)
    assert stage.taken() == set()
    totals = stage.totals()
    assert (totals["requested_wh"], totals["requested_surplus_wh"], totals["certified_wh"]) == (0, 0, 0)


def test_what_was_rejected_may_be_asked_for_again(stage: CertificateStage) -> None:
    stage.reject(PEA)
    stage.reject(MEA)
    stage.request(serial=2, wh=2 * GENERATED, surplus_wh=2 * EXPORTED)
    assert len(stage.taken()) == 2


def test_rejection_frees_no_quarter_hour_of_another_request(stage: CertificateStage) -> None:
    span: dict[str, Any] = {
        "start": START + 2 * INTERVAL_S,
        "end": START + 3 * INTERVAL_S,
        "wh": 1,
        "surplus_wh": 0,
    }
    stage.request(serial=2, **span)
    stage.reject(PEA)
    stage.reject(MEA)
    assert len(stage.taken()) == 1


@pytest.mark.parametrize("reason", [bytes(64), b"\xff".ljust(64, b"\0"), b"a\0b".ljust(64, b"\0")])
def test_rejection_without_a_reason_is_refused(stage: CertificateStage, reason: bytes) -> None:
    with pytest.raises(Refused, match="BadText"):
        stage.reject(PEA, reason=reason)


def test_deciding_rejection_needs_the_days(stage: CertificateStage) -> None:
    stage.reject(PEA, days=[])
    with pytest.raises(Refused, match="WrongDays"):
        stage.reject(MEA, days=[])
    other = stage.meter("ENG_002")
    with pytest.raises(Refused, match="WrongDays"):
        stage.reject(MEA, days=stage.days(START, START + 1, other))
    assert stage.certificate()["status"] == REQUESTED
    stage.reject(MEA)


def test_pause_does_not_stop_votes(stage: CertificateStage) -> None:
    stage.pause(1)
    stage.approve(EGAT)
    stage.reject(PEA)
    stage.reject(MEA)
    assert stage.certificate()["status"] == REJECTED


# What is decided, and what is too late.


def test_nobody_votes_on_what_is_decided(stage: CertificateStage) -> None:
    stage.reject(PEA)
    stage.reject(MEA)
    for vote in (stage.approve, stage.reject):
        with pytest.raises(Refused, match="WrongState"):
            vote(EGAT)


def test_nobody_votes_on_what_is_issued(stage: CertificateStage) -> None:
    stage.approve(PEA)
    stage.approve(MEA)
    stage.issue()
    for vote in (stage.approve, stage.reject):
        with pytest.raises(Refused, match="WrongState"):
            vote(EGAT)
    assert len(stage.taken()) == 2


def test_votes_end_with_the_requests_life(stage: CertificateStage) -> None:
    stage.set_time(stage.now + LIFE_S - 1)
    stage.approve(PEA)
    stage.set_time(stage.now + 1)
    for vote in (stage.approve, stage.reject):
        with pytest.raises(Refused, match="RequestExpired"):
            vote(MEA)


# Accounts in the place of others.


@pytest.mark.parametrize("name", ["config", "certificate", "certification"])
def test_account_of_another_program_is_refused(stage: CertificateStage, name: str) -> None:
    instruction = stage.reject_instruction(PEA)
    given = {
        "config": stage.at.config(),
        "certificate": stage.address(),
        "certification": stage.at.certification(stage.meter_of_alice.address),
    }
    stage.overwrite(given[name], owner=programs().trading.id)
    with pytest.raises(Refused, match=WRONG_OWNER):
        stage.send(instruction, PEA)


def test_meter_in_the_place_of_a_certificate_is_refused(stage: CertificateStage) -> None:
    with pytest.raises(Refused, match="AccountDataTooSmall"):
        stage.send(stage.approve_instruction(PEA, certificate=stage.meter_of_alice.address), PEA)


def test_totals_in_the_place_of_a_certificate_are_refused(stage: CertificateStage) -> None:
    totals = stage.at.certification(stage.meter_of_alice.address)
    with pytest.raises(Refused, match=r"InvalidAccountData|AccountDataTooSmall"):
        stage.send(stage.approve_instruction(PEA, certificate=totals), PEA)


def test_totals_of_another_meter_are_refused(stage: CertificateStage) -> None:
    other = stage.meter("ENG_002")
    start = START + 4 * INTERVAL_S
    stage.generate(other, start)
    stage.request(meter=other, start=start, end=start + INTERVAL_S, wh=1, surplus_wh=0)
    stage.reject(PEA)
    with pytest.raises(Refused, match="InvalidSeeds"):
        stage.reject(MEA, certification=stage.at.certification(other.address))
    with pytest.raises(Refused, match="2012"):
        stage.reject(MEA, meter=other.address, certification=stage.at.certification(other.address))


def test_certificate_that_is_not_writable_is_refused(stage: CertificateStage) -> None:
    instruction = stage.approve_instruction(PEA)
    metas = [AccountMeta(meta.pubkey, meta.is_signer, False) for meta in instruction.accounts]
    with pytest.raises(Refused, match=r"2000|NotWritable|Immutable"):
        stage.send(type(instruction)(instruction.program_id, instruction.data, metas), PEA)
