"""Snapshots: small, exact, and refused where they do not belong."""

import numpy as np
import pytest

from gridtokenx.campus.catalogue import load
from gridtokenx.meter.load import meter_keys
from gridtokenx.meter.plant import Plant, PlantState
from gridtokenx.meter.register import RegisterBank
from gridtokenx.meter.snapshot import SnapshotMismatch, identity_of, pack, unpack

UTCC = load("utcc")
IDENTITY = identity_of(UTCC, kind="simulated", seed=1)


def used_state() -> PlantState:
    state = Plant(UTCC, keys=meter_keys(UTCC, seed=1)).state
    registers = RegisterBank(25)
    registers.count(np.random.RandomState(1).rand(6, 25) * 1e4, length_s=900)
    return PlantState(registers.total_wh, registers.rest_wh, state.batteries)


def test_a_snapshot_carries_every_bit_and_is_small() -> None:
    old = used_state()
    packed = pack(old, identity=IDENTITY, time_s=1_234_567)
    assert len(packed) < 4_000
    time_s, new = unpack(packed, identity=IDENTITY)
    assert time_s == 1_234_567
    assert (new.total_wh == old.total_wh).all()
    assert (new.rest_wh == old.rest_wh).all()
    assert len(new.batteries.stored_wh) == sum(m.battery_kwh > 0.0 for m in UTCC.meters)
    assert (new.batteries.stored_wh == old.batteries.stored_wh).all()
    assert pack(new, identity=IDENTITY, time_s=1_234_567) == packed


@pytest.mark.parametrize(
    ("campus", "kind", "seed"),
    [("stanford", "simulated", 1), ("utcc", "replayed", 1), ("utcc", "simulated", 2)],
)
def test_another_fleets_snapshot_is_refused(campus: str, kind: str, seed: int) -> None:
    state = pack(used_state(), identity=IDENTITY, time_s=0)
    other = identity_of(load(campus), kind=kind, seed=seed)
    with pytest.raises(SnapshotMismatch, match="another campus or seed"):
        unpack(state, identity=other)


@pytest.mark.parametrize("damage", ["empty", "text", "short", "flipped", "version", "longer"])
def test_a_damaged_snapshot_is_refused(damage: str) -> None:
    state = pack(used_state(), identity=IDENTITY, time_s=0)
    broken = {
        "empty": b"",
        "text": b"not a snapshot at all, but long enough to look at twice",
        "short": state[:-40],
        "flipped": state[:200] + bytes([state[200] ^ 1]) + state[201:],
        "version": state[:4] + b"\x63\x00" + state[6:],
        "longer": state + b"x",
    }[damage]
    with pytest.raises(SnapshotMismatch):
        unpack(broken, identity=IDENTITY)
