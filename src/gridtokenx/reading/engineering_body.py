"""A reading that a device posts in the engineering shape, as a canonical reading (R-GW-2).

The body knows generation and consumption only: no storage, and what is not used on the spot is
exported. Numbers are read as decimals, so 2.1 kWh is 2,100 Wh and not one more or less.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

import msgspec

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import SETTLEMENT_S, MarketInterval
from gridtokenx.base.units import WH_PER_KWH
from gridtokenx.reading.record import IntervalReading
from gridtokenx.reading.signing import WH_MAX, SignatureUnreadable, encode_meter_id, signature_from_text

TIMESTAMP_MAX = 2**40
_KWH_MAX = Decimal(WH_MAX) / WH_PER_KWH
_DIGITS_MAX = 20
"""Enough for any energy to 12 decimals, and within the decimal context, so that nothing is rounded."""
_NOISE_WH = Decimal("0.001")


class EngineeringBodyInvalid(GridTokenXError):
    """A posted body with a field that is missing, of the wrong kind, or contradicts another."""

    def __init__(self, field: str, detail: str) -> None:
        self.field = field
        super().__init__(f"{field}: {detail}")


class EngineeringBody(msgspec.Struct, frozen=True, kw_only=True):
    """The body as it is on the wire; what only describes the meter is optional and not believed."""

    meter_id: Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
    timestamp: Annotated[int, msgspec.Meta(ge=0, le=TIMESTAMP_MAX)]
    energy_generated: Decimal
    energy_consumed: Decimal
    net_energy: Decimal
    location: str | None = None
    building_type: str | None = None
    zone: str | None = None
    validator: str | None = None
    solar_array_capacity: float | None = None
    signature: str | None = None
    digital_signature: str | None = None


def parse_engineering(body: bytes | Mapping[str, object], *, length_s: int = SETTLEMENT_S) -> IntervalReading:
    """Return the reading that a posted body states; its signature is decoded, not verified.

    Args:
        body: JSON, or an object decoded already.
        length_s: Length of the interval that ends at `timestamp` [s].

    Raises:
        EngineeringBodyInvalid: A field is missing, malformed, no whole watt-hours, or `net_energy` is not
            generated less consumed.
    """
    fields = _decoded(body)
    generated_wh = _whole_wh("energy_generated", fields.energy_generated)
    consumed_wh = _whole_wh("energy_consumed", fields.energy_consumed)
    net_wh = generated_wh - consumed_wh
    if not _agrees(fields.net_energy, net_wh=net_wh):
        raise EngineeringBodyInvalid(
            "net_energy", f"{fields.net_energy} is not energy_generated - energy_consumed, {net_wh} Wh"
        )
    start_s = fields.timestamp - length_s
    if start_s < 0 or start_s % length_s:
        raise EngineeringBodyInvalid(
            "timestamp", f"{fields.timestamp} is the end of no interval of {length_s} s: use a multiple of it"
        )
    return IntervalReading(
        MeterId(fields.meter_id),
        MarketInterval(start_s, length_s),
        generated_wh=generated_wh,
        consumed_wh=consumed_wh,
        charged_wh=0,
        discharged_wh=0,
        import_wh=max(-net_wh, 0),
        export_wh=max(net_wh, 0),
        signature=_signature(fields),
    )


def _decoded(body: bytes | Mapping[str, object]) -> EngineeringBody:
    try:
        if isinstance(body, bytes):
            fields = msgspec.json.decode(body, type=EngineeringBody)
        else:
            fields = msgspec.convert(dict(body), EngineeringBody)
        encode_meter_id(MeterId(fields.meter_id))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise EngineeringBodyInvalid(_field_of(str(error)), str(error)) from None
    except GridTokenXError as error:
        raise EngineeringBodyInvalid("meter_id", str(error)) from None
    return fields


def _field_of(message: str) -> str:
    """Return the field that a decoding error is about.

    >>> _field_of("Expected `int`, got `str` - at `$.timestamp`")
    'timestamp'
    >>> _field_of("Object missing required field `meter_id`")
    'meter_id'
    """
    _, dollar, path = message.rpartition("`$.")
    if dollar:
        return path.rstrip("`")
    _, missing, name = message.partition("missing required field `")
    return name.partition("`")[0] if missing else "body"


def _agrees(net_kwh: Decimal, *, net_wh: int) -> bool:
    """Return whether a net energy is the one that follows, but for a client's floating-point noise."""
    if not net_kwh.is_finite() or abs(net_kwh) > _KWH_MAX:
        return False
    return abs(net_kwh * WH_PER_KWH - net_wh) < _NOISE_WH


def _whole_wh(field: str, value: Decimal) -> int:
    if not value.is_finite() or not 0 <= value <= _KWH_MAX:
        raise EngineeringBodyInvalid(field, f"{value} kWh must be 0 to {_KWH_MAX}")
    scaled = value * WH_PER_KWH
    is_exact = len(value.as_tuple().digits) <= _DIGITS_MAX
    if not is_exact or scaled != scaled.to_integral_value():
        raise EngineeringBodyInvalid(field, f"{value} kWh is no whole number of Wh: use 3 decimals")
    return int(scaled)


def _signature(fields: EngineeringBody) -> bytes:
    given = {
        name: text
        for name, text in (("signature", fields.signature), ("digital_signature", fields.digital_signature))
        if text
    }
    decoded = set()
    for name, text in given.items():
        try:
            decoded.add(signature_from_text(text))
        except SignatureUnreadable as error:
            raise EngineeringBodyInvalid(name, str(error)) from None
    if len(decoded) > 1:
        raise EngineeringBodyInvalid("signature", "differs from digital_signature: send one of the two")
    return decoded.pop() if decoded else b""
