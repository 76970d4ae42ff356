import struct
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solders.keypair import Keypair

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.reading.block import QualityFlags
from gridtokenx.reading.record import IntervalReading
from gridtokenx.reading.signature_text import signature_text
from gridtokenx.reading.signing import (
    CANONICAL_BYTES,
    MeterIdNotEncodable,
    ReadingOutOfRange,
    SignatureInvalid,
    SignatureUnreadable,
    canonical_bytes,
    encode_meter_id,
    sign,
    signature_from_text,
    verify,
)

U32 = st.integers(min_value=0, max_value=2**32 - 1)


def signed(reading: IntervalReading, key: Keypair) -> IntervalReading:
    return sign(reading, signer=lambda message: bytes(key.sign_message(message)))


def test_the_bytes_are_the_documented_layout(reading: IntervalReading) -> None:
    expected = b"gridtokenx:reading:1" + b"UTCC_ENG_001" + bytes(20)
    expected += struct.pack("<q", 1_730_447_100) + struct.pack("<I", 900)
    expected += b"".join(struct.pack("<I", wh) for wh in (6_200, 3_000, 1_500, 400, 0, 2_100))
    expected += struct.pack("<H", 0)
    assert canonical_bytes(reading) == expected
    assert len(expected) == CANONICAL_BYTES == 90


def test_the_bytes_of_the_golden_reading_never_change(reading: IntervalReading) -> None:
    assert canonical_bytes(reading).hex() == (
        "67726964746f6b656e783a72656164696e673a31"
        "555443435f454e475f3030310000000000000000000000000000000000000000"
        "fc86246700000000"
        "84030000"
        "38180000"
        "b80b0000"
        "dc050000"
        "90010000"
        "00000000"
        "34080000"
        "0000"
    )


def test_a_signature_is_verified(reading: IntervalReading, key: Keypair) -> None:
    verify(signed(reading, key), public_key=bytes(key.pubkey()))


@pytest.mark.parametrize(
    "change",
    [
        {"meter_id": MeterId("UTCC_ENG_002")},
        {"interval": MarketInterval(1_730_448_000)},
        {"interval": MarketInterval(1_730_447_100, 300)},
        {"generated_wh": 6_201},
        {"consumed_wh": 2_999},
        {"charged_wh": 0},
        {"discharged_wh": 401},
        {"import_wh": 1},
        {"export_wh": 2_101},
        {"quality": QualityFlags.ESTIMATED},
        {"signature": b""},
        {"signature": bytes(64)},
        {"signature": bytes(63)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_any_change_breaks_the_signature(
    reading: IntervalReading, key: Keypair, change: dict[str, object]
) -> None:
    changed = replace(signed(reading, key), **change)  # type: ignore[arg-type]  # each value has its field's type
    with pytest.raises(SignatureInvalid, match=changed.meter_id):
        verify(changed, public_key=bytes(key.pubkey()))


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_of_another_length_verifies_nothing(
    reading: IntervalReading, key: Keypair, length: int
) -> None:
    with pytest.raises(SignatureInvalid):
        verify(signed(reading, key), public_key=bytes(length))


def test_another_meters_key_verifies_nothing(reading: IntervalReading, key: Keypair) -> None:
    with pytest.raises(SignatureInvalid):
        verify(signed(reading, key), public_key=bytes(Keypair().pubkey()))


@given(U32, U32, U32)
def test_different_readings_have_different_bytes(first: int, second: int, third: int) -> None:
    one = IntervalReading(MeterId("A"), MarketInterval(0), first, second, third, 0, 0, 0)
    other = IntervalReading(MeterId("A"), MarketInterval(0), first, third, second, 0, 0, 0)
    assert (canonical_bytes(one) == canonical_bytes(other)) == (one == other)


@pytest.mark.parametrize("wh", [-1, 2**32])
def test_an_energy_that_does_not_fit_is_refused(reading: IntervalReading, wh: int) -> None:
    with pytest.raises(ReadingOutOfRange, match="UTCC_ENG_001"):
        canonical_bytes(replace(reading, export_wh=wh))


@pytest.mark.parametrize("text", ["", "A" * 33, "MÉTER", "A\0B", "A\n"])
def test_an_id_that_does_not_fit_is_refused(text: str) -> None:
    with pytest.raises(MeterIdNotEncodable, match="1 to 32"):
        encode_meter_id(MeterId(text))


@given(st.binary(min_size=64, max_size=64))
def test_both_texts_of_a_signature_are_read(raw: bytes) -> None:
    assert signature_from_text(signature_text(raw)) == raw
    assert signature_from_text("0x" + raw.hex()) == raw


@pytest.mark.parametrize(
    "text", ["", "0x", "0x" + "ab" * 63, "0x" + "zz" * 64, "EngAuth9f86d0", "0OIl" * 22, "é"]
)
def test_a_text_that_is_no_signature_is_refused(text: str) -> None:
    with pytest.raises(SignatureUnreadable, match="base 58"):
        signature_from_text(text)


def test_the_longest_id_fits() -> None:
    assert encode_meter_id(MeterId("A" * 32)) == b"A" * 32
