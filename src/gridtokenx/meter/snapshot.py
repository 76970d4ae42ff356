"""A fleet's state as bytes: a fixed header, then plain little-endian arrays; no pickle.

Layout: magic ``GTXF`` and version u16, fingerprint of campus, seed and kind [32], time i64, meters n u32,
batteries b u32, then registers (6n int64, 6n float64) and batteries (3b float64), and SHA-256 of all before.
"""

import hashlib
import struct
from dataclasses import dataclass

import numpy as np

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.campus.model import Campus
from gridtokenx.meter.battery import BatteryState
from gridtokenx.meter.plant import PlantState
from gridtokenx.meter.register import REGISTERS

VERSION = 2
_HEADER = struct.Struct("<4sH32sqII")
_MAGIC = b"GTXF"
_BATTERY_ROWS = 3


class SnapshotMismatch(GridTokenXError):
    """A snapshot that belongs to another campus, seed or version, or is damaged."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a snapshot must agree with."""

    fingerprint: bytes
    meters: int


def identity_of(campus: Campus, *, kind: str, seed: int) -> Identity:
    """Return the fingerprint of a fleet: its kind, its seed and every field of its campus."""
    digest = hashlib.sha256(f"{kind}/{seed}/{len(campus.meters)}".encode())
    calendar = campus.calendar
    digest.update(
        repr(
            (campus.name, campus.place, campus.pv_tilt_deg, campus.pv_azimuth_deg, campus.pv_horizon)
        ).encode()
    )
    digest.update(repr((sorted(calendar.holidays), calendar.breaks, campus.opening)).encode())
    for meter in campus.meters:
        digest.update(repr(meter).encode())
    return Identity(digest.digest(), len(campus.meters))


def pack(state: PlantState, *, identity: Identity, time_s: int) -> bytes:
    """Write the state of a fleet's equipment at a moment."""
    batteries = state.batteries
    count = len(batteries.stored_wh)
    body = _HEADER.pack(_MAGIC, VERSION, identity.fingerprint, time_s, identity.meters, count)
    body += state.total_wh.astype("<i8").tobytes() + state.rest_wh.astype("<f8").tobytes()
    for row in (batteries.stored_wh, batteries.fade_calendar, batteries.fade_cycle):
        body += row.astype("<f8").tobytes()
    return body + hashlib.sha256(body).digest()


def unpack(packed: bytes, *, identity: Identity) -> tuple[int, PlantState]:
    """Read a snapshot: its moment [epoch s] and the state.

    Raises:
        SnapshotMismatch: It is damaged, or of another fleet or version.
    """
    body, n = _checked(packed, identity=identity), identity.meters
    time_s: int = _HEADER.unpack_from(body)[3]
    place = _HEADER.size
    total = np.frombuffer(body, dtype="<i8", count=REGISTERS * n, offset=place)
    rest = np.frombuffer(body, dtype="<f8", count=REGISTERS * n, offset=place + total.nbytes)
    held = np.frombuffer(body, dtype="<f8", offset=place + total.nbytes + rest.nbytes)
    rows = held.reshape(_BATTERY_ROWS, -1).astype(np.float64)
    return time_s, PlantState(
        total.reshape(REGISTERS, n).astype(np.int64),
        rest.reshape(REGISTERS, n).astype(np.float64),
        BatteryState(rows[0].copy(), rows[1].copy(), rows[2].copy()),
    )


def _checked(packed: bytes, *, identity: Identity) -> bytes:
    """Return the snapshot without its checksum, once everything about it fits."""
    if len(packed) < _HEADER.size or packed[:4] != _MAGIC:
        raise SnapshotMismatch("snapshot is not one of a fleet: start without it")
    _, version, fingerprint, _, meters, batteries = _HEADER.unpack_from(packed)
    if version != VERSION:
        raise SnapshotMismatch(f"snapshot version {version} is not {VERSION}: start without it")
    if fingerprint != identity.fingerprint:
        raise SnapshotMismatch(
            "snapshot belongs to another campus or seed: give those of the run that wrote it"
        )
    size = _HEADER.size + 8 * (2 * REGISTERS * meters + _BATTERY_ROWS * batteries)
    body, checksum = packed[:size], packed[size:]
    if len(packed) != size + 32 or hashlib.sha256(body).digest() != checksum:
        raise SnapshotMismatch("snapshot is damaged: use an older one")
    return body
