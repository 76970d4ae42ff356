"""energy_token: split, transfer and retire_certificate: what an owner does with one."""

from typing import Any

import pytest
from solders.instruction import AccountMeta, Instruction
from tests.integration.programs.campus_stage import swap
from tests.integration.programs.certificate_stage import (
    ALICE,
    BOB,
    EXPORTED,
    GENERATED,
    ISSUED,
    PEA,
    REQUESTED,
    RETIRED,
    CertificateStage,
    text,
)
from tests.integration.programs.oracle_stage import INTERVAL_S, START, UNITS_PER_WH, Refused, key, programs

WHOLE = 2 * GENERATED
LIFE_S = 2 * 365 * 86_400
WRONG_OWNER = r"IllegalOwner|InvalidAccountOwner|IncorrectProgramId"
MOVES = ["split", "transfer", "retire"]


@pytest.fixture
def stage() -> CertificateStage:
    """A certificate of Alice's, and Bob, who may get it."""
    ready = CertificateStage()
    ready.meter("ENG_002", owner="bob")
    ready.issued()
    return ready


def move(stage: CertificateStage, name: str, who: str = "alice") -> Instruction:
    """One of the three things that an owner may do."""
    owner = key(who)
    if name == "split":
        return stage.split_instruction(1, owner=owner)
    if name == "transfer":
        return stage.transfer_instruction(BOB.pubkey(), owner=owner)
    return stage.retire_instruction(owner=owner)


# Splitting.


def test_part_and_rest_are_what_the_whole_was(stage: CertificateStage) -> None:
    before = stage.certificate()
    event = stage.only(stage.split(1_001), "CertificateSplit")
    assert event == {
        "certificate": stage.address(1),
        "part": stage.address(2),
        "owner": ALICE.pubkey(),
        "wh": WHOLE - 1_001,
        "part_wh": 1_001,
    }
    rest, part = stage.certificate(1), stage.certificate(2)
    assert part["emission_g"] == 1_001 * 475 // 1_000
    assert part["emission_g"] + rest["emission_g"] == before["emission_g"] == 1_900
    changed = {"wh": WHOLE - 1_001, "emission_g": rest["emission_g"]}
    assert rest == {**before, **changed}
    own = {name: part[name] for name in ("serial", "bump", "emission_g")}
    assert own["serial"] == 2
    assert part == {**before, **own, "wh": 1_001, "surplus_wh": 0, "parent_serial": 1}


def test_splitting_certifies_and_mints_nothing(stage: CertificateStage) -> None:
    totals, taken, supply = stage.totals(), stage.taken(), stage.supply()
    stage.split(1)
    stage.split(2, part=3)
    stage.split(1, serial=3, part=4)
    assert [stage.certificate(serial)["wh"] for serial in (1, 2, 3, 4)] == [WHOLE - 3, 1, 1, 1]
    assert [stage.certificate(serial)["parent_serial"] for serial in (1, 2, 3, 4)] == [0, 1, 1, 3]
    assert stage.totals() == {**totals, "next_serial": 5}
    assert (stage.taken(), stage.supply()) == (taken, supply) != (set(), 0)


