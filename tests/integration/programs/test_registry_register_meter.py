"""registry: register_meter."""

import pytest
from solders.instruction import AccountMeta
from tests.integration.programs.campus_stage import (
    ENGINEERING,
    NOBODY,
    NOW,
    REGULATORS,
    CampusStage,
    Refused,
    key,
    meter_args,
    only,
    programs,
    swap,
)

ALICE = key("alice").pubkey()
METER = "UTCC_ENG_001"


@pytest.fixture
def joined(campus: CampusStage) -> CampusStage:
    campus.register_user(ALICE)
    return campus


def test_meter_is_kept_as_given(joined: CampusStage) -> None:
    event = only(joined.register_meter(METER, ALICE, zone=3), "MeterRegistered")
    given = {**meter_args(METER), "zone": 3}
    assert event == {
        "meter": joined.at.meter(METER),
        "owner": ALICE,
        **{name: given[name] for name in ("meter_id", "signing_key", "capacity_w", "zone")},
    }
    meter = joined.read(programs().registry, "Meter", joined.at.meter(METER))
    assert {name: meter[name] for name in given} == given
    assert (meter["owner"], meter["status"], meter["created_at"]) == (ALICE, 0, NOW)


def test_meter_registers_once(joined: CampusStage) -> None:
    joined.register_meter(METER, ALICE)
    with pytest.raises(Refused):
        joined.register_meter(METER, ALICE, capacity_w=1)
    assert joined.read(programs().registry, "Meter", joined.at.meter(METER))["capacity_w"] == 150_000


@pytest.mark.parametrize("meter_id", ["UTCC_DORM_001", "ENG_015", "UTCC_", "ENG_" + "9" * 28])
def test_accepted_prefixes_pass(joined: CampusStage, meter_id: str) -> None:
    joined.register_meter(meter_id, ALICE)
    assert joined.exists(joined.at.meter(meter_id))


@pytest.mark.parametrize("meter_id", ["AMI_METER_001", "UTCC", "utcc_ENG_001", "ENG001"])
def test_engineering_refuses_other_prefixes(joined: CampusStage, meter_id: str) -> None:
    with pytest.raises(Refused, match="InvalidEngineeringMeter"):
        joined.register_meter(meter_id, ALICE)
    assert not joined.exists(joined.at.meter(meter_id))


@pytest.mark.parametrize(("model", "prefix_count"), [(REGULATORS, 2), (ENGINEERING, 0)])
def test_regulators_and_an_empty_list_take_any_prefix(
    bare: CampusStage, model: int, prefix_count: int
) -> None:
    changes = {} if prefix_count else {"prefixes": [bytes(16)] * 4}
    bare.initialize_governance(model=model, prefix_count=prefix_count, **changes)
    bare.register_user(ALICE)
    bare.register_meter("AMI_METER_001", ALICE)
    assert bare.exists(bare.at.meter("AMI_METER_001"))


@pytest.mark.parametrize(
    "meter_id",
    [bytes(32), b"UTCC_\0x".ljust(32, b"\0"), b"UTCC_ 1".ljust(32, b"\0"), b"UTCC_\xff".ljust(32, b"\0")],
)
def test_id_that_is_no_text_is_refused(joined: CampusStage, meter_id: bytes) -> None:
    with pytest.raises(Refused, match="BadMeterId"):
        joined.register_meter(METER, ALICE, meter_id=meter_id)


@pytest.mark.parametrize(
    "changes", [{"signing_key": NOBODY}, {"sources": 8}, {"sources": 1, "capacity_w": 0}]
)
def test_values_out_of_range_are_refused(joined: CampusStage, changes: dict[str, object]) -> None:
    with pytest.raises(Refused, match="BadParameter"):
        joined.register_meter(METER, ALICE, **changes)


def test_consumer_without_capacity_is_taken(joined: CampusStage) -> None:
    joined.register_meter(METER, ALICE, sources=0, capacity_w=0)
    assert joined.read(programs().registry, "Meter", joined.at.meter(METER))["sources"] == 0


def test_owner_who_is_not_registered_is_refused(joined: CampusStage) -> None:
    with pytest.raises(Refused):
        joined.register_meter(METER, key("bob").pubkey())


def test_user_of_another_program_is_refused(joined: CampusStage) -> None:
    mallory = key("mallory").pubkey()
    user = joined.read(programs().registry, "User", joined.at.user(ALICE))
    forged = programs().registry.encode_account("User", {**user, "wallet": mallory})
    joined.overwrite(joined.at.user(mallory), forged, programs().governance.id)
    with pytest.raises(Refused, match=r"IllegalOwner|InvalidAccountOwner"):
        joined.register_meter(METER, mallory)


def test_meter_in_the_place_of_a_user_is_refused(joined: CampusStage) -> None:
    joined.register_meter(METER, ALICE)
    instruction = programs().registry.instruction(
        "register_meter",
        accounts={
            "authority": joined.operator.pubkey(),
            "payer": joined.payer.pubkey(),
            "owner_user": joined.at.meter(METER),
        },
        args=meter_args("ENG_001"),
    )
    with pytest.raises(Refused, match="InvalidAccountData"):
        joined.send(instruction, signers=[joined.operator])


def test_address_of_another_id_is_refused(joined: CampusStage) -> None:
    given = {
        "authority": joined.operator.pubkey(),
        "payer": joined.payer.pubkey(),
        "owner_user": joined.at.user(ALICE),
    }
    instruction = programs().registry.instruction("register_meter", accounts=given, args=meter_args(METER))
    elsewhere = AccountMeta(joined.at.meter("ENG_001"), False, True)
    with pytest.raises(Refused):
        joined.send(swap(instruction, joined.at.meter(METER), elsewhere), signers=[joined.operator])


def test_somebody_else_is_refused(joined: CampusStage) -> None:
    mallory = key("mallory")
    given = {
        "authority": mallory.pubkey(),
        "payer": joined.payer.pubkey(),
        "owner_user": joined.at.user(ALICE),
    }
    instruction = programs().registry.instruction("register_meter", accounts=given, args=meter_args(METER))
    with pytest.raises(Refused, match="Unauthorized"):
        joined.send(instruction, signers=[mallory])
