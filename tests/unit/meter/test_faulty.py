"""A faulty fleet beside the sound one inside it."""

from dataclasses import replace

import numpy as np
import pytest

from gridtokenx.campus import catalogue
from gridtokenx.campus.fault import FaultKind, FaultSpec
from gridtokenx.meter.fault import FaultPlan
from gridtokenx.meter.faulty import FaultyFleet
from gridtokenx.meter.fleet import SimulatedFleet
from gridtokenx.meter.snapshot import SnapshotMismatch
from gridtokenx.reading.block import Energies, FleetBlock, QualityFlags

WHOLE = catalogue.load("utcc")
CAMPUS = replace(WHOLE, meters=WHOLE.meters[:3])
START = 1_772_427_600
"""2026-03-02 12:00 in Bangkok."""
SKEWED, DROPPED, SOUND = (meter.meter_id for meter in CAMPUS.meters)


def fleet(*faults: FaultSpec) -> FaultyFleet:
    inside = SimulatedFleet(CAMPUS, seed=1, start_s=START)
    return FaultyFleet(inside, plan=FaultPlan(CAMPUS, seed=1, faults=faults))


def skew(ahead_s: float, *, hours: int = 8) -> FaultSpec:
    return FaultSpec(SKEWED, FaultKind.CLOCK_SKEW, START + 3600, START + 3600 * (1 + hours), ahead_s)


def rows(blocks: list[FleetBlock]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.array([[getattr(b.energies, name) for name in Energies.__slots__] for b in blocks])


def test_without_faults_it_is_the_fleet_inside() -> None:
    plain, sound = fleet(), SimulatedFleet(CAMPUS, seed=1, start_s=START)
    assert (rows([plain.step(900)]) == rows([sound.step(900)])).all()
    assert plain.time_s == sound.time_s


def test_a_clock_that_is_ahead_shows_the_energy_of_earlier() -> None:
    faulty, blocks, truth = fleet(skew(1800.0)), [], []
    for _ in range(48):
        blocks.append(faulty.step(900))
        assert faulty.truth is not None
        truth.append(faulty.truth)
    seen, real = rows(blocks), rows(truth)
    assert (seen[:, :, 1:] == real[:, :, 1:]).all()
    assert not seen[4:6, :, 0].any()
    generated = [0]
    assert (seen[6:36, generated, 0] == real[4:34, generated, 0]).all()
    assert (seen[36:, :, 0] == real[36:, :, 0]).all()
    others = [0, 2, 3, 4, 5]
    assert (seen[:, others, 0].sum(axis=0) == real[:, others, 0].sum(axis=0)).all()
    off = seen[:, 0] + seen[:, 3] + seen[:, 4] - seen[:, 1] - seen[:, 2] - seen[:, 5]
    assert np.abs(off).max() <= 5


def test_the_first_reading_after_lost_ones_says_so() -> None:
    faulty = fleet(FaultSpec(DROPPED, FaultKind.DROPOUT, START, START + 1800, 1.0))
    flags = [int(faulty.step(900).quality[1]) for _ in range(4)]
    assert flags == [0, 0, QualityFlags.GAP_BEFORE, 0]


def test_a_snapshot_resumes_to_the_same_readings() -> None:
    drift = FaultSpec(DROPPED, FaultKind.DRIFT, START, START + 86_400, 0.1)
    faulty = fleet(skew(5400.0), drift)
    for _ in range(11):
        faulty.step(900)
    taken = faulty.snapshot()
    ahead = rows([faulty.step(900) for _ in range(30)])
    again = fleet(skew(5400.0), drift)
    again.restore(taken)
    assert (rows([again.step(900) for _ in range(30)]) == ahead).all()
    assert again.snapshot() == faulty.snapshot()


def test_a_snapshot_of_other_faults_or_a_damaged_one_is_refused() -> None:
    taken = fleet(skew(1800.0)).snapshot()
    with pytest.raises(SnapshotMismatch, match="other faults"):
        fleet(skew(900.0)).restore(taken)
    with pytest.raises(SnapshotMismatch, match="without faults"):
        fleet(skew(900.0)).restore(SimulatedFleet(CAMPUS, seed=1, start_s=START).snapshot())
    with pytest.raises(SnapshotMismatch, match="damaged"):
        fleet(skew(1800.0)).restore(taken[:60] + bytes([taken[60] ^ 1]) + taken[61:])
