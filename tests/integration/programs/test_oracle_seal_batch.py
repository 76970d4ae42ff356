"""`seal_batch`: an interval whose readings will not all be attested still gets its market."""

import pytest
from solders.pubkey import Pubkey
from tests.integration.programs.oracle_stage import START, Refused, Stage, entry

SURPLUS = entry(generated=1_000, consumed=300, exported=700)
PAUSE_ATTEST = 1


@pytest.fixture
def stage() -> Stage:
    return Stage()


def seal(stage: Stage, **changes: Pubkey) -> None:
    accounts = {"oracle": stage.oracle.pubkey(), "batch": stage.at.batch(START)} | changes
    signer = stage.stranger if "oracle" in changes else stage.oracle
    stage.send(stage.oracle_program.instruction("seal_batch", accounts=accounts), signer)


def test_what_is_attested_counts_and_the_rest_is_waited_for_no_more(stage: Stage) -> None:
    meter, suspended = stage.meter("ENG_001"), stage.meter("ENG_002")
    stage.open_batch(2)
    stage.submit((meter, SURPLUS))
    stage.suspend(suspended)
    with pytest.raises(Refused, match="MeterInactive"):
        stage.submit((suspended, SURPLUS))

    seal(stage)

    batch = stage.batch()
    assert (batch["sealed"], batch["attested"], batch["count"]) == (1, 1, 2)
    assert batch["minted_wh"] == stage.minted_wh() == 700


def test_a_sealed_batch_takes_no_more_entries(stage: Stage) -> None:
    meter = stage.meter()
    stage.open_batch(2)
    seal(stage)
    with pytest.raises(Refused, match="BatchSealed"):
        stage.submit((meter, SURPLUS))
    with pytest.raises(Refused, match="BatchSealed"):
        seal(stage)


def test_a_reading_with_its_own_signature_still_counts_afterwards(stage: Stage) -> None:
    meter = stage.meter()
    stage.open_batch(1)
    seal(stage)
    stage.submit_single(meter, stage.reading(meter, SURPLUS))
    assert stage.batch()["sequence"] == 1


def test_the_event_tells_how_many_are_missing(stage: Stage) -> None:
    stage.meter()
    stage.open_batch(3)
    accounts = {"oracle": stage.oracle.pubkey(), "batch": stage.at.batch(START)}
    result = stage.send(stage.oracle_program.instruction("seal_batch", accounts=accounts), stage.oracle)
    (event,) = stage.events(result)
    assert event.name == "BatchSealedShort"
    assert event.data == {"interval_start": START, "root": b"\x11" * 32, "count": 3, "attested": 0}


def test_only_the_oracle_seals(stage: Stage) -> None:
    stage.open_batch(1)
    with pytest.raises(Refused, match="UnauthorizedValidator"):
        seal(stage, oracle=stage.stranger.pubkey())


def test_a_batch_that_is_not_open_is_not_sealed(stage: Stage) -> None:
    """A single reading made the account; the root is still to come."""
    meter = stage.meter()
    stage.submit_single(meter, stage.reading(meter, SURPLUS))
    with pytest.raises(Refused, match="BatchNotOpen"):
        seal(stage)


def test_a_pause_stops_it(stage: Stage) -> None:
    stage.open_batch(1)
    stage.pause(PAUSE_ATTEST)
    with pytest.raises(Refused, match="Paused"):
        seal(stage)


@pytest.mark.parametrize("program", ["trading", "registry"])
def test_an_account_of_another_program_is_no_batch(stage: Stage, program: str) -> None:
    stage.open_batch(1)
    twin = stage.copy(stage.at.batch(START), owner=getattr(stage.at, program))
    with pytest.raises(Refused):
        seal(stage, batch=twin)
