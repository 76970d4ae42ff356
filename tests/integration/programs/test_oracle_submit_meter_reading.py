"""`submit_meter_reading`: one reading by its meter's own signature; no forgery will do."""

from dataclasses import replace

import pytest
from solders.instruction import Instruction
from solders.keypair import Keypair
from tests.integration.programs.oracle_stage import (
    HERE,
    INTERVAL_S,
    MAX_AGE_S,
    START,
    UNITS_PER_WH,
    Metered,
    Refused,
    Stage,
    entry,
    precompile,
    precompile_data,
    programs,
)

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


def test_a_signed_reading_is_attested_and_minted(
    stage: Stage, meter: Metered, reading: IntervalReading
) -> None:
    (event,) = stage.events(stage.submit_single(meter, reading))
    assert event.name == "ReadingAttested"
    assert event.data == {
        "meter": meter.address,
        "interval_start": START,
        **SURPLUS,
        "minted_wh": 700,
        "previous_end": 0,
    }
    assert stage.balance(meter.energy) == stage.supply() == 700 * UNITS_PER_WH
    assert stage.minted_wh() == 700
    feed = stage.feed(meter)
    assert (feed["last_end"], feed["sequence"], feed["minted_wh"]) == (START + INTERVAL_S, 1, 700)


# Its place in the batch.


def test_before_the_batch_opens_it_is_one_of_its_leaves(
    stage: Stage, meter: Metered, reading: IntervalReading
) -> None:
    stage.submit_single(meter, reading)
    early = stage.batch()
    assert (early["attested"], early["count"], early["sealed"], early["length_s"]) == (1, 0, 0, INTERVAL_S)
    other = stage.meter("ENG_002")
    stage.open_batch(2)
    assert stage.batch()["sealed"] == 0
    stage.submit((other, SURPLUS))
    batch = stage.batch()
    assert (batch["attested"], batch["sealed"], batch["sequence"], batch["minted_wh"]) == (2, 1, 0, 1_400)


def test_a_batch_of_such_readings_alone_is_sealed_when_it_opens(
    stage: Stage, meter: Metered, reading: IntervalReading
) -> None:
    stage.submit_single(meter, reading)
    events = stage.events(stage.open_batch(1))
    assert [event.name for event in events] == ["BatchOpened", "BatchSealed"]


def test_a_root_over_fewer_readings_than_came_is_refused(stage: Stage) -> None:
    for meter_id in ("ENG_001", "ENG_002"):
        meter = stage.meter(meter_id)
        stage.submit_single(meter, stage.reading(meter, SURPLUS))
    with pytest.raises(Refused, match="BatchFull"):
        stage.open_batch(1)


@pytest.mark.parametrize("sealed_first", [True, False])
def test_after_the_batch_opened_it_is_late(
    stage: Stage, meter: Metered, reading: IntervalReading, sealed_first: bool
) -> None:
    other = stage.meter("ENG_002")
    stage.open_batch(1)
    if sealed_first:
        stage.submit((other, SURPLUS))
    stage.submit_single(meter, reading)
    if not sealed_first:
        stage.submit((other, SURPLUS))
    batch = stage.batch()
    assert (batch["attested"], batch["count"], batch["sealed"], batch["sequence"]) == (1, 1, 1, 1)
    assert batch["export_wh"] == 1_500


def test_a_reading_counts_once_whichever_way_it_comes(
    stage: Stage, meter: Metered, reading: IntervalReading
) -> None:
    stage.submit_single(meter, reading)
    with pytest.raises(Refused, match="StaleReading"):
        stage.submit_single(meter, reading)
    stage.open_batch(2)
    with pytest.raises(Refused, match="StaleReading"):
        stage.submit((meter, SURPLUS))
    assert stage.minted_wh() == 700


# The signature. Each forgery is a transaction that the precompile itself accepts.


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
        precompile(meter, reading),
        stage.open_feed_instruction(other.address),
    )


def test_with_the_precompile_after_it(stage: Stage, meter: Metered, reading: IntervalReading) -> None:
    with pytest.raises(Refused, match="SignatureMissing"):
        stage.send(
            [stage.single_instruction(meter, reading), precompile(meter, reading)],
            stage.oracle,
        )


def test_one_signature_does_not_serve_two_instructions(
    stage: Stage, meter: Metered, reading: IntervalReading
) -> None:
    single = stage.single_instruction(meter, reading)
    with pytest.raises(Refused, match="SignatureMissing"):
        stage.send([precompile(meter, reading), single, single], stage.oracle)
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
    refused(stage, "SignedOtherReading", meter, told, precompile(meter, reading))


def test_over_another_interval(stage: Stage, meter: Metered, reading: IntervalReading) -> None:
    stage.set_time(START + 2 * INTERVAL_S)
    told = replace(reading, interval=reading.interval.next())
    refused(stage, "SignedOtherReading", meter, told, precompile(meter, reading))


def test_over_another_length(stage: Stage, meter: Metered) -> None:
    longer = stage.reading(meter, SURPLUS, length_s=2 * INTERVAL_S)
    refused(stage, "SignedOtherReading", meter, longer, precompile(meter, longer))


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
    refused(stage, "SignedByOtherKey", meter, reading, precompile(meter, reading))
    renewed = replace(meter, signing=new)
    stage.submit_single(renewed, stage.reading(renewed, SURPLUS))