def test_quarter_hours_of_a_split_certificate_stay_taken(stage: CertificateStage) -> None:
    stage.split(WHOLE // 2)
    for quarter in (0, 1):
        start = START + quarter * INTERVAL_S
        with pytest.raises(Refused, match="IntervalCertified"):
            stage.request(serial=3, start=start, end=start + INTERVAL_S, wh=1, surplus_wh=0)


@pytest.mark.parametrize("wh", [0, WHOLE, WHOLE + 1, 2**64 - 1])
def test_part_is_less_than_the_whole(stage: CertificateStage, wh: int) -> None:
    with pytest.raises(Refused, match="BadSplit"):
        stage.split(wh)
    assert stage.certificate()["wh"] == WHOLE


@pytest.mark.parametrize("part", [0, 1, 3, 2**32 - 1])
def test_part_takes_the_next_serial(stage: CertificateStage, part: int) -> None:
    with pytest.raises(Refused, match=r"WrongSerial|already in use|2040|Custom"):
        stage.split(1, part=part)
    assert stage.certificate()["wh"] == WHOLE
    assert stage.totals()["next_serial"] == 2


def test_part_at_another_address_is_refused(stage: CertificateStage) -> None:
    elsewhere = stage.at.certificate(stage.at.meter("ENG_002"), serial=2)
    forged = swap(stage.split_instruction(1), stage.address(2), AccountMeta(elsewhere, False, True))
    with pytest.raises(Refused, match="InvalidSeeds"):
        stage.send(forged, ALICE)


def test_totals_of_another_meter_are_refused(stage: CertificateStage) -> None:
    other = stage.meter("ENG_003")
    start = START + 4 * INTERVAL_S
    stage.generate(other, start)
    stage.request(meter=other, start=start, end=start + INTERVAL_S, wh=1, surplus_wh=0)
    with pytest.raises(Refused, match="2012"):
        stage.split(1, meter=other.address)


# Giving away.


def test_certificate_goes_to_another_user(stage: CertificateStage) -> None:
    event = stage.only(stage.transfer(BOB.pubkey()), "CertificateTransferred")
    parties = {"previous_owner": ALICE.pubkey(), "owner": BOB.pubkey()}
    assert event == {"certificate": stage.address(), **parties, "wh": WHOLE}
    kept = stage.certificate()
    assert (kept["owner"], kept["producer"], kept["status"]) == (BOB.pubkey(), ALICE.pubkey(), ISSUED)
    with pytest.raises(Refused, match="NotCertificateOwner"):
        stage.transfer(BOB.pubkey())
    stage.transfer(ALICE.pubkey(), owner=BOB)
    assert stage.certificate()["owner"] == ALICE.pubkey()


def test_tokens_do_not_go_with_it(stage: CertificateStage) -> None:
    stage.transfer(BOB.pubkey())
    assert stage.balance(stage.meter_of_alice.energy) == 2 * EXPORTED * UNITS_PER_WH


def test_somebody_who_is_not_registered_gets_nothing(stage: CertificateStage) -> None:
    with pytest.raises(Refused, match="UninitializedAccount"):
        stage.transfer(key("mallory").pubkey())


def test_owner_gives_nothing_to_itself(stage: CertificateStage) -> None:
    with pytest.raises(Refused, match="NewOwnerInactive"):
        stage.transfer(ALICE.pubkey())


def test_user_of_another_program_gets_nothing(stage: CertificateStage) -> None:
    stage.overwrite(stage.at.user(BOB.pubkey()), owner=programs().trading.id)
    with pytest.raises(Refused, match=WRONG_OWNER):
        stage.transfer(BOB.pubkey())


def test_meter_in_the_place_of_a_user_is_refused(stage: CertificateStage) -> None:
    with pytest.raises(Refused, match="InvalidAccountData"):
        stage.transfer(BOB.pubkey(), new_owner=stage.meter_of_alice.address)


# Claiming.


def test_certificate_is_retired_for_a_beneficiary(stage: CertificateStage) -> None:
    stage.split(1_000)
    claim: dict[str, Any] = {"beneficiary": text("มหาวิทยาลัย"), "purpose": text("Scope 2, 2026")}
    event = stage.only(stage.retire_certificate(serial=2, **claim), "CertificateRetired")
    part = stage.certificate(2)
    what = {"owner": ALICE.pubkey(), "wh": 1_000, "emission_g": 475}
    assert event == {"certificate": stage.address(2), **what, **claim}
    assert {name: part[name] for name in claim} == claim
    assert part["status"] == RETIRED
    assert stage.certificate(1)["status"] == ISSUED


@pytest.mark.parametrize("name", MOVES)
def test_retired_is_final(stage: CertificateStage, name: str) -> None:
    stage.retire_certificate()
    before = stage.certificate()
    with pytest.raises(Refused, match="WrongState"):
        stage.send(move(stage, name), ALICE)
    stage.set_time(stage.now + LIFE_S)
    with pytest.raises(Refused, match="WrongState"):
        stage.dispute(PEA)
    with pytest.raises(Refused, match="WrongState"):
        stage.lapse(days=[])
    assert stage.certificate() == before


@pytest.mark.parametrize("field", ["beneficiary", "purpose"])
@pytest.mark.parametrize("said", [bytes(64), b"\xc3\x28".ljust(64, b"\0"), b"\0a".ljust(64, b"\0")])
def test_claim_that_says_nothing_is_refused(stage: CertificateStage, field: str, said: bytes) -> None:
    with pytest.raises(Refused, match="BadText"):
        stage.retire_certificate(**dict[str, Any]({field: said}))


def test_text_may_fill_its_field(stage: CertificateStage) -> None:
    stage.retire_certificate(beneficiary=b"x" * 64)
    assert stage.certificate()["beneficiary"] == b"x" * 64


# All three.


@pytest.mark.parametrize("name", MOVES)
def test_pause_stops_no_owner(stage: CertificateStage, name: str) -> None:
    stage.pause(7)
    stage.send(move(stage, name), ALICE)


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("who", ["bob", "operator", "approver 0"])
def test_somebody_else_is_refused(stage: CertificateStage, name: str, who: str) -> None:
    before = stage.certificate()
    with pytest.raises(Refused, match="NotCertificateOwner"):
        stage.send(move(stage, name, who), key(who))
    assert stage.certificate() == before


@pytest.mark.parametrize("name", MOVES)
def test_owner_that_did_not_sign_is_refused(stage: CertificateStage, name: str) -> None:
    with pytest.raises(Refused, match="MissingRequiredSignature"):
        stage.send(stage.unsigned(move(stage, name), ALICE.pubkey()))


@pytest.mark.parametrize("name", MOVES)
def test_request_is_no_certificate_yet(stage: CertificateStage, name: str) -> None:
    start = START + 2 * INTERVAL_S
    stage.request(serial=2, start=start, end=start + INTERVAL_S, wh=2, surplus_wh=0)
    requests = {
        "split": stage.split_instruction(1, serial=2, part=3),
        "transfer": stage.transfer_instruction(BOB.pubkey(), serial=2),
        "retire": stage.retire_instruction(serial=2),
    }
    with pytest.raises(Refused, match="WrongState"):
        stage.send(requests[name], ALICE)
    assert stage.certificate(2)["status"] == REQUESTED


@pytest.mark.parametrize("name", MOVES)
def test_expired_certificate_is_of_no_use(stage: CertificateStage, name: str) -> None:
    stage.set_time(stage.certificate()["expires_at"] - 1)
    stage.send(move(stage, name), ALICE)
    stage = CertificateStage()
    stage.meter("ENG_002", owner="bob")
    stage.issued()
    stage.set_time(stage.certificate()["expires_at"])
    with pytest.raises(Refused, match="CertificateExpired"):
        stage.send(move(stage, name), ALICE)


@pytest.mark.parametrize("name", MOVES)
def test_certificate_of_another_program_is_refused(stage: CertificateStage, name: str) -> None:
    instruction = move(stage, name)
    stage.overwrite(stage.address(), owner=programs().trading.id)
    with pytest.raises(Refused, match=WRONG_OWNER):
        stage.send(instruction, ALICE)
