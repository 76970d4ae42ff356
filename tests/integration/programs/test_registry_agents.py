"""registry: authorise_agent and revoke_agent: keys that trade for an owner, within limits, until a time."""

from collections.abc import Mapping
from typing import Any

import pytest
from solders.instruction import AccountMeta, Instruction
from solders.pubkey import Pubkey
from tests.integration.programs.campus_stage import (
    NOBODY,
    NOW,
    PAUSE_ATTEST,
    PAUSE_ORDERS,
    PAUSE_REGISTRATION,
    CampusStage,
    Refused,
    key,
    only,
    programs,
    swap,
)

ALICE, BOT = key("alice"), key("bot")
ACTIVE, REVOKED = 0, 1
MANDATE: dict[str, object] = {
    "max_order_wh": 5_000,
    "max_bid": 280,
    "min_ask": 150,
    "sides": 0b011,
    "expires_at": NOW + 86_400,
}


@pytest.fixture
def joined(campus: CampusStage) -> CampusStage:
    campus.register_user(ALICE.pubkey())
    return campus


def authorise_instruction(
    stage: CampusStage, accounts: Mapping[str, Pubkey] | None = None, /, **changes: object
) -> Instruction:
    given = {"owner": ALICE.pubkey(), "payer": stage.payer.pubkey(), "agent": BOT.pubkey()}
    return programs().registry.instruction(
        "authorise_agent", accounts={**given, **(accounts or {})}, args={**MANDATE, **changes}
    )


def authorise(
    stage: CampusStage, accounts: Mapping[str, Pubkey] | None = None, /, **changes: object
) -> Mapping[str, Any]:
    instruction = authorise_instruction(stage, accounts, **changes)
    return only(stage.send(instruction, signers=[ALICE]), "AgentAuthorised")


def revoke_instruction(stage: CampusStage, owner: str = "alice", record: Pubkey | None = None) -> Instruction:
    address = record or stage.at.agent(ALICE.pubkey(), agent=BOT.pubkey())
    accounts = {"owner": key(owner).pubkey(), "agent_record": address}
    return programs().registry.instruction("revoke_agent", accounts=accounts)


def record(stage: CampusStage) -> Mapping[str, Any]:
    return stage.read(programs().registry, "Agent", stage.at.agent(ALICE.pubkey(), agent=BOT.pubkey()))


def pause(stage: CampusStage, mask: int) -> None:
    accounts = {"authority": stage.operator.pubkey()}
    instruction = programs().governance.instruction("pause", accounts=accounts, args={"mask": mask})
    stage.send(instruction, signers=[stage.operator])


def test_owner_authorises_an_agent(joined: CampusStage) -> None:
    event = authorise(joined)
    parties = {"owner": ALICE.pubkey(), "agent": BOT.pubkey()}
    address = joined.at.agent(ALICE.pubkey(), agent=BOT.pubkey())
    assert event == {"agent_record": address, **parties, **MANDATE}
    kept = record(joined)
    assert {name: kept[name] for name in MANDATE} == MANDATE
    assert {name: kept[name] for name in parties} == parties
    assert (kept["status"], kept["created_at"]) == (ACTIVE, NOW)


def test_owner_may_pay_for_the_record_itself(joined: CampusStage) -> None:
    joined.svm.airdrop(ALICE.pubkey(), 10**10)
    authorise(joined, {"payer": ALICE.pubkey()})
    assert record(joined)["owner"] == ALICE.pubkey()


def test_owner_sets_other_limits_and_takes_a_revocation_back(joined: CampusStage) -> None:
    authorise(joined)
    joined.send(revoke_instruction(joined), signers=[ALICE])
    joined.set_time(NOW + 60)
    changes = {"max_order_wh": 1, "max_bid": 2, "min_ask": 3, "sides": 4, "expires_at": NOW + 61}
    authorise(joined, **changes)
    kept = record(joined)
    assert {name: kept[name] for name in changes} == changes
    assert (kept["status"], kept["created_at"]) == (ACTIVE, NOW)


