"""What the oracle is told of a meter, and the precompile's instruction that checks a meter's signature."""

from typing import Final

from solders.instruction import Instruction
from solders.pubkey import Pubkey

from gridtokenx.pipeline.submit import ED25519_PROGRAM
from gridtokenx.reading.record import IntervalReading
from gridtokenx.reading.signing import canonical_bytes

HERE: Final = 0xFFFF
"""The precompile's "in this instruction"."""


def entry(*, generated: int = 0, consumed: int = 0, imported: int = 0, exported: int = 0) -> dict[str, int]:
    """An entry's energies [Wh]."""
    return {
        "generated_wh": generated,
        "consumed_wh": consumed,
        "import_wh": imported,
        "export_wh": exported,
    }


def entry_of(reading: IntervalReading) -> dict[str, int]:
    return entry(
        generated=reading.generated_wh,
        consumed=reading.consumed_wh,
        imported=reading.import_wh,
        exported=reading.export_wh,
    )


def precompile_data(
    signing: bytes,
    signature: bytes,
    message: bytes,
    *,
    count: int = 1,
    indices: tuple[int, int, int] = (HERE,) * 3,
) -> bytes:
    """What the Ed25519 precompile takes: header, key, signature, message."""
    offsets = (112 - 64, indices[0], 16, indices[1], 112, len(message), indices[2])
    header = bytes([count, 0]) + b"".join(value.to_bytes(2, "little") for value in offsets)
    return header + signing + signature + message


def precompile(signing: Pubkey, reading: IntervalReading) -> Instruction:
    data = precompile_data(bytes(signing), reading.signature, canonical_bytes(reading))
    return Instruction(ED25519_PROGRAM, data, [])