def test_the_sysvar_has_no_substitute(stage: Stage, meter: Metered, reading: IntervalReading) -> None:
    with pytest.raises(Refused, match="2012"):
        stage.submit_single(meter, reading, instructions=stage.copy(meter.address))


# What submit_batch checks too.


@pytest.mark.parametrize("signer", ["stranger", "operator"])
def test_the_meters_signature_is_not_enough(
    stage: Stage, meter: Metered, reading: IntervalReading, signer: str
) -> None:
    keypair = {"stranger": stage.stranger, "operator": stage.operator}[signer]
    steps = [
        precompile(meter, reading),
        stage.single_instruction(meter, reading, oracle=keypair.pubkey()),
    ]
    with pytest.raises(Refused, match="UnauthorizedValidator"):
        stage.send(steps, keypair)


def test_the_oracle_has_to_sign(stage: Stage, meter: Metered, reading: IntervalReading) -> None:
    single = stage.unsigned(stage.single_instruction(meter, reading), stage.oracle.pubkey())
    with pytest.raises(Refused, match="MissingRequiredSignature"):
        stage.send([precompile(meter, reading), single])


def test_nothing_is_attested_while_that_is_paused(
    stage: Stage, meter: Metered, reading: IntervalReading
) -> None:
    stage.pause(1)
    with pytest.raises(Refused, match="Paused"):
        stage.submit_single(meter, reading)


def test_a_reading_comes_in_its_time(stage: Stage, meter: Metered, reading: IntervalReading) -> None:
    end = START + INTERVAL_S
    for now, why in ((end - 1, "ReadingInFuture"), (end + MAX_AGE_S + 1, "ReadingTooOld")):
        stage.set_time(now)
        with pytest.raises(Refused, match=why):
            stage.submit_single(meter, reading)
        assert stage.machine.account(stage.at.batch(START)) is None
    stage.set_time(end + MAX_AGE_S)
    stage.submit_single(meter, reading)


def test_a_suspended_meter_is_refused(stage: Stage, meter: Metered, reading: IntervalReading) -> None:
    stage.update_status(meter, 1)
    with pytest.raises(Refused, match="MeterInactive"):
        stage.submit_single(meter, reading)


def test_under_engineering_a_meter_needs_an_accepted_prefix(
    stage: Stage, meter: Metered, reading: IntervalReading
) -> None:
    stage.set_parameters(prefix_count=1, prefixes=[b"LAB_".ljust(16, b"\0"), *[bytes(16)] * 3])
    with pytest.raises(Refused, match="InvalidEngineeringMeter"):
        stage.submit_single(meter, reading)


def test_under_regulators_nothing_is_minted() -> None:
    stage = Stage(model="regulators", prefixes=())
    meter = stage.meter("PEA_1")
    stage.submit_single(meter, stage.reading(meter, SURPLUS))
    assert (stage.supply(), stage.minted_wh(), stage.feed(meter)["export_wh"]) == (0, 0, 750)


@pytest.mark.parametrize("field", ["charged", "discharged"])
def test_storage_stays_below_what_the_meter_can_do(stage: Stage, meter: Metered, field: str) -> None:
    def submit(wh: int) -> None:
        stage.submit_single(meter, stage.reading(meter, SURPLUS, **{field: wh}))

    with pytest.raises(Refused, match="ReadingOutOfRange"):
        submit(2_627)
    submit(2_626)


def test_a_feed_of_another_meter_is_refused(stage: Stage, meter: Metered, reading: IntervalReading) -> None:
    other = stage.meter("ENG_002")
    with pytest.raises(Refused, match="InvalidSeeds"):
        stage.submit_single(meter, reading, feed=other.feed)


def test_energy_goes_to_the_meters_owner_only(stage: Stage, meter: Metered, reading: IntervalReading) -> None:
    other = stage.meter("ENG_002", owner="bob")
    with pytest.raises(Refused, match="WrongTokenAccount"):
        stage.submit_single(meter, reading, energy_account=other.energy)


def test_a_meter_of_another_program_is_refused(
    stage: Stage, meter: Metered, reading: IntervalReading
) -> None:
    forged = stage.copy(meter.address, owner=stage.oracle_program.id)
    with pytest.raises(Refused, match="IllegalOwner"):
        stage.submit_single(replace(meter, address=forged), reading, feed=meter.feed)


def test_the_batch_of_another_interval_is_refused(
    stage: Stage, meter: Metered, reading: IntervalReading
) -> None:
    stage.open_batch(1, start=START - INTERVAL_S)
    with pytest.raises(Refused, match="InvalidSeeds"):
        stage.submit_single(meter, reading, batch=stage.at.batch(START - INTERVAL_S))


@pytest.mark.parametrize(
    "name", ["attestor", "energy_token_program", "token_state", "mint_authority", "energy_mint", "config"]
)
def test_a_substitute_for_a_fixed_account_is_refused(
    stage: Stage, meter: Metered, reading: IntervalReading, name: str
) -> None:
    real = stage.single_instruction(meter, reading)
    specs = stage.oracle_program.idl.instructions["submit_meter_reading"].accounts
    address = next(meta.pubkey for meta, spec in zip(real.accounts, specs, strict=True) if spec.name == name)
    twin = stage.copy(address) if stage.machine.account(address) else stage.stranger.pubkey()
    with pytest.raises(Refused, match="2012"):
        stage.submit_single(meter, reading, **{name: twin})
