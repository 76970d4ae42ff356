"""Canonical bytes of a reading, and signatures as text: what a meter sends."""

import struct

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.reading.block import QualityFlags
from gridtokenx.reading.record import IntervalReading
from gridtokenx.reading.signature_text import signature_text
from gridtokenx.reading.signing import (
    SignatureInvalid,
    SignatureUnreadable,
    canonical_bytes,
    signature_from_text,
    verify,
)

LAYOUT = struct.Struct("<32s q I 6Q H")


def seeds() -> list[bytes]:
    plain = LAYOUT.pack(b"UTCC_ENG_001".ljust(32, b"\0"), 1_800_000_000, 900, 5, 4, 3, 2, 1, 0, 0)
    most = LAYOUT.pack(b"M" * 32, 2**62, 2**32 - 1, *[2**32 - 1] * 6, 2**16 - 1)
    return [plain, most, signature_text(bytes(range(64))).encode()]


def one_input(data: bytes) -> None:
    _signature(data.decode("utf-8", "replace"))
    if len(data) < LAYOUT.size:
        return
    meter, start, length, *energies, quality = LAYOUT.unpack_from(data)
    names = ("generated_wh", "consumed_wh", "charged_wh", "discharged_wh", "import_wh", "export_wh")
    try:
        reading = IntervalReading(
            meter_id=MeterId(meter.rstrip(b"\0").decode("latin-1")),
            interval=MarketInterval(start, length),
            **dict(zip(names, energies, strict=True)),
            quality=QualityFlags(quality),
            signature=data[LAYOUT.size :],
        )
        canonical = canonical_bytes(reading)
    except (GridTokenXError, ValueError):
        return
    assert len(canonical) == 90
    try:
        verify(reading, public_key=data[:32])
    except SignatureInvalid:
        return
    raise AssertionError("a random signature verified")


def _signature(text: str) -> None:
    try:
        signature = signature_from_text(text)
    except SignatureUnreadable:
        return
    assert signature_from_text(signature_text(signature)) == signature