def test_owner_revokes_an_agent_whatever_is_paused(joined: CampusStage) -> None:
    authorise(joined)
    pause(joined, PAUSE_ATTEST | PAUSE_ORDERS | PAUSE_REGISTRATION)
    event = only(joined.send(revoke_instruction(joined), signers=[ALICE]), "AgentRevoked")
    address = joined.at.agent(ALICE.pubkey(), agent=BOT.pubkey())
    assert event == {"agent_record": address, "owner": ALICE.pubkey(), "agent": BOT.pubkey()}
    assert record(joined)["status"] == REVOKED


def test_nobody_is_authorised_while_registration_is_paused(joined: CampusStage) -> None:
    pause(joined, PAUSE_REGISTRATION)
    with pytest.raises(Refused, match="Paused"):
        authorise(joined)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"sides": 0}, "BadAgent"),
        ({"sides": 8}, "BadAgent"),
        ({"max_order_wh": 0}, "BadAgent"),
        ({"expires_at": NOW}, "AgentExpired"),
        ({"expires_at": -1}, "AgentExpired"),
    ],
)
def test_mandate_without_sense_is_refused(
    joined: CampusStage, changes: dict[str, object], reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        authorise(joined, **changes)
    assert not joined.exists(joined.at.agent(ALICE.pubkey(), agent=BOT.pubkey()))


@pytest.mark.parametrize("agent", [NOBODY, ALICE.pubkey()])
def test_nobody_and_the_owner_itself_are_no_agents(joined: CampusStage, agent: Pubkey) -> None:
    with pytest.raises(Refused, match="BadAgent"):
        authorise(joined, {"agent": agent})


def test_owner_that_is_not_registered_is_refused(campus: CampusStage) -> None:
    with pytest.raises(Refused):
        authorise(campus)


def test_users_record_of_somebody_else_is_refused(joined: CampusStage) -> None:
    joined.register_user(key("bob").pubkey())
    instruction = authorise_instruction(joined, {"user": joined.at.user(key("bob").pubkey())})
    with pytest.raises(Refused, match="InvalidSeeds"):
        joined.send(instruction, signers=[ALICE])


def test_users_record_of_another_program_is_refused(campus: CampusStage) -> None:
    address = campus.at.user(ALICE.pubkey())
    forged = programs().registry.encode_account(
        "User",
        {
            "wallet": ALICE.pubkey(),
            "created_at": 1,
            "role": 0,
            "status": 0,
            "bump": Pubkey.find_program_address([b"user", bytes(ALICE.pubkey())], programs().registry.id)[1],
            "reserved": bytes(5),
        },
    )
    campus.overwrite(address, forged, programs().oracle.id)
    with pytest.raises(Refused, match=r"IllegalOwner|InvalidAccountOwner"):
        authorise(campus)


def test_record_at_another_address_is_refused(joined: CampusStage) -> None:
    elsewhere = joined.at.agent(ALICE.pubkey(), agent=key("other bot").pubkey())
    with pytest.raises(Refused, match="InvalidSeeds"):
        authorise(joined, {"agent_record": elsewhere})


def test_owner_that_did_not_sign_is_refused(joined: CampusStage) -> None:
    instruction = authorise_instruction(joined)
    with pytest.raises(Refused, match="MissingRequiredSignature"):
        joined.send(swap(instruction, ALICE.pubkey(), AccountMeta(ALICE.pubkey(), False, False)))


@pytest.mark.parametrize("who", ["mallory", "bot", "operator"])
def test_somebody_else_revokes_nothing(joined: CampusStage, who: str) -> None:
    authorise(joined)
    with pytest.raises(Refused, match="Unauthorized"):
        joined.send(revoke_instruction(joined, who), signers=[key(who)])
    assert record(joined)["status"] == ACTIVE


def test_record_of_another_program_is_not_revoked(joined: CampusStage) -> None:
    authorise(joined)
    elsewhere = key("forged").pubkey()
    forged = programs().registry.encode_account("Agent", record(joined))
    joined.overwrite(elsewhere, forged, programs().oracle.id)
    with pytest.raises(Refused, match=r"IllegalOwner|InvalidAccountOwner"):
        joined.send(revoke_instruction(joined, record=elsewhere), signers=[ALICE])


def test_user_in_the_place_of_an_agent_is_refused(joined: CampusStage) -> None:
    instruction = revoke_instruction(joined, record=joined.at.user(ALICE.pubkey()))
    with pytest.raises(Refused, match=r"InvalidAccountData|AccountDataTooSmall"):
        joined.send(instruction, signers=[ALICE])
