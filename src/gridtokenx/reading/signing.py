"""What a meter signs: the canonical bytes of a reading, and Ed25519 over them (RFC 8032).

The layout is the chain's own (docs/reference/programs.md, "oracle"), so a signature made in the meter is
checked by the oracle, by an auditor and by the ledger's Ed25519 precompile over the same bytes.
"""

import struct
from collections.abc import Callable
from dataclasses import replace

from solders.pubkey import Pubkey
from solders.signature import Signature

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.base.ids import MeterId
from gridtokenx.reading.record import IntervalReading

Signer = Callable[[bytes], bytes]
"""Signs a message with one meter's key and returns 64 bytes."""

DOMAIN = b"gridtokenx:reading:1"
METER_ID_BYTES = 32
SIGNATURE_BYTES = 64
KEY_BYTES = 32
WH_MAX = 2**32 - 1
_LAYOUT = struct.Struct("<32sqI6IH")
CANONICAL_BYTES = len(DOMAIN) + _LAYOUT.size


class MeterIdNotEncodable(GridTokenXError):
    """A meter id that is no 1 to 32 printable ASCII characters."""


class ReadingOutOfRange(GridTokenXError):
    """An energy, length or quality that does not fit its unsigned integer."""


class SignatureInvalid(GridTokenXError):
    """A signature that the meter's key did not make over this reading."""


class SignatureUnreadable(GridTokenXError):
    """A text that is no signature in hexadecimal or base 58."""


def encode_meter_id(meter_id: MeterId) -> bytes:
    r"""Return a meter id as 32 bytes, padded with zeros.

    Raises:
        MeterIdNotEncodable: The id is empty, longer than 32, or not printable ASCII.

    >>> encode_meter_id(MeterId("ENG_001"))[:8]
    b'ENG_001\x00'
    """
    fits = meter_id.isascii() and meter_id.isprintable() and 0 < len(meter_id) <= METER_ID_BYTES
    if not fits:
        raise MeterIdNotEncodable(f"meter_id {meter_id!r} must be 1 to 32 printable ASCII characters")
    return meter_id.encode("ascii").ljust(METER_ID_BYTES, b"\0")


def canonical_bytes(reading: IntervalReading) -> bytes:
    """Return the 90 bytes that a reading's signature covers.

    Raises:
        MeterIdNotEncodable: The meter id does not fit.
        ReadingOutOfRange: A number does not fit its field.
    """
    meter = encode_meter_id(reading.meter_id)
    try:
        body = _LAYOUT.pack(
            meter,
            reading.interval.start_s,
            reading.interval.length_s,
            reading.generated_wh,
            reading.consumed_wh,
            reading.charged_wh,
            reading.discharged_wh,
            reading.import_wh,
            reading.export_wh,
            reading.quality,
        )
    except struct.error as error:
        raise ReadingOutOfRange(
            f"meter {reading.meter_id}: energies must be whole Wh from 0 to {WH_MAX} ({error})"
        ) from None
    return DOMAIN + body


def sign(reading: IntervalReading, *, signer: Signer) -> IntervalReading:
    """Return the reading with a signature by the meter's key.

    Raises:
        MeterIdNotEncodable: The meter id does not fit.
        ReadingOutOfRange: A number does not fit its field.
    """
    return replace(reading, signature=signer(canonical_bytes(reading)))


def verify(reading: IntervalReading, *, public_key: bytes) -> None:
    """Check that the meter's key signed this reading.

    Args:
        reading: Reading with its signature.
        public_key: The meter's Ed25519 public key, 32 bytes.

    Raises:
        SignatureInvalid: The signature is missing, has another length, or is not this key's over these bytes.
    """
    well_formed = len(reading.signature) == SIGNATURE_BYTES and len(public_key) == KEY_BYTES
    if not well_formed or not Signature(reading.signature).verify(
        Pubkey(public_key), canonical_bytes(reading)
    ):
        raise SignatureInvalid(
            f"signature of meter {reading.meter_id} for the interval from {reading.interval.start_s} "
            "is not by the meter's registered key: sign the canonical bytes with it"
        )


def signature_from_text(text: str) -> bytes:
    """Return the 64 bytes of a signature written in base 58, or in hexadecimal after ``0x``.

    Raises:
        SignatureUnreadable: The text is neither, or has another length.
    """
    try:
        raw = bytes.fromhex(text[2:]) if text.startswith(("0x", "0X")) else bytes(Signature.from_string(text))
    except ValueError:
        raw = b""
    if len(raw) != SIGNATURE_BYTES:
        raise SignatureUnreadable(
            f"signature {text[:16]!r}... must be 64 bytes: base 58, or 0x and 128 hexadecimal digits"
        )
    return raw
