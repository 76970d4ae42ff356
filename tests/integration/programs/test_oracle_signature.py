"""`submit_meter_reading`: what is no signature of the meter; the precompile accepts each forgery."""

from dataclasses import replace

import pytest
from solders.instruction import Instruction
from solders.keypair import Keypair
from tests.integration.programs.oracle_entry import HERE, entry, precompile, precompile_data
from tests.integration.programs.oracle_stage import INTERVAL_S, START, Metered, Refused, Stage, programs

from gridtokenx.pipeline.submit import ED25519_PROGRAM
from gridtokenx.reading.record import IntervalReading
from gridtokenx.reading.signing import CANONICAL_BYTES, canonical_bytes

SURPLUS = entry(generated=1_000, consumed=300, imported=50, exported=750)


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def meter(stage: Stage) -> Metered:
    return stage.meter()


@pytest.fixture
def reading(stage: Stage, meter: Metered) -> IntervalReading:
    return stage.reading(meter, SURPLUS, charged=20, discharged=10)


def send_with(stage: Stage, meter: Metered, reading: IntervalReading, *before: Instruction) -> None:
    stage.send([*before, stage.single_instruction(meter, reading)], stage.oracle)


def check(data: bytes) -> Instruction:
    return Instruction(ED25519_PROGRAM, data, [])


def signed_by(keypair: Keypair, message: bytes) -> bytes:
    return precompile_data(bytes(keypair.pubkey()), bytes(keypair.sign_message(message)), message)


def refused(stage: Stage, why: str, meter: Metered, reading: IntervalReading, *before: Instruction) -> None:
    with pytest.raises(Refused, match=f"^{why}$"):
        send_with(stage, meter, reading, *before)
    assert stage.supply() == 0
    assert stage.feed(meter)["sequence"] == 0


def test_without_a_precompile_instruction(stage: Stage, meter: Metered, reading: IntervalReading) -> None:
    refused(stage, "SignatureMissing", meter, reading)


def test_with_another_program_before_it(stage: Stage, meter: Metered, reading: IntervalReading) -> None:
    other = stage.meter("ENG_002", with_feed=False)
    refused(
        stage,
        "SignatureMissing",
        meter,
        reading,
        precompile(meter.signing.pubkey(), reading),
        stage.open_feed_instruction(other.address),
    )


def test_with_the_precompile_after_it(stage: Stage, meter: Metered, reading: IntervalReading) -> None:
    with pytest.raises(Refused, match="SignatureMissing"):
        stage.send(
            [stage.single_instruction(meter, reading), precompile(meter.signing.pubkey(), reading)],
            stage.oracle,
        )


def test_one_signature_does_not_serve_two_instructions(
    stage: Stage, meter: Metered, reading: IntervalReading
) -> None:
    single = stage.single_instruction(meter, reading)
    with pytest.raises(Refused, match="SignatureMissing"):
        stage.send([precompile(meter.signing.pubkey(), reading), single, single], stage.oracle)
    assert stage.supply() == 0


def test_a_wrong_signature_is_refused_by_the_precompile(
    stage: Stage, meter: Metered, reading: IntervalReading
) -> None:
    forged = replace(reading, signature=bytes(Keypair().sign_message(canonical_bytes(reading))))
    with pytest.raises(Refused, match="InstructionError"):
        stage.submit_single(meter, forged)
    assert stage.supply() == 0


def test_by_another_key(stage: Stage, meter: Metered, reading: IntervalReading) -> None:
    for signer in (stage.oracle, stage.meter("ENG_002").signing, Keypair()):
        refused(stage, "SignedByOtherKey", meter, reading, check(signed_by(signer, canonical_bytes(reading))))


@pytest.mark.parametrize(
    "field",
    ["generated_wh", "consumed_wh", "charged_wh", "discharged_wh", "import_wh", "export_wh", "quality"],
)
def test_over_another_reading(stage: Stage, meter: Metered, reading: IntervalReading, field: str) -> None:
    told = replace(reading, **{field: getattr(reading, field) + 1})
    refused(stage, "SignedOtherReading", meter, told, precompile(meter.signing.pubkey(), reading))


def test_over_another_interval(stage: Stage, meter: Metered, reading: IntervalReading) -> None:
    stage.set_time(START + 2 * INTERVAL_S)
    told = replace(reading, interval=reading.interval.next())
    refused(stage, "SignedOtherReading", meter, told, precompile(meter.signing.pubkey(), reading))


def test_over_another_length(stage: Stage, meter: Metered) -> None:
    longer = stage.reading(meter, SURPLUS, length_s=2 * INTERVAL_S)
    refused(stage, "SignedOtherReading", meter, longer, precompile(meter.signing.pubkey(), longer))


