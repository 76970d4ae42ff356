"""energy_token: open_certified_day and request_certificate."""

from typing import Any

import pytest
from solders.instruction import AccountMeta
from solders.message import Message
from tests.integration.programs.certificate_stage import (
    ALICE,
    BOB,
    DAY_S,
    EVIDENCE,
    EXPORTED,
    GENERATED,
    MEA,
    MIDNIGHT,
    PEA,
    REQUESTED,
    SOLAR,
    STORAGE,
    CertificateStage,
)
from tests.integration.programs.oracle_stage import INTERVAL_S, PREFIX, START, Refused, key, programs

from gridtokenx.chain.transaction import MAX_BYTES

TODAY = START // DAY_S
FIRST = START % DAY_S // INTERVAL_S
"""The quarter hour of the day at which the meter began."""
LIFE_S = 30 * DAY_S
WRONG_OWNER = r"IllegalOwner|InvalidAccountOwner|IncorrectProgramId"
WRONG_TYPE = r"InvalidAccountData|AccountDataTooSmall"


@pytest.fixture
def stage() -> CertificateStage:
    return CertificateStage()


def quarters(first: int, count: int) -> dict[str, Any]:
    """A span by the number of its first quarter hour after START."""
    start = START + first * INTERVAL_S
    return {
        "start": start,
        "end": start + count * INTERVAL_S,
        "wh": count * GENERATED,
        "surplus_wh": count * EXPORTED,
    }


# Days.


def test_anybody_opens_a_day(stage: CertificateStage) -> None:
    stranger = key("stranger")
    instruction = stage.open_day_instruction(TODAY, payer=stranger.pubkey())
    event = stage.only(stage.send(instruction, stranger), "CertifiedDayOpened")
    address = stage.at.certified_day(stage.meter_of_alice.address, day=TODAY)
    assert event == {"certified_day": address, "meter": stage.meter_of_alice.address, "day": TODAY}
    assert stage.taken() == set()


def test_a_day_opens_once(stage: CertificateStage) -> None:
    stage.request()
    before = stage.taken()
    with pytest.raises(Refused, match=r"already in use|Custom"):
        stage.send(stage.open_day_instruction(TODAY))
    assert stage.taken() == before != set()


def test_a_day_before_the_epoch_is_refused(stage: CertificateStage) -> None:
    with pytest.raises(Refused, match="BadInterval"):
        stage.send(stage.open_day_instruction(-1))


def test_a_day_at_another_address_is_refused(stage: CertificateStage) -> None:
    elsewhere = stage.at.certified_day(stage.meter_of_alice.address, day=TODAY + 1)
    with pytest.raises(Refused, match="InvalidSeeds"):
        stage.send(stage.open_day_instruction(TODAY, certified_day=elsewhere))


# A request.


def test_producer_asks_for_a_certificate(stage: CertificateStage) -> None:
    event = stage.only(stage.request(), "CertificateRequested")
    asked = {
        "meter": stage.meter_of_alice.address,
        "producer": ALICE.pubkey(),
        "requester": ALICE.pubkey(),
        "serial": 1,
        "start": START,
        "end": START + 2 * INTERVAL_S,
        "wh": 2 * GENERATED,
        "surplus_wh": 2 * EXPORTED,
        "source": SOLAR,
        "evidence_root": EVIDENCE,
        "expires_at": stage.now + LIFE_S,
    }
    assert event == {"certificate": stage.address(), **asked}
    kept = stage.certificate()
    assert {name: kept[name] for name in asked} == asked
    assert (kept["owner"], kept["status"], kept["requested_at"]) == (ALICE.pubkey(), REQUESTED, stage.now)
    assert (kept["approvals"], kept["rejections"], kept["decided_at"], kept["parent_serial"]) == (0, 0, 0, 0)
    assert kept["permit_hash"] == bytes(32)
    totals = stage.totals()
    assert (totals["requested_wh"], totals["requested_surplus_wh"]) == (2 * GENERATED, 2 * EXPORTED)
    assert (totals["certified_wh"], totals["minted_wh"], totals["next_serial"]) == (0, 0, 2)
    assert stage.taken() == {FIRST, FIRST + 1}


