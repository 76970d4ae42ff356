from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solders.keypair import Keypair

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.campus.model import BuildingType, MeterSpec, MeterType
from gridtokenx.oracle.attestation import Attestation, Entry, Reason, Rejected, attest, reading_leaf
from gridtokenx.oracle.merkle import is_included
from gridtokenx.reading.admission import UnknownMeter
from gridtokenx.reading.record import IntervalReading
from gridtokenx.reading.signing import sign

INTERVAL = MarketInterval(1_730_447_100)
NAMES = [MeterId(name) for name in ("M_C", "M_A", "M_B")]
METERS = [
    MeterSpec(
        name,
        building="Hall",
        building_type=BuildingType.ACADEMIC,
        floor=1,
        meter_type=MeterType.PROSUMER,
        capacity_kw=50,
        load_profile="academic",
        base_kw=5,
        peak_weekday_kw=40,
        peak_weekend_kw=20,
        pv_kw=40,
    )
    for name in NAMES
]


def key_of(meter_id: MeterId) -> Keypair:
    return Keypair.from_seed(meter_id.encode().ljust(32, b"\0"))


def public_key_of(meter_id: MeterId) -> bytes:
    return bytes(key_of(meter_id).pubkey())


def signed(reading: IntervalReading) -> IntervalReading:
    return sign(reading, signer=lambda message: bytes(key_of(reading.meter_id).sign_message(message)))


def good(
    meter_id: MeterId, *, interval: MarketInterval = INTERVAL, generated_wh: int = 5_000
) -> IntervalReading:
    export_wh = generated_wh - 2_000
    return signed(IntervalReading(meter_id, interval, generated_wh, 2_000, 0, 0, 0, export_wh))


def run(readings: list[IntervalReading]) -> tuple[Attestation | None, tuple[Rejected, ...]]:
    return attest(readings, interval=INTERVAL, meters=METERS, public_key_of=public_key_of)


def test_readings_are_attested_in_the_campus_order() -> None:
    attestation, rejected = run([good(name) for name in sorted(NAMES)])
    assert attestation is not None
    assert [reading.meter_id for reading in attestation.readings] == NAMES
    assert attestation.entries == (Entry(5_000, 2_000, 0, 3_000),) * 3
    assert (attestation.count, attestation.interval, rejected) == (3, INTERVAL, ())


@given(st.permutations(NAMES))
def test_the_root_does_not_depend_on_arrival(names: list[MeterId]) -> None:
    first, _ = run([good(name) for name in NAMES])
    other, _ = run([good(name) for name in names])
    assert first is not None
    assert other is not None
    assert first.root == other.root


def test_each_reading_is_proved_under_the_root() -> None:
    attestation, _ = run([good(name) for name in NAMES])
    assert attestation is not None
    for reading in attestation.readings:
        index, proof = attestation.proof(reading.meter_id)
        leaf = reading_leaf(reading)
        assert is_included(leaf, index=index, count=3, proof=proof, root=attestation.root)
        forged = reading_leaf(replace(reading, export_wh=9_999))
        assert not is_included(forged, index=index, count=3, proof=proof, root=attestation.root)
    with pytest.raises(UnknownMeter):
        attestation.proof(MeterId("M_X"))


BAD: list[tuple[Reason, Callable[[], IntervalReading]]] = [
    (Reason.UNKNOWN_METER, lambda: good(MeterId("M_X"))),
    (Reason.OTHER_INTERVAL, lambda: good(NAMES[0], interval=INTERVAL.next())),
    (Reason.OTHER_INTERVAL, lambda: good(NAMES[0], interval=MarketInterval(INTERVAL.start_s, 300))),
    (Reason.SIGNATURE_INVALID, lambda: replace(good(NAMES[0]), signature=b"")),
    (Reason.SIGNATURE_INVALID, lambda: replace(good(NAMES[0]), consumed_wh=2_001)),
    (Reason.SIGNATURE_INVALID, lambda: replace(good(NAMES[0]), signature=good(NAMES[1]).signature)),
    (Reason.IMPLAUSIBLE, lambda: good(NAMES[0], generated_wh=13_200)),
    (Reason.IMPLAUSIBLE, lambda: signed(replace(good(NAMES[0]), export_wh=4_000))),
]


@pytest.mark.parametrize(("reason", "make"), BAD)
def test_a_reading_that_does_not_count_is_handed_back(
    reason: Reason, make: Callable[[], IntervalReading]
) -> None:
    bad = make()
    attestation, rejected = run([bad, good(NAMES[1])])
    assert attestation is not None
    assert [reading.meter_id for reading in attestation.readings] == [NAMES[1]]
    assert [(item.reading, item.reason) for item in rejected] == [(bad, reason)]
    assert rejected[0].detail


def test_a_meter_counts_once() -> None:
    attestation, rejected = run([good(NAMES[0]), good(NAMES[0], generated_wh=6_000)])
    assert attestation is not None
    assert attestation.entries == (Entry(5_000, 2_000, 0, 3_000),)
    assert [item.reason for item in rejected] == [Reason.REPEATED]


def test_a_forged_first_reading_does_not_keep_the_true_one_out() -> None:
    forged = replace(good(NAMES[0]), signature=bytes(64))
    attestation, rejected = run([forged, good(NAMES[0])])
    assert attestation is not None
    assert attestation.readings == (good(NAMES[0]),)
    assert [item.reason for item in rejected] == [Reason.SIGNATURE_INVALID]


def test_nothing_that_counts_is_no_attestation() -> None:
    assert run([]) == (None, ())
    attestation, rejected = run([replace(good(NAMES[0]), signature=b"")])
    assert attestation is None
    assert len(rejected) == 1
