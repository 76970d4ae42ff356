"""`open_batch`: the commitment to an interval's readings, once, in time, by the oracle."""

import pytest
from tests.integration.programs.oracle_stage import (
    EMPTY_ROOT,
    INTERVAL_S,
    MAX_AGE_S,
    START,
    Refused,
    Stage,
    entry,
    programs,
)

PAUSE_ATTEST = 1


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_a_batch_commits_to_root_and_count(stage: Stage) -> None:
    (event,) = stage.events(stage.open_batch(3, root=b"\x07" * 32))
    assert (event.name, event.data) == (
        "BatchOpened",
        {"interval_start": START, "root": b"\x07" * 32, "count": 3},
    )
    batch = stage.batch()
    assert (batch["interval_start"], batch["length_s"], batch["root"]) == (START, INTERVAL_S, b"\x07" * 32)
    assert (batch["count"], batch["attested"], batch["sealed"], batch["sequence"]) == (3, 0, 0, 0)


def test_an_interval_without_readings_is_sealed_at_once(stage: Stage) -> None:
    events = stage.events(stage.open_batch(0, root=EMPTY_ROOT))
    assert [event.name for event in events] == ["BatchOpened", "BatchSealed"]
    assert events[1].data == {"interval_start": START, "root": EMPTY_ROOT, "count": 0}
    assert stage.batch()["sealed"] == 1


def test_an_interval_without_readings_has_the_root_of_nothing(stage: Stage) -> None:
    with pytest.raises(Refused, match="RootNotEmpty"):
        stage.open_batch(0, root=bytes(32))


@pytest.mark.parametrize(("count", "root"), [(2, bytes(32)), (0, EMPTY_ROOT)])
def test_a_batch_opens_once(stage: Stage, count: int, root: bytes) -> None:
    stage.open_batch(count, root=root)
    before = stage.batch()
    with pytest.raises(Refused, match="BatchAlreadyOpen"):
        stage.open_batch(5)
    assert stage.batch() == before


def test_only_the_oracle_opens_a_batch(stage: Stage) -> None:
    for signer in (stage.stranger, stage.operator):
        with pytest.raises(Refused, match="UnauthorizedValidator"):
            stage.open_batch(1, signer=signer)


def test_the_oracle_has_to_sign(stage: Stage) -> None:
    accounts = {"oracle": stage.oracle.pubkey(), "payer": stage.operator.pubkey()}
    args = {"interval_start": START, "root": bytes(32), "count": 1}
    instruction = stage.oracle_program.instruction("open_batch", accounts=accounts, args=args)
    unsigned = stage.unsigned(instruction, stage.oracle.pubkey())
    with pytest.raises(Refused, match="MissingRequiredSignature"):
        stage.send(unsigned)


def test_a_new_oracle_takes_over(stage: Stage) -> None:
    stage.set_parameters(oracle=stage.stranger.pubkey())
    with pytest.raises(Refused, match="UnauthorizedValidator"):
        stage.open_batch(1)
    stage.open_batch(1, signer=stage.stranger)
    assert stage.batch()["count"] == 1


def test_the_oracle_may_pay_itself(stage: Stage) -> None:
    stage.open_batch(1, payer=stage.oracle.pubkey())
    assert stage.batch()["count"] == 1


@pytest.mark.parametrize("shift", [1, 899, 450])
def test_an_interval_is_aligned(stage: Stage, shift: int) -> None:
    with pytest.raises(Refused, match="IntervalNotAligned"):
        stage.open_batch(1, start=START - INTERVAL_S + shift)


def test_no_interval_is_before_the_epoch(stage: Stage) -> None:
    with pytest.raises(Refused, match="IntervalNotAligned"):
        stage.open_batch(1, start=-INTERVAL_S)


def test_an_interval_has_to_end_first(stage: Stage) -> None:
    stage.set_time(START + INTERVAL_S - 1)
    with pytest.raises(Refused, match="ReadingInFuture"):
        stage.open_batch(1)
    stage.set_time(START + INTERVAL_S)
    stage.open_batch(1)


def test_the_last_possible_interval_does_not_wrap(stage: Stage) -> None:
    start = (2**63 - 1) // INTERVAL_S * INTERVAL_S
    with pytest.raises(Refused, match="TotalOverflow"):
        stage.open_batch(1, start=start)


def test_an_interval_may_be_as_old_as_the_limit(stage: Stage) -> None:
    end = START + INTERVAL_S
    stage.set_time(end + MAX_AGE_S + 1)
    with pytest.raises(Refused, match="ReadingTooOld"):
        stage.open_batch(1)
    stage.set_time(end + MAX_AGE_S)
    stage.open_batch(1)


def test_nothing_opens_while_attesting_is_paused(stage: Stage) -> None:
    stage.pause(PAUSE_ATTEST)
    with pytest.raises(Refused, match="Paused"):
        stage.open_batch(1)


def test_a_batch_has_its_own_address(stage: Stage) -> None:
    with pytest.raises(Refused, match="InvalidSeeds"):
        stage.open_batch(1, batch=stage.at.batch(START + INTERVAL_S))


def test_another_configuration_does_not_count(stage: Stage) -> None:
    twin = stage.copy(stage.at.config())
    with pytest.raises(Refused, match="2012"):
        stage.open_batch(1, config=twin)


def test_a_configuration_of_another_program_does_not_count(stage: Stage) -> None:
    stage.overwrite(stage.at.config(), owner=programs().registry.id)
    with pytest.raises(Refused, match="IllegalOwner"):
        stage.open_batch(1)


def test_a_batch_keeps_its_length_when_the_market_changes(stage: Stage) -> None:
    meter = stage.meter()
    stage.open_batch(1)
    stage.set_parameters(interval_s=300)
    stage.submit((meter, entry(exported=2_626, generated=2_626)))
    assert stage.batch()["length_s"] == INTERVAL_S
    assert stage.feed(meter)["last_end"] == START + INTERVAL_S
