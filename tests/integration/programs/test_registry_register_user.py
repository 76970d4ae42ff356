"""registry: register_user."""

import pytest
from solders.instruction import AccountMeta
from solders.pubkey import Pubkey
from tests.integration.programs.campus_stage import (
    NOW,
    PAUSE_REGISTRATION,
    CampusStage,
    Refused,
    key,
    only,
    programs,
    swap,
)

ALICE = key("alice").pubkey()


def accounts(stage: CampusStage, who: str = "operator", wallet: Pubkey = ALICE) -> dict[str, Pubkey]:
    return {"authority": key(who).pubkey(), "payer": stage.payer.pubkey(), "wallet": wallet}


def pause(stage: CampusStage, mask: int) -> None:
    instruction = programs().governance.instruction(
        "pause", accounts={"authority": stage.operator.pubkey()}, args={"mask": mask}
    )
    stage.send(instruction, signers=[stage.operator])


def test_wallet_takes_part_in_its_role(campus: CampusStage) -> None:
    event = only(campus.register_user(ALICE, role=1), "UserRegistered")
    assert event == {"user": campus.at.user(ALICE), "wallet": ALICE, "role": 1}
    user = campus.read(programs().registry, "User", campus.at.user(ALICE))
    assert (user["wallet"], user["role"], user["status"], user["created_at"]) == (ALICE, 1, 0, NOW)


def test_wallet_registers_once(campus: CampusStage) -> None:
    campus.register_user(ALICE, role=1)
    with pytest.raises(Refused):
        campus.register_user(ALICE, role=2)
    assert campus.read(programs().registry, "User", campus.at.user(ALICE))["role"] == 1


def test_unknown_role_is_refused(campus: CampusStage) -> None:
    with pytest.raises(Refused, match="BadRole"):
        campus.register_user(ALICE, role=4)
    assert not campus.exists(campus.at.user(ALICE))


def test_somebody_else_is_refused(campus: CampusStage) -> None:
    instruction = programs().registry.instruction(
        "register_user", accounts=accounts(campus, "mallory"), args={"role": 2}
    )
    with pytest.raises(Refused, match="Unauthorized"):
        campus.send(instruction, signers=[key("mallory")])


def test_authority_that_did_not_sign_is_refused(campus: CampusStage) -> None:
    instruction = programs().registry.instruction(
        "register_user", accounts=accounts(campus), args={"role": 0}
    )
    operator = campus.operator.pubkey()
    with pytest.raises(Refused, match="MissingRequiredSignature"):
        campus.send(swap(instruction, operator, AccountMeta(operator, False, False)))


def test_another_wallets_address_is_refused(campus: CampusStage) -> None:
    instruction = programs().registry.instruction(
        "register_user", accounts=accounts(campus), args={"role": 0}
    )
    elsewhere = AccountMeta(campus.at.user(key("bob").pubkey()), False, True)
    with pytest.raises(Refused):
        campus.send(swap(instruction, campus.at.user(ALICE), elsewhere), signers=[campus.operator])


@pytest.mark.parametrize("owner", ["governance", "registry"])
def test_forged_configuration_is_refused(campus: CampusStage, owner: str) -> None:
    mallory = key("mallory")
    forged = programs().governance.encode_account(
        "Config", {**campus.config(), "authority": mallory.pubkey()}
    )
    elsewhere = key("forged").pubkey()
    campus.overwrite(elsewhere, forged, getattr(programs(), owner).id)
    given = {**accounts(campus, "mallory"), "config": elsewhere}
    instruction = programs().registry.instruction("register_user", accounts=given, args={"role": 2})
    with pytest.raises(Refused, match=r"2012|IllegalOwner|InvalidAccountOwner"):
        campus.send(instruction, signers=[mallory])


def test_pause_of_registration_stops_it_and_other_pauses_do_not(campus: CampusStage) -> None:
    pause(campus, 7 & ~PAUSE_REGISTRATION)
    campus.register_user(ALICE)
    pause(campus, PAUSE_REGISTRATION)
    with pytest.raises(Refused, match="Paused"):
        campus.register_user(key("bob").pubkey())