def test_of_another_meter_with_the_same_key(stage: Stage, meter: Metered, reading: IntervalReading) -> None:
    message = canonical_bytes(replace(reading, meter_id=type(reading.meter_id)("ENG_002")))
    refused(stage, "SignedOtherReading", meter, reading, check(signed_by(meter.signing, message)))


@pytest.mark.parametrize("changed", [b"", b"x"])
def test_over_a_message_of_another_length(
    stage: Stage, meter: Metered, reading: IntervalReading, changed: bytes
) -> None:
    message = canonical_bytes(reading)
    other = message + changed if changed else message[:-1]
    refused(stage, "SignatureMalformed", meter, reading, check(signed_by(meter.signing, other)))


@pytest.mark.parametrize("part", [0, 1, 2])
def test_with_an_offset_into_another_instruction(
    stage: Stage, meter: Metered, reading: IntervalReading, part: int
) -> None:
    """The precompile checks a stranger's part there, while the bytes here look right."""
    message, mallory = canonical_bytes(reading), Keypair()
    elsewhere = check(signed_by(mallory, message))
    indices = tuple(0 if i == part else HERE for i in range(3))
    data = bytearray(precompile_data(bytes(meter.signing.pubkey()), reading.signature, message))
    real = precompile_data(b"", b"", message, indices=(indices[0], indices[1], indices[2]))[:16]
    data[:16] = real
    if part < 2:  # signature and key must fit together for the precompile to accept
        data[16:112] = signed_by(mallory, message)[16:112]
    refused(stage, "SignatureMalformed", meter, reading, elsewhere, check(bytes(data)))


def test_everything_in_another_instruction(stage: Stage, meter: Metered, reading: IntervalReading) -> None:
    """Here stand the meter's key and the reading; what was checked is a stranger's signature at index 0."""
    message = canonical_bytes(reading)
    elsewhere = check(signed_by(Keypair(), message))
    data = precompile_data(bytes(meter.signing.pubkey()), bytes(64), message, indices=(0, 0, 0))
    refused(stage, "SignatureMalformed", meter, reading, elsewhere, check(data))


def test_with_its_own_index_in_place_of_here(stage: Stage, meter: Metered, reading: IntervalReading) -> None:
    message = canonical_bytes(reading)
    data = precompile_data(bytes(meter.signing.pubkey()), reading.signature, message, indices=(0, 0, 0))
    refused(stage, "SignatureMalformed", meter, reading, check(data))


def test_with_other_offsets_in_the_same_instruction(
    stage: Stage, meter: Metered, reading: IntervalReading
) -> None:
    """A stranger's key, signature and message stand behind the ones that look right."""
    message, mallory = canonical_bytes(reading), Keypair()
    body = signed_by(mallory, message)[16:]
    looks = precompile_data(bytes(meter.signing.pubkey()), bytes(64), message)[16:]
    shift = len(looks)
    offsets = (48 + shift, HERE, 16 + shift, HERE, 112 + shift, CANONICAL_BYTES, HERE)
    header = b"\1\0" + b"".join(value.to_bytes(2, "little") for value in offsets)
    refused(stage, "SignatureMalformed", meter, reading, check(header + looks + body))


def test_with_two_signatures(stage: Stage, meter: Metered, reading: IntervalReading) -> None:
    message = canonical_bytes(reading)
    group = precompile_data(bytes(meter.signing.pubkey()), reading.signature, message)
    offsets = (48 + 14, HERE, 16 + 14, HERE, 112 + 14, CANONICAL_BYTES, HERE)
    packed = b"".join(value.to_bytes(2, "little") for value in offsets)
    refused(stage, "SignatureMalformed", meter, reading, check(b"\2\0" + packed * 2 + group[16:]))


def test_with_no_signature(stage: Stage, meter: Metered, reading: IntervalReading) -> None:
    data = precompile_data(
        bytes(meter.signing.pubkey()), reading.signature, canonical_bytes(reading), count=0
    )
    with pytest.raises(Refused):
        send_with(stage, meter, reading, check(data))
    refused(stage, "SignatureMalformed", meter, reading, check(b"\0\0"))


def test_a_rotated_key_counts_no_more(stage: Stage, meter: Metered, reading: IntervalReading) -> None:
    accounts = {"authority": stage.operator.pubkey(), "meter": meter.address}
    new = Keypair()
    stage.send(
        programs().registry.instruction(
            "rotate_meter_key", accounts=accounts, args={"signing_key": new.pubkey()}
        )
    )
    refused(stage, "SignedByOtherKey", meter, reading, precompile(meter.signing.pubkey(), reading))
    renewed = replace(meter, signing=new)
    stage.submit_single(renewed, stage.reading(renewed, SURPLUS))


def test_the_sysvar_has_no_substitute(stage: Stage, meter: Metered, reading: IntervalReading) -> None:
    with pytest.raises(Refused, match="2012"):
        stage.submit_single(meter, reading, instructions=stage.copy(meter.address))
