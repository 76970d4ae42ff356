"""Snapshots: small, exact, and refused where they do not belong."""

import numpy as np
import pytest

from gridtokenx.campus.catalogue import load
from gridtokenx.meter.load import meter_keys
from gridtokenx.meter.plant import Plant
from gridtokenx.meter.snapshot import SnapshotMismatch, identity_of, pack, unpack

UTCC = load("utcc")
IDENTITY = identity_of(UTCC, kind="simulated", seed=1)


def used_plant() -> Plant:
    plant = Plant(UTCC, keys=meter_keys(UTCC, seed=1))
    plant.registers.count(np.random.RandomState(1).rand(6, 25) * 1e4, length_s=900)
    return plant


def new_plant() -> Plant:
    return Plant(UTCC, keys=meter_keys(UTCC, seed=1))


def test_a_snapshot_carries_every_bit_and_is_small() -> None:
    old, new = used_plant(), new_plant()
    state = pack(old, identity=IDENTITY, time_s=1_234_567)
    assert len(state) < 4_000
    assert unpack(state, plant=new, identity=IDENTITY) == 1_234_567
    assert (new.registers.total_wh == old.registers.total_wh).all()
    assert (new.registers.rest_wh == old.registers.rest_wh).all()
    assert (new.batteries.stored_wh == old.batteries.stored_wh).all()
    assert pack(new, identity=IDENTITY, time_s=1_234_567) == state
    new.registers.count(np.ones((6, 25)), length_s=900)  # the arrays can be written to


@pytest.mark.parametrize(
    ("campus", "kind", "seed"),
    [("stanford", "simulated", 1), ("utcc", "replayed", 1), ("utcc", "simulated", 2)],
)
def test_another_fleets_snapshot_is_refused(campus: str, kind: str, seed: int) -> None:
    state = pack(used_plant(), identity=IDENTITY, time_s=0)
    other = identity_of(load(campus), kind=kind, seed=seed)
    with pytest.raises(SnapshotMismatch, match="another campus or seed"):
        unpack(state, plant=new_plant(), identity=other)


@pytest.mark.parametrize("damage", ["empty", "text", "short", "flipped", "version", "longer"])
def test_a_damaged_snapshot_is_refused_and_changes_nothing(damage: str) -> None:
    state = pack(used_plant(), identity=IDENTITY, time_s=0)
    broken = {
        "empty": b"",
        "text": b"not a snapshot at all, but long enough to look at twice",
        "short": state[:-40],
        "flipped": state[:200] + bytes([state[200] ^ 1]) + state[201:],
        "version": state[:4] + b"\x63\x00" + state[6:],
        "longer": state + b"x",
    }[damage]
    plant = new_plant()
    with pytest.raises(SnapshotMismatch):
        unpack(broken, plant=plant, identity=IDENTITY)
    assert not plant.registers.total_wh.any()
