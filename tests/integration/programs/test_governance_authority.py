"""governance: propose_authority and accept_authority, the two steps of a hand-over."""

import pytest
from tests.integration.programs.campus_stage import NOBODY, CampusStage, Refused, key, only, programs

from gridtokenx.chain.program import Event


def propose(stage: CampusStage, who: str, successor: str) -> list[Event]:
    instruction = programs().governance.instruction(
        "propose_authority",
        accounts={"authority": key(who).pubkey()},
        args={"new_authority": key(successor).pubkey()},
    )
    return stage.send(instruction, signers=[key(who)])


def accept(stage: CampusStage, who: str) -> list[Event]:
    instruction = programs().governance.instruction(
        "accept_authority", accounts={"pending": key(who).pubkey()}
    )
    return stage.send(instruction, signers=[key(who)])


def test_successor_takes_over_in_two_steps(campus: CampusStage) -> None:
    operator, successor = campus.operator.pubkey(), key("successor").pubkey()
    event = only(propose(campus, "operator", "successor"), "AuthorityProposed")
    assert event == {"authority": operator, "pending_authority": successor}
    assert campus.config()["authority"] == operator
    assert only(accept(campus, "successor"), "AuthorityAccepted") == {"authority": successor}
    assert campus.config()["authority"] == successor
    assert campus.config()["pending_authority"] == NOBODY


def test_old_authority_has_nothing_to_say_afterwards(campus: CampusStage) -> None:
    propose(campus, "operator", "successor")
    accept(campus, "successor")
    with pytest.raises(Refused, match="Unauthorized"):
        propose(campus, "operator", "operator")


def test_acceptance_happens_once(campus: CampusStage) -> None:
    propose(campus, "operator", "successor")
    accept(campus, "successor")
    with pytest.raises(Refused, match="NoPendingAuthority"):
        accept(campus, "successor")


def test_nobody_accepts_what_was_not_proposed(campus: CampusStage) -> None:
    with pytest.raises(Refused, match="NoPendingAuthority"):
        accept(campus, "operator")


def test_another_than_the_proposed_one_is_refused(campus: CampusStage) -> None:
    propose(campus, "operator", "successor")
    with pytest.raises(Refused, match="NoPendingAuthority"):
        accept(campus, "mallory")


def test_only_the_authority_proposes(campus: CampusStage) -> None:
    with pytest.raises(Refused, match="Unauthorized"):
        propose(campus, "mallory", "mallory")
    assert campus.config()["pending_authority"] == NOBODY
