"""governance: pause and unpause."""

import pytest
from tests.integration.programs.campus_stage import (
    PAUSE_ATTEST,
    PAUSE_ORDERS,
    PAUSE_REGISTRATION,
    CampusStage,
    Refused,
    key,
    only,
    programs,
)


def change(stage: CampusStage, name: str, mask: int, who: str = "operator") -> int:
    instruction = programs().governance.instruction(
        name, accounts={"authority": key(who).pubkey()}, args={"mask": mask}
    )
    return int(only(stage.send(instruction, signers=[key(who)]), "PauseChanged")["paused"])


def test_bits_come_and_go_one_by_one(campus: CampusStage) -> None:
    assert change(campus, "pause", PAUSE_ATTEST) == PAUSE_ATTEST
    assert change(campus, "pause", PAUSE_ORDERS | PAUSE_REGISTRATION) == 7
    assert change(campus, "unpause", PAUSE_ATTEST | PAUSE_ORDERS) == PAUSE_REGISTRATION
    assert campus.config()["paused"] == PAUSE_REGISTRATION


def test_pausing_twice_changes_nothing(campus: CampusStage) -> None:
    change(campus, "pause", PAUSE_ORDERS)
    assert change(campus, "pause", PAUSE_ORDERS) == PAUSE_ORDERS


@pytest.mark.parametrize("name", ["pause", "unpause"])
def test_somebody_else_is_refused(campus: CampusStage, name: str) -> None:
    with pytest.raises(Refused, match="Unauthorized"):
        change(campus, name, PAUSE_ORDERS, who="mallory")
    assert campus.config()["paused"] == 0


@pytest.mark.parametrize("name", ["pause", "unpause"])
@pytest.mark.parametrize("mask", [0, 8, 255])
def test_unknown_mask_is_refused(campus: CampusStage, name: str, mask: int) -> None:
    with pytest.raises(Refused, match="BadMask"):
        change(campus, name, mask)