def test_authority_asks_for_a_producer(stage: CertificateStage) -> None:
    stage.request(requester=stage.operator)
    kept = stage.certificate()
    assert kept["requester"] == stage.operator.pubkey()
    assert kept["producer"] == kept["owner"] == ALICE.pubkey()


def test_serials_count_up(stage: CertificateStage) -> None:
    stage.request(**quarters(0, 1))
    for wrong in (0, 1, 3):
        with pytest.raises(Refused, match=r"WrongSerial|already in use|Custom"):
            stage.request(serial=wrong, **quarters(1, 1))
    stage.request(serial=2, **quarters(1, 1))
    assert stage.totals()["next_serial"] == 3


@pytest.mark.parametrize(("first", "count"), [(0, 2), (0, 1), (1, 1), (1, 2), (-1, 2), (-1, 4)], ids=str)
def test_a_quarter_hour_is_requested_once(stage: CertificateStage, first: int, count: int) -> None:
    stage.request(**quarters(0, 2))
    before = stage.taken()
    with pytest.raises(Refused, match="IntervalCertified"):
        stage.request(serial=2, **{**quarters(first, count), "wh": 1, "surplus_wh": 0})
    assert stage.taken() == before
    stage.request(serial=2, **quarters(2, 2))
    assert stage.taken() == {FIRST, FIRST + 1, FIRST + 2, FIRST + 3}


def test_a_span_over_midnight_takes_quarter_hours_of_both_days(stage: CertificateStage) -> None:
    stage.generate(stage.meter_of_alice, MIDNIGHT - INTERVAL_S)
    stage.generate(stage.meter_of_alice, MIDNIGHT)
    span: dict[str, Any] = {"start": MIDNIGHT - INTERVAL_S, "end": MIDNIGHT + INTERVAL_S}
    stage.request(**span)
    assert stage.taken(TODAY) == {95}
    assert stage.taken(TODAY + 1) == {0}
    with pytest.raises(Refused, match="IntervalCertified"):
        stage.request(serial=2, start=MIDNIGHT, end=MIDNIGHT + INTERVAL_S, wh=1, surplus_wh=0)


def test_a_whole_day_ends_before_midnight(stage: CertificateStage) -> None:
    stage.generate(stage.meter_of_alice, MIDNIGHT + DAY_S - INTERVAL_S)
    stage.request(start=MIDNIGHT, end=MIDNIGHT + DAY_S)
    assert stage.taken(TODAY + 1) == set(range(96))


def span_of_days(stage: CertificateStage, count: int) -> dict[str, Any]:
    """A span of whole days, attested at its end, and its days in one transaction's reach."""
    end = MIDNIGHT + count * DAY_S
    stage.generate(stage.meter_of_alice, end - INTERVAL_S)
    return {"start": MIDNIGHT, "end": end, "wh": 1, "surplus_wh": 0}


@pytest.mark.parametrize(("requester", "days"), [("alice", 20), ("operator", 23)])
def test_as_many_days_as_a_transaction_carries(stage: CertificateStage, requester: str, days: int) -> None:
    who = key(requester)
    instruction = stage.request_instruction(requester=who, **span_of_days(stage, days))
    signers = {k.pubkey(): k for k in (stage.operator, who)}
    message = Message([instruction], stage.operator.pubkey())
    size = 1 + 64 * len(signers) + len(bytes(message))
    assert MAX_BYTES - 33 < size <= MAX_BYTES
    stage.send(instruction, who)
    assert all(stage.taken(day) == set(range(96)) for day in range(TODAY + 1, TODAY + 1 + days))


def test_more_than_31_days_are_refused(stage: CertificateStage) -> None:
    span = span_of_days(stage, 32)
    with pytest.raises(Refused, match="BadInterval"):
        stage.request(**span, days=[])
    with pytest.raises(Refused, match="WrongDays"):
        stage.request(**{**span, "start": MIDNIGHT + DAY_S}, days=[])


