"""governance: set_approvers, which as many of the present approvers sign as the threshold says."""

from collections.abc import Sequence

import pytest
from solders.instruction import AccountMeta
from tests.integration.programs.campus_stage import (
    NO_LABEL,
    NOBODY,
    REGULATORS,
    CampusStage,
    Refused,
    key,
    label,
    only,
    programs,
)

from gridtokenx.chain.program import Event

NEW = ("Sustainability", "Engineering", "Facilities")


def approver_set(names: Sequence[str] = NEW, **changes: object) -> dict[str, object]:
    spare = 7 - len(names)
    return {
        "model": REGULATORS,
        "approver_count": len(names),
        "threshold": 2,
        "approvers": (*(key(name).pubkey() for name in names), *[NOBODY] * spare),
        "approver_names": (*(label(name) for name in names), *[NO_LABEL] * spare),
        **changes,
    }


def set_approvers(
    stage: CampusStage,
    agreeing: Sequence[str],
    *,
    who: str = "operator",
    silent: Sequence[str] = (),
    args: dict[str, object] | None = None,
) -> list[Event]:
    votes = [AccountMeta(key(name).pubkey(), True, False) for name in agreeing]
    votes += [AccountMeta(key(name).pubkey(), False, False) for name in silent]
    instruction = programs().governance.instruction(
        "set_approvers",
        accounts={"authority": key(who).pubkey()},
        args={"args": args or approver_set()},
        remaining=votes,
    )
    return stage.send(instruction, signers=[key(name) for name in (who, *agreeing)])


def test_two_of_three_replace_the_set_and_its_version_grows(campus: CampusStage) -> None:
    event = only(set_approvers(campus, ["PEA", "EGAT"]), "ApproversChanged")
    assert event == {"approver_set_version": 1, "approver_count": 3, "threshold": 2, "model": REGULATORS}
    config = campus.config()
    wanted = approver_set()
    assert {name: config[name] for name in wanted} == wanted


def test_new_set_rules_from_then_on(campus: CampusStage) -> None:
    set_approvers(campus, ["PEA", "MEA"])
    with pytest.raises(Refused, match="ThresholdNotMet"):
        set_approvers(campus, ["PEA", "MEA"])
    set_approvers(campus, NEW[:2])
    assert campus.config()["approver_set_version"] == 2


@pytest.mark.parametrize("agreeing", [[], ["PEA"], ["PEA", "mallory"]])
def test_too_few_votes_are_refused(campus: CampusStage, agreeing: list[str]) -> None:
    with pytest.raises(Refused, match="ThresholdNotMet"):
        set_approvers(campus, agreeing)
    assert campus.config()["approver_set_version"] == 0


def test_one_approver_named_twice_counts_once(campus: CampusStage) -> None:
    with pytest.raises(Refused, match="ThresholdNotMet"):
        set_approvers(campus, ["PEA", "PEA"])


def test_approver_that_did_not_sign_does_not_count(campus: CampusStage) -> None:
    with pytest.raises(Refused, match="ThresholdNotMet"):
        set_approvers(campus, ["PEA"], silent=["MEA"])


def test_approvers_without_the_authority_are_refused(campus: CampusStage) -> None:
    with pytest.raises(Refused, match="Unauthorized"):
        set_approvers(campus, ["PEA", "MEA"], who="EGAT")


@pytest.mark.parametrize(
    "args",
    [
        approver_set(threshold=4),
        approver_set(threshold=0),
        approver_set(("PEA", "PEA", "MEA")),
        approver_set(approver_count=2),
    ],
)
def test_set_that_cannot_decide_is_refused(campus: CampusStage, args: dict[str, object]) -> None:
    with pytest.raises(Refused, match="BadApprovers"):
        set_approvers(campus, ["PEA", "MEA"], args=args)
