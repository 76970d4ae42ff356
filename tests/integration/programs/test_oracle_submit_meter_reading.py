"""`submit_meter_reading`: one reading by its meter's own signature; no forgery will do."""

from dataclasses import replace

import pytest
from tests.integration.programs.oracle_entry import entry, precompile
from tests.integration.programs.oracle_stage import (
    INTERVAL_S,
    MAX_AGE_S,
    START,
    UNITS_PER_WH,
    Metered,
    Refused,
    Stage,
)

from gridtokenx.reading.record import IntervalReading

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


# What submit_batch checks too.


@pytest.mark.parametrize("signer", ["stranger", "operator"])
def test_the_meters_signature_is_not_enough(
    stage: Stage, meter: Metered, reading: IntervalReading, signer: str
) -> None:
    keypair = {"stranger": stage.stranger, "operator": stage.operator}[signer]
    steps = [
        precompile(meter.signing.pubkey(), reading),
        stage.single_instruction(meter, reading, oracle=keypair.pubkey()),
    ]
    with pytest.raises(Refused, match="UnauthorizedValidator"):
        stage.send(steps, keypair)


def test_the_oracle_has_to_sign(stage: Stage, meter: Metered, reading: IntervalReading) -> None:
    single = stage.unsigned(stage.single_instruction(meter, reading), stage.oracle.pubkey())
    with pytest.raises(Refused, match="MissingRequiredSignature"):
        stage.send([precompile(meter.signing.pubkey(), reading), single])


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
    stage.suspend(meter)
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