# Refusals.


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"start": START + 1}, "BadInterval"),
        ({"end": START + 2 * INTERVAL_S - 1}, "BadInterval"),
        ({"end": START, "days": []}, "BadInterval"),
        ({"start": -INTERVAL_S, "end": 0, "days": []}, "BadInterval"),
        ({"end": START + 5 * INTERVAL_S}, "NotAttested"),
        ({"wh": 0, "surplus_wh": 0}, "ZeroAmount"),
        ({"wh": 4 * GENERATED + 1, "end": START + 4 * INTERVAL_S}, "OverGeneration"),
        ({"surplus_wh": 4 * EXPORTED + 1, "end": START + 4 * INTERVAL_S}, "OverSurplus"),
        ({"wh": 2 * 2_626 + 1}, "OverCapacity"),
        ({"surplus_wh": 2 * 2_626 + 1}, "OverCapacity"),
        ({"wh": 2**64 - 1}, "OverCapacity"),
        ({"source": 0}, "BadSource"),
        ({"source": 2}, "BadSource"),
        ({"source": 3}, "BadSource"),
        ({"source": STORAGE}, "BadSource"),
    ],
    ids=str,
)
def test_values_out_of_range_are_refused(
    stage: CertificateStage, changes: dict[str, Any], reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        stage.request(**changes)
    assert stage.machine.account(stage.address()) is None
    assert stage.machine.account(stage.at.certification(stage.meter_of_alice.address)) is None


def test_the_most_that_is_left_is_taken(stage: CertificateStage) -> None:
    stage.request(**{**quarters(0, 3), "wh": 6_000, "surplus_wh": 5_500})
    last = {**quarters(3, 1), "wh": 1, "surplus_wh": 0, "serial": 2}
    with pytest.raises(Refused, match="OverGeneration"):
        stage.request(**{**last, "wh": 2_001})
    with pytest.raises(Refused, match="OverSurplus"):
        stage.request(**{**last, "surplus_wh": 501})
    stage.request(**{**last, "wh": 2_000, "surplus_wh": 500})
    totals = stage.totals()
    assert totals["requested_wh"] == 4 * GENERATED
    assert totals["requested_surplus_wh"] == 4 * EXPORTED


def test_under_engineering_the_oracle_minted_all_surplus_already() -> None:
    stage = CertificateStage(model="engineering")
    with pytest.raises(Refused, match="OverSurplus"):
        stage.request(surplus_wh=1)
    stage.request(surplus_wh=0)
    assert stage.certificate()["wh"] == 2 * GENERATED


def test_under_engineering_a_meter_needs_an_accepted_prefix() -> None:
    stage = CertificateStage(model="engineering")
    stage.set_parameters(prefix_count=1, prefixes=[b"LAB_".ljust(16, b"\0"), *[bytes(16)] * 3])
    with pytest.raises(Refused, match="InvalidEngineeringMeter"):
        stage.request(surplus_wh=0)
    stage.set_parameters(prefix_count=1, prefixes=[PREFIX.encode().ljust(16, b"\0"), *[bytes(16)] * 3])
    stage.request(surplus_wh=0)


def test_storage_gives_surplus_and_generates_nothing(stage: CertificateStage) -> None:
    battery = stage.meter("ENG_002", sources=STORAGE)
    start = START + 4 * INTERVAL_S
    stage.generate(battery, start, generated=0)
    span: dict[str, Any] = {
        "start": start,
        "end": start + INTERVAL_S,
        "source": STORAGE,
        "surplus_wh": EXPORTED,
    }
    with pytest.raises(Refused, match="BadSource"):
        stage.request(meter=battery, wh=1, **span)
    stage.request(meter=battery, wh=0, **span)
    assert stage.certificate(1, battery)["surplus_wh"] == EXPORTED


@pytest.mark.parametrize("who", ["bob", "mallory", "approver 0", "oracle"])
def test_somebody_else_is_refused(stage: CertificateStage, who: str) -> None:
    with pytest.raises(Refused, match="Unauthorized"):
        stage.request(requester=key(who))


def test_producer_that_did_not_sign_is_refused(stage: CertificateStage) -> None:
    with pytest.raises(Refused, match="MissingRequiredSignature"):
        stage.send(stage.unsigned(stage.request_instruction(), ALICE.pubkey()))


def test_suspended_meter_is_refused_and_a_retired_one_not(stage: CertificateStage) -> None:
    stage.suspend(stage.meter_of_alice)
    with pytest.raises(Refused, match="MeterSuspended"):
        stage.request()
    stage.retire(stage.meter_of_alice)
    stage.request()


def test_pause_stops_requests(stage: CertificateStage) -> None:
    stage.pause(1)
    with pytest.raises(Refused, match="Paused"):
        stage.request()
    stage.unpause(1)
    stage.request()


def test_days_of_another_meter_are_refused(stage: CertificateStage) -> None:
    other = stage.meter("ENG_002", owner="bob")
    with pytest.raises(Refused, match="WrongDays"):
        stage.request(days=stage.days(START, START + 1, other))


@pytest.mark.parametrize("change", ["missing", "twice", "other day", "reversed"])
def test_days_are_those_of_the_span_in_order(stage: CertificateStage, change: str) -> None:
    stage.generate(stage.meter_of_alice, MIDNIGHT)
    span: dict[str, Any] = {"start": MIDNIGHT - INTERVAL_S, "end": MIDNIGHT + INTERVAL_S}
    right = stage.days(**span)
    wrong = {
        "missing": right[:1],
        "twice": [right[0], right[0]],
        "other day": [right[0], *stage.days(MIDNIGHT + DAY_S, MIDNIGHT + DAY_S + 1)],
        "reversed": right[::-1],
    }
    with pytest.raises(Refused, match="WrongDays"):
        stage.request(**span, days=wrong[change])
    stage.request(**span, days=right)


def test_day_that_is_not_writable_is_refused(stage: CertificateStage) -> None:
    (day,) = stage.days(START, START + 1)
    with pytest.raises(Refused, match=r"2000|NotWritable|Immutable|ReadonlyDataModified"):
        stage.request(days=[AccountMeta(day.pubkey, False, False)])


def test_day_of_another_program_is_refused(stage: CertificateStage) -> None:
    (day,) = stage.days(START, START + 1)
    forged = stage.copy(day.pubkey, owner=programs().oracle.id)
    with pytest.raises(Refused, match=WRONG_OWNER):
        stage.request(days=[AccountMeta(forged, False, True)])


def test_day_that_is_no_day_is_refused(stage: CertificateStage) -> None:
    stage.request(**quarters(0, 1))
    other = stage.address(1)
    with pytest.raises(Refused, match=WRONG_TYPE):
        stage.request(serial=2, **quarters(1, 1), days=[AccountMeta(other, False, True)])


@pytest.mark.parametrize("name", ["meter", "feed", "config"])
def test_account_of_another_program_is_refused(stage: CertificateStage, name: str) -> None:
    given = {
        "meter": stage.meter_of_alice.address,
        "feed": stage.meter_of_alice.feed,
        "config": stage.at.config(),
    }
    instruction = stage.request_instruction()
    stage.overwrite(given[name], owner=programs().trading.id)
    with pytest.raises(Refused, match=WRONG_OWNER):
        stage.send(instruction, ALICE)


def test_feed_of_another_meter_is_refused(stage: CertificateStage) -> None:
    other = stage.meter("ENG_002")
    with pytest.raises(Refused, match="InvalidSeeds"):
        stage.request(feed=other.feed)


@pytest.mark.parametrize("name", ["certificate", "certification"])
def test_account_at_another_address_is_refused(stage: CertificateStage, name: str) -> None:
    other = stage.meter("ENG_002").address
    elsewhere: dict[str, Any] = {
        "certificate": stage.at.certificate(other, serial=1),
        "certification": stage.at.certification(other),
    }
    with pytest.raises(Refused, match="InvalidSeeds"):
        stage.request(**{name: elsewhere[name]})


def test_new_owner_of_a_meter_asks_for_what_it_has_not_certified(stage: CertificateStage) -> None:
    stage.meter("ENG_002", owner="bob")
    stage.request(**quarters(0, 1))
    stage.assign(stage.meter_of_alice, "bob")
    with pytest.raises(Refused, match="Unauthorized"):
        stage.request(serial=2, **quarters(1, 1))
    stage.request(serial=2, requester=BOB, **quarters(1, 1))
    assert stage.certificate(1)["producer"] == ALICE.pubkey()
    assert stage.certificate(2)["producer"] == BOB.pubkey()
    assert len({PEA.pubkey(), MEA.pubkey(), ALICE.pubkey(), BOB.pubkey()}) == 4
