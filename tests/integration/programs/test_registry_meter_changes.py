"""registry: what changes an existing meter: assign, update status, retire, rotate key."""

from collections.abc import Mapping
from typing import Any

import pytest
from solders.instruction import AccountMeta
from solders.pubkey import Pubkey
from tests.integration.programs.campus_stage import (
    NOBODY,
    CampusStage,
    Refused,
    key,
    only,
    programs,
    swap,
)

from gridtokenx.chain.program import Event

ALICE, BOB = key("alice").pubkey(), key("bob").pubkey()
METER = "UTCC_ENG_001"
ACTIVE, SUSPENDED, RETIRED = 0, 1, 2
CHANGES: list[tuple[str, dict[str, object]]] = [
    ("assign_meter", {}),
    ("update_meter_status", {"status": SUSPENDED}),
    ("rotate_meter_key", {"signing_key": key("new key").pubkey()}),
]


@pytest.fixture
def metered(campus: CampusStage) -> CampusStage:
    campus.register_user(ALICE)
    campus.register_user(BOB)
    campus.register_meter(METER, ALICE)
    return campus


def change(
    stage: CampusStage,
    name: str,
    args: Mapping[str, object],
    *,
    who: str = "operator",
    accounts: Mapping[str, Pubkey] | None = None,
) -> list[Event]:
    given = {"authority": key(who).pubkey(), "meter": stage.at.meter(METER)}
    if name == "assign_meter":
        given["user"] = stage.at.user(BOB)
    instruction = programs().registry.instruction(name, accounts={**given, **(accounts or {})}, args=args)
    return stage.send(instruction, signers=[key(who)])


def retire(stage: CampusStage, who: str) -> list[Event]:
    accounts = {"signer": key(who).pubkey(), "meter": stage.at.meter(METER)}
    return stage.send(programs().registry.instruction("retire_meter", accounts=accounts), signers=[key(who)])


def meter(stage: CampusStage) -> Mapping[str, Any]:
    return stage.read(programs().registry, "Meter", stage.at.meter(METER))


def test_meter_goes_to_another_user(metered: CampusStage) -> None:
    event = only(change(metered, "assign_meter", {}), "MeterAssigned")
    assert event == {"meter": metered.at.meter(METER), "previous_owner": ALICE, "owner": BOB}
    assert meter(metered)["owner"] == BOB


def test_status_goes_to_and_fro(metered: CampusStage) -> None:
    previous = ACTIVE
    for status in (SUSPENDED, ACTIVE, SUSPENDED):
        event = only(change(metered, "update_meter_status", {"status": status}), "MeterStatusChanged")
        expected = {"meter": metered.at.meter(METER), "previous_status": previous, "status": status}
        assert event == expected
        previous = status
    assert meter(metered)["status"] == SUSPENDED


@pytest.mark.parametrize("who", ["operator", "alice"])
def test_meter_retires_by_the_authority_or_its_owner(metered: CampusStage, who: str) -> None:
    event = only(retire(metered, who), "MeterRetired")
    assert event == {"meter": metered.at.meter(METER), "owner": ALICE, "retired_by": key(who).pubkey()}
    assert meter(metered)["status"] == RETIRED
    with pytest.raises(Refused, match="MeterRetired"):
        retire(metered, who)


@pytest.mark.parametrize("who", ["mallory", "bob"])
def test_meter_is_not_retired_by_somebody_else(metered: CampusStage, who: str) -> None:
    with pytest.raises(Refused, match="Unauthorized"):
        retire(metered, who)
    assert meter(metered)["status"] == ACTIVE


def test_meter_is_not_retired_without_its_owners_signature(metered: CampusStage) -> None:
    instruction = programs().registry.instruction(
        "retire_meter", accounts={"signer": ALICE, "meter": metered.at.meter(METER)}
    )
    with pytest.raises(Refused, match="MissingRequiredSignature"):
        metered.send(swap(instruction, ALICE, AccountMeta(ALICE, False, False)))


def test_copy_of_a_meter_in_another_program_is_not_retired(metered: CampusStage) -> None:
    elsewhere = key("forged").pubkey()
    forged = programs().registry.encode_account("Meter", {**meter(metered), "owner": BOB})
    metered.overwrite(elsewhere, forged, programs().oracle.id)
    instruction = programs().registry.instruction(
        "retire_meter", accounts={"signer": BOB, "meter": elsewhere}
    )
    with pytest.raises(Refused, match=r"IllegalOwner|InvalidAccountOwner"):
        metered.send(instruction, signers=[key("bob")])


def test_meter_signs_with_another_key(metered: CampusStage) -> None:
    old, new = meter(metered)["signing_key"], key("new key").pubkey()
    event = only(change(metered, "rotate_meter_key", {"signing_key": new}), "MeterKeyRotated")
    assert event == {"meter": metered.at.meter(METER), "previous_key": old, "signing_key": new}
    assert meter(metered)["signing_key"] == new


@pytest.mark.parametrize(("name", "args"), [*CHANGES, ("update_meter_status", {"status": ACTIVE})])
def test_retired_is_final(metered: CampusStage, name: str, args: dict[str, object]) -> None:
    retire(metered, "operator")
    before = meter(metered)
    with pytest.raises(Refused, match="MeterRetired"):
        change(metered, name, args)
    assert meter(metered) == before


@pytest.mark.parametrize(("name", "args"), CHANGES)
def test_somebody_else_is_refused(metered: CampusStage, name: str, args: dict[str, object]) -> None:
    before = meter(metered)
    with pytest.raises(Refused, match="Unauthorized"):
        change(metered, name, args, who="mallory")
    assert meter(metered) == before


@pytest.mark.parametrize(("name", "args"), CHANGES)
def test_meter_of_another_program_is_refused(
    metered: CampusStage, name: str, args: dict[str, object]
) -> None:
    elsewhere = key("forged").pubkey()
    metered.overwrite(
        elsewhere, programs().registry.encode_account("Meter", meter(metered)), programs().oracle.id
    )
    with pytest.raises(Refused, match=r"IllegalOwner|InvalidAccountOwner"):
        change(metered, name, args, accounts={"meter": elsewhere})


@pytest.mark.parametrize(("name", "args"), CHANGES)
def test_user_in_the_place_of_a_meter_is_refused(
    metered: CampusStage, name: str, args: dict[str, object]
) -> None:
    with pytest.raises(Refused, match=r"InvalidAccountData|AccountDataTooSmall"):
        change(metered, name, args, accounts={"meter": metered.at.user(ALICE)})


@pytest.mark.parametrize("status", [RETIRED, 3])
def test_status_that_is_not_set_this_way_is_refused(metered: CampusStage, status: int) -> None:
    with pytest.raises(Refused, match="BadStatus"):
        change(metered, "update_meter_status", {"status": status})


def test_no_key_is_refused(metered: CampusStage) -> None:
    with pytest.raises(Refused, match="BadParameter"):
        change(metered, "rotate_meter_key", {"signing_key": NOBODY})


def test_owner_who_is_not_registered_is_refused(metered: CampusStage) -> None:
    stranger = metered.at.user(key("stranger").pubkey())
    with pytest.raises(Refused):
        change(metered, "assign_meter", {}, accounts={"user": stranger})
    assert meter(metered)["owner"] == ALICE
