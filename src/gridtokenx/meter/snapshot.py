"""A fleet's state as bytes: a fixed header, then plain little-endian arrays; no pickle.

Layout: magic ``GTXF`` and version u16, fingerprint of campus, seed and kind [32], time i64, meters u32,
then registers (6n int64, 6n float64) and batteries (3n float64), and SHA-256 of all before it.
"""

import hashlib
import struct
from dataclasses import dataclass

import numpy as np

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.campus.model import Campus
from gridtokenx.meter.battery import BatteryState
from gridtokenx.meter.plant import Plant
from gridtokenx.meter.register import REGISTERS

VERSION = 1
_HEADER = struct.Struct("<4sH32sqI")
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


def pack(plant: Plant, *, identity: Identity, time_s: int) -> bytes:
    """Write the state of a plant at a moment."""
    batteries = plant.batteries
    body = _HEADER.pack(_MAGIC, VERSION, identity.fingerprint, time_s, identity.meters)
    body += plant.registers.total_wh.astype("<i8").tobytes() + plant.registers.rest_wh.astype("<f8").tobytes()
    for row in (batteries.stored_wh, batteries.fade_calendar, batteries.fade_cycle):
        body += row.astype("<f8").tobytes()
    return body + hashlib.sha256(body).digest()


def unpack(state: bytes, *, plant: Plant, identity: Identity) -> int:
    """Read a snapshot into a plant and return its moment [epoch s].

    Raises:
        SnapshotMismatch: It is damaged, or of another fleet or version; the plant is left as it was.
    """
    body, n = _checked(state, identity=identity), identity.meters
    time_s: int = _HEADER.unpack_from(body)[3]
    place = _HEADER.size
    total = np.frombuffer(body, dtype="<i8", count=REGISTERS * n, offset=place)
    rest = np.frombuffer(body, dtype="<f8", count=REGISTERS * n, offset=place + total.nbytes)
    held = np.frombuffer(
        body, dtype="<f8", count=_BATTERY_ROWS * n, offset=place + total.nbytes + rest.nbytes
    )
    rows = held.reshape(_BATTERY_ROWS, n).astype(np.float64)
    plant.registers.total_wh = total.reshape(REGISTERS, n).astype(np.int64)
    plant.registers.rest_wh = rest.reshape(REGISTERS, n).astype(np.float64)
    plant.batteries = BatteryState(rows[0].copy(), rows[1].copy(), rows[2].copy())
    return time_s


def _checked(state: bytes, *, identity: Identity) -> bytes:
    """Return the snapshot without its checksum, once everything about it fits."""
    size = _HEADER.size + 8 * identity.meters * (2 * REGISTERS + _BATTERY_ROWS)
    if len(state) < _HEADER.size or state[:4] != _MAGIC:
        raise SnapshotMismatch("snapshot is not one of a fleet: start without it")
    version = _HEADER.unpack_from(state)[1]
    if version != VERSION:
        raise SnapshotMismatch(f"snapshot version {version} is not {VERSION}: start without it")
    if _HEADER.unpack_from(state)[2] != identity.fingerprint:
        raise SnapshotMismatch(
            "snapshot belongs to another campus or seed: give those of the run that wrote it"
        )
    body, checksum = state[:size], state[size:]
    if len(state) != size + 32 or hashlib.sha256(body).digest() != checksum:
        raise SnapshotMismatch("snapshot is damaged: use an older one")
    return body
