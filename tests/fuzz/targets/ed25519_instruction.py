"""The instruction of the Ed25519 precompile before a reading, as the oracle program reads it in the machine.

Source of the shape: ``programs/oracle/src/signature.rs``. Nothing but the one shape with the meter's own key
and these very bytes may be taken, however the precompile reads it.
"""

from functools import cache

from solders.instruction import Instruction
from tests.integration.programs.oracle_entry import entry, precompile
from tests.integration.programs.oracle_stage import Metered, Refused, Stage

from gridtokenx.pipeline.submit import ED25519_PROGRAM
from gridtokenx.reading.record import IntervalReading


@cache
def stage() -> tuple[Stage, Metered, IntervalReading]:
    """A meter and its signed reading; nothing is attested until an input is taken."""
    made = Stage()
    meter = made.meter()
    return made, meter, made.reading(meter, entry(generated=800, consumed=300, exported=500))


def honest() -> Instruction:
    _, meter, reading = stage()
    return precompile(meter.signing.pubkey(), reading)


def seeds() -> list[bytes]:
    whole = bytes(honest().data)
    twice = bytes([2]) + whole[1:]
    elsewhere = whole[:4] + b"\x01\x00" + whole[6:]
    return [whole, twice, elsewhere, whole + bytes(8), whole[:112], whole[:16]]


def one_input(data: bytes) -> None:
    made, meter, reading = stage()
    before = made.machine.account(meter.feed)
    assert before is not None
    steps = [Instruction(ED25519_PROGRAM, data[:600], []), made.single_instruction(meter, reading)]
    try:
        made.send(steps, made.oracle)
    except Refused:
        assert made.machine.account(meter.feed) == before
        return
    assert data[:600] == bytes(honest().data), "another shape, key or message was taken"
    stage.cache_clear()
