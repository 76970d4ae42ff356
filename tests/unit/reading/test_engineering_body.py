import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solders.keypair import Keypair

from gridtokenx.base.interval import MarketInterval
from gridtokenx.campus.model import Campus, MeterSpec
from gridtokenx.reading.engineering_body import EngineeringBodyInvalid, parse_engineering
from gridtokenx.reading.record import IntervalReading
from gridtokenx.reading.shape import engineering_shape
from gridtokenx.reading.signature_text import signature_text
from gridtokenx.reading.signing import sign, verify

EXAMPLE = {
    "meter_id": "ENG_001",
    "timestamp": 1_730_448_000,
    "energy_generated": 6.2,
    "energy_consumed": 4.1,
    "net_energy": 2.1,
    "location": "Engineering Complex",
    "building_type": "engineering_building",
    "validator": "engineering_department",
}


def text_of(**changes: object) -> bytes:
    return json.dumps(EXAMPLE | changes).encode()


@pytest.mark.parametrize("body", [EXAMPLE, text_of()], ids=["object", "bytes"])
def test_the_printed_body_is_read(body: bytes | dict[str, object]) -> None:
    assert parse_engineering(body) == IntervalReading(
        EXAMPLE["meter_id"],  # type: ignore[arg-type]  # a meter id
        MarketInterval(1_730_447_100),
        generated_wh=6_200,
        consumed_wh=4_100,
        charged_wh=0,
        discharged_wh=0,
        import_wh=0,
        export_wh=2_100,
    )


def test_a_deficit_is_imported() -> None:
    reading = parse_engineering(text_of(energy_generated=1.0, energy_consumed=3.5, net_energy=-2.5))
    assert (reading.import_wh, reading.export_wh) == (2_500, 0)


@given(st.integers(min_value=0, max_value=2**32 - 1), st.integers(min_value=0, max_value=2**32 - 1))
def test_every_wh_survives_json(generated_wh: int, consumed_wh: int) -> None:
    generated, consumed = generated_wh / 1_000, consumed_wh / 1_000
    body = text_of(energy_generated=generated, energy_consumed=consumed, net_energy=generated - consumed)
    reading = parse_engineering(body)
    assert (reading.generated_wh, reading.consumed_wh) == (generated_wh, consumed_wh)
    assert reading.net_wh == generated_wh - consumed_wh


def test_a_meter_without_storage_comes_back_from_its_own_shape(
    reading: IntervalReading, spec: MeterSpec, campus: Campus
) -> None:
    posted = parse_engineering(text_of(meter_id=reading.meter_id))
    shape = engineering_shape(posted, spec=spec, campus=campus)
    assert parse_engineering(json.dumps(shape).encode()) == posted


@pytest.mark.parametrize("field", ["signature", "digital_signature"])
@pytest.mark.parametrize("is_hex", [True, False])
def test_a_signature_in_either_field_and_text_verifies(key: Keypair, field: str, is_hex: bool) -> None:
    signed = sign(parse_engineering(text_of()), signer=lambda message: bytes(key.sign_message(message)))
    text = "0x" + signed.signature.hex() if is_hex else signature_text(signed.signature)
    posted = parse_engineering(text_of(**{field: text}))
    verify(posted, public_key=bytes(key.pubkey()))


def test_two_signatures_must_agree() -> None:
    one, other = "0x" + "11" * 64, "0x" + "22" * 64
    assert parse_engineering(text_of(signature=one, digital_signature=one)).signature == b"\x11" * 64
    with pytest.raises(EngineeringBodyInvalid, match="one of the two"):
        parse_engineering(text_of(signature=one, digital_signature=other))


def test_another_length_ends_at_the_same_timestamp() -> None:
    assert parse_engineering(text_of(), length_s=300).interval == MarketInterval(1_730_447_700, 300)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("meter_id", ""),
        ("meter_id", "A" * 33),
        ("meter_id", "ENG\u0000"),
        ("meter_id", 7),
        ("timestamp", "now"),
        ("timestamp", 1_730_448_001),
        ("timestamp", 0),
        ("timestamp", -900),
        ("timestamp", 2**63),
        ("timestamp", 1.5),
        ("energy_generated", 6.2001),
        ("energy_generated", -1),
        ("energy_generated", "NaN"),
        ("energy_generated", "sNaN"),
        ("energy_generated", 1e30),
        ("energy_generated", "6.2" + "0" * 40 + "1"),
        ("energy_consumed", None),
        ("energy_consumed", 4_294_967.296),
        ("net_energy", 2.2),
        ("net_energy", -2.1),
        ("net_energy", "sNaN"),
        ("net_energy", "1e999999"),
        ("signature", "EngAuth9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        ("digital_signature", "0x00"),
        ("solar_array_capacity", "fifty"),
    ],
)
def test_a_wrong_field_is_named(field: str, value: object) -> None:
    with pytest.raises(EngineeringBodyInvalid) as caught:
        parse_engineering(text_of(**{field: value}))
    assert caught.value.field == field


@pytest.mark.parametrize(
    "field", ["meter_id", "timestamp", "energy_generated", "energy_consumed", "net_energy"]
)
def test_a_missing_field_is_named(field: str) -> None:
    body = {name: value for name, value in EXAMPLE.items() if name != field}
    with pytest.raises(EngineeringBodyInvalid) as caught:
        parse_engineering(body)
    assert caught.value.field == field


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"null", b"{]"])
def test_what_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(EngineeringBodyInvalid, match="body"):
        parse_engineering(body)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with pytest.raises(EngineeringBodyInvalid):
        parse_engineering(body)


def test_a_text_that_is_no_utf8_or_never_ends_is_refused() -> None:
    with pytest.raises(EngineeringBodyInvalid):
        parse_engineering(b'{"meter_id":"\x80"')
    with pytest.raises(EngineeringBodyInvalid):
        parse_engineering(b'{"a":' * 100_000)


def test_floating_noise_in_net_is_forgiven_but_not_a_wh() -> None:
    noisy = 6.2 - 4.1
    assert Decimal(str(noisy)) != Decimal("2.1")
    assert parse_engineering(text_of(net_energy=noisy)).net_wh == 2_100
    with pytest.raises(EngineeringBodyInvalid, match="net_energy"):
        parse_engineering(text_of(net_energy=2.101))
