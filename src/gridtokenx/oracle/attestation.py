"""From an interval's signed readings to what the oracle puts on the chain.

A reading counts when its meter is listed, it is of this interval and the only one of its meter, its
signature is the meter's, and its numbers are possible. What does not is handed back with the reason.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.campus.model import MeterSpec
from gridtokenx.oracle.merkle import MerkleTree, leaf_hash, tree_of
from gridtokenx.reading.admission import UnknownMeter
from gridtokenx.reading.record import IntervalReading
from gridtokenx.reading.signing import (
    MeterIdNotEncodable,
    ReadingOutOfRange,
    SignatureInvalid,
    canonical_bytes,
    verify,
)
from gridtokenx.reading.validation import Rules, findings, limits_of


class Reason(StrEnum):
    """Why a reading is left out of an attestation."""

    UNKNOWN_METER = "unknown_meter"
    METER_INACTIVE = "meter_inactive"
    OTHER_INTERVAL = "other_interval"
    REPEATED = "repeated"
    SIGNATURE_INVALID = "signature_invalid"
    IMPLAUSIBLE = "implausible"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A reading that does not count, and why."""

    reading: IntervalReading
    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What the chain is told of one meter [Wh], each an unsigned 32-bit integer."""

    generated_wh: int
    consumed_wh: int
    import_wh: int
    export_wh: int


@dataclass(frozen=True, slots=True)
class Attestation:
    """An interval's readings that count, in the campus's order, under one Merkle root."""

    interval: MarketInterval
    readings: tuple[IntervalReading, ...]
    entries: tuple[Entry, ...]
    tree: MerkleTree

    @property
    def root(self) -> bytes:
        """Merkle root, 32 bytes."""
        return self.tree.root

    @property
    def count(self) -> int:
        """Number of readings under the root."""
        return len(self.readings)

    def proof(self, meter_id: MeterId) -> tuple[int, tuple[bytes, ...]]:
        """Return the place of a meter's reading among the leaves and its siblings up to the root.

        Raises:
            UnknownMeter: The attestation has no reading of the meter.
        """
        for index, reading in enumerate(self.readings):
            if reading.meter_id == meter_id:
                return index, self.tree.proof(index)
        raise UnknownMeter(meter_id)


def reading_leaf(reading: IntervalReading) -> bytes:
    """Return a reading's leaf: the hash of its canonical bytes and its signature."""
    return leaf_hash(canonical_bytes(reading) + reading.signature)


def attest(
    readings: Sequence[IntervalReading],
    *,
    interval: MarketInterval,
    meters: Sequence[MeterSpec],
    public_key_of: Callable[[MeterId], bytes],
    rules: Rules | None = None,
    inactive: Collection[MeterId] = (),
) -> tuple[Attestation | None, tuple[Rejected, ...]]:
    """Check an interval's readings and put those that count under one root.

    Args:
        readings: Signed readings in any order.
        interval: The interval that is attested.
        meters: The campus's meters; their order is the order of the leaves.
        public_key_of: Gives the registered Ed25519 key of a listed meter, 32 bytes.
        rules: What is believed; the interval's own length and the usual tolerance if left out.
        inactive: Meters that are suspended or retired; they do not count.

    Returns:
        The attestation, None when no reading counts, and the readings that do not.
    """
    believed = rules or Rules(length_s=interval.length_s)
    specs = {spec.meter_id: spec for spec in meters}
    counted: dict[MeterId, IntervalReading] = {}
    rejected: list[Rejected] = []
    for reading in readings:
        refusal = _refusal(reading, interval=interval, specs=specs, counted=counted)
        if refusal is None and reading.meter_id in inactive:
            refusal = Reason.METER_INACTIVE, f"meter_id {reading.meter_id!r} is suspended or retired"
        refusal = refusal or _doubt(reading, specs[reading.meter_id], public_key_of, believed)
        if refusal:
            rejected.append(Rejected(reading, *refusal))
        else:
            counted[reading.meter_id] = reading
    ordered = tuple(counted[spec.meter_id] for spec in meters if spec.meter_id in counted)
    if not ordered:
        return None, tuple(rejected)
    entries = tuple(Entry(r.generated_wh, r.consumed_wh, r.import_wh, r.export_wh) for r in ordered)
    tree = tree_of([reading_leaf(reading) for reading in ordered])
    return Attestation(interval, ordered, entries, tree), tuple(rejected)


def _refusal(
    reading: IntervalReading,
    *,
    interval: MarketInterval,
    specs: dict[MeterId, MeterSpec],
    counted: dict[MeterId, IntervalReading],
) -> tuple[Reason, str] | None:
    if reading.meter_id not in specs:
        return Reason.UNKNOWN_METER, f"meter_id {reading.meter_id!r} is not in the campus"
    if reading.interval != interval:
        return Reason.OTHER_INTERVAL, f"interval {reading.interval} is not {interval}"
    if reading.meter_id in counted:
        return Reason.REPEATED, f"meter_id {reading.meter_id!r} has a reading in this interval already"
    return None


def _doubt(
    reading: IntervalReading, spec: MeterSpec, public_key_of: Callable[[MeterId], bytes], rules: Rules
) -> tuple[Reason, str] | None:
    wrong = findings(reading, limits=limits_of(spec), rules=rules)
    if wrong:
        return Reason.IMPLAUSIBLE, "; ".join(finding.detail for finding in wrong)
    try:
        verify(reading, public_key=public_key_of(reading.meter_id))
    except (SignatureInvalid, MeterIdNotEncodable, ReadingOutOfRange) as error:
        return Reason.SIGNATURE_INVALID, str(error)
    return None
