"""The simulated fleet: deterministic, resumable, balanced, and like the golden day of R-CAM-4."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtokenx.base.interval import IntervalNotAligned
from gridtokenx.campus.catalogue import load, names
from gridtokenx.campus.generated import generated
from gridtokenx.meter.fleet import SimulatedFleet
from gridtokenx.meter.replay import replay_campus, replay_fleet
from gridtokenx.meter.snapshot import SnapshotMismatch
from gridtokenx.reading.block import Energies, FleetBlock, QualityFlags, Role

if TYPE_CHECKING:
    from gridtokenx.port.fleet import Fleet

UTCC = load("utcc")
START = int(datetime(2026, 3, 3, 17, tzinfo=UTC).timestamp())


def day(fleet: SimulatedFleet, *, steps: int = 96, length_s: int = 900) -> list[FleetBlock]:
    return [fleet.step(length_s) for _ in range(steps)]


def sameness(a: FleetBlock, b: FleetBlock) -> bool:
    energies = all((getattr(a.energies, n) == getattr(b.energies, n)).all() for n in Energies.__slots__)
    return (
        energies
        and a.interval == b.interval
        and a.weather == b.weather
        and (a.role == b.role).all()
        and (a.electricals.voltage_v == b.electricals.voltage_v).all()
        and np.array_equal(a.electricals.battery_soc, b.electricals.battery_soc, equal_nan=True)
    )


def test_same_seed_and_start_give_the_same_day() -> None:
    one, two = (day(SimulatedFleet(UTCC, seed=1, start_s=START)) for _ in range(2))
    assert all(sameness(a, b) for a, b in zip(one, two, strict=True))
    other = day(SimulatedFleet(UTCC, seed=2, start_s=START))
    assert not any(sameness(a, b) for a, b in zip(one, other, strict=True))


def test_a_meter_is_the_same_among_three_and_among_shuffled_twenty_five() -> None:
    order = [24, 3, 17, 0, 11, 22, 5, 9, 1, 20, 14, 7, 2, 23, 6, 18, 10, 4, 21, 8, 12, 19, 13, 16, 15]
    shuffled = replace(UTCC, meters=tuple(UTCC.meters[i] for i in order))
    three = replace(UTCC, meters=tuple(UTCC.meters[i] for i in (17, 0, 9)))
    whole = day(SimulatedFleet(UTCC, seed=5, start_s=START))
    for a, b, c in zip(
        whole,
        day(SimulatedFleet(shuffled, seed=5, start_s=START)),
        day(SimulatedFleet(three, seed=5, start_s=START)),
        strict=True,
    ):
        for name in Energies.__slots__:
            values = getattr(a.energies, name)
            assert (getattr(b.energies, name) == values[order]).all()
            assert (getattr(c.energies, name) == values[[17, 0, 9]]).all()


@settings(max_examples=10, deadline=None)
@given(before=st.integers(0, 40), after=st.integers(1, 40), length_s=st.sampled_from([15, 900]))
def test_a_run_resumes_bit_for_bit(before: int, after: int, length_s: int) -> None:
    whole = SimulatedFleet(UTCC, seed=3, start_s=START + 36_000)
    day(whole, steps=before, length_s=length_s)
    state = whole.snapshot()
    resumed = SimulatedFleet(UTCC, seed=3, start_s=START)
    resumed.restore(state)
    assert resumed.time_s == whole.time_s
    for _ in range(after):
        assert sameness(whole.step(length_s), resumed.step(length_s))
    assert whole.snapshot() == resumed.snapshot()


def test_a_snapshot_of_another_run_is_refused() -> None:
    state = SimulatedFleet(UTCC, seed=3, start_s=START).snapshot()
    for other in (
        SimulatedFleet(UTCC, seed=4, start_s=START),
        SimulatedFleet(load("stanford"), seed=3, start_s=START),
        SimulatedFleet(UTCC, seed=3, start_s=START, weights=(1.0, 0.0, 0.0, 0.0, 0.0)),
    ):
        with pytest.raises(SnapshotMismatch):
            other.restore(state)


@pytest.mark.parametrize("name", names())
def test_energy_balances_at_every_step_and_meter(name: str) -> None:
    fleet = SimulatedFleet(load(name), seed=1, start_s=START)
    running = np.zeros(6)
    counted = np.zeros(6)
    for _ in range(96):
        block = fleet.step(900)
        flows = fleet.last_power
        assert flows is not None
        into = flows.generation_w + flows.discharge_w + flows.import_w
        out = flows.load_w + flows.charge_w + flows.export_w
        assert np.abs(into - out).max() <= 1e-9 * max(float(out.max()), 1.0)
        running += flows.stacked().sum(axis=1) / 4.0
        counted += [getattr(block.energies, n).sum() for n in Energies.__slots__]
        assert min(getattr(block.energies, n).min() for n in Energies.__slots__) >= 0
    assert np.abs(running - counted).max() <= len(fleet.campus.meters)


def test_a_block_is_whole() -> None:
    block = SimulatedFleet(UTCC, seed=1, start_s=START).step(900)
    assert block.interval.start_s == START
    assert block.energies.generated_wh.dtype == np.int64
    assert block.quality.dtype == np.uint16
    assert (block.quality == QualityFlags.GOOD).all()
    assert block.role.dtype == np.uint8
    assert block.electricals.battery_soc.shape == (25,)
    assert np.isnan(block.electricals.battery_soc).sum() == 13


def test_a_start_off_the_grid_is_refused() -> None:
    with pytest.raises(IntervalNotAligned):
        SimulatedFleet(UTCC, seed=1, start_s=START + 15).step(900)


def test_fifteen_second_steps_tell_the_same_day() -> None:
    """Two paths of the same physics: close, not equal."""
    noon = START + 12 * 3_600
    fine = SimulatedFleet(UTCC, seed=1, start_s=noon)
    coarse = SimulatedFleet(UTCC, seed=1, start_s=noon)
    short = sum(fine.step(15).energies.generated_wh.sum() for _ in range(240))
    long = sum(coarse.step(900).energies.generated_wh.sum() for _ in range(4))
    assert short == pytest.approx(long, rel=0.05)


def test_roles_switch_over_a_day() -> None:
    blocks = day(SimulatedFleet(UTCC, seed=1, start_s=START))
    seen = {Role(int(r)) for b in blocks for r in b.role}
    assert seen >= {Role.CONSUMER, Role.PROSUMER, Role.STORAGE}


def test_storage_meters_move_noon_to_evening() -> None:
    campus = generated(meters=400, seed=1)
    blocks = day(SimulatedFleet(campus, seed=1, start_s=START))
    only = np.array([m.meter_type == "storage" for m in campus.meters])
    charged = np.array([b.energies.charged_wh[only].sum() for b in blocks])
    discharged = np.array([b.energies.discharged_wh[only].sum() for b in blocks])
    assert charged[40:56].sum() > 0.9 * charged.sum() > 0
    assert discharged[72:84].sum() > 0.9 * discharged.sum() > 0


@pytest.mark.slow
def test_a_hundred_thousand_meters_step_like_three() -> None:
    large = SimulatedFleet(generated(meters=100_000, seed=1), seed=1, start_s=START)
    assert large.step(900).energies.consumed_wh.shape == (100_000,)
    assert int(large.step(900).energies.consumed_wh.min()) >= 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the peak memory from /proc")
def test_a_run_needs_no_heavy_library_and_little_memory() -> None:
    """25 meters in under 50 MB is a figure of the sources (R-FIG)."""
    script = """
import sys
from pathlib import Path
from gridtokenx.campus.catalogue import load
from gridtokenx.meter.fleet import SimulatedFleet
fleet = SimulatedFleet(load("utcc"), seed=1, start_s=1772553600)
for _ in range(96):
    fleet.step(900)
print(*sorted({"pandas", "scipy", "pvlib"} & set(sys.modules)))
status = Path("/proc/self/status").read_text()
print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""
    lines = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    heavy, megabytes = lines.split("\n")[:2]
    assert heavy == ""
    assert int(megabytes) < 50


def test_both_fleets_are_fleets_of_the_port() -> None:
    """The type checker holds the signatures; the run holds that time moves on by the step."""
    text = "timestamp,a\n2026-01-01 00:00,1\n2026-01-01 01:00,1\n"
    simulated: Fleet = SimulatedFleet(UTCC, seed=1, start_s=START)
    replayed: Fleet = replay_fleet({"x": text}, campus=replay_campus(text, "x"), seed=1, start_s=None)
    for fleet in (simulated, replayed):
        start = fleet.time_s
        assert fleet.step(900).interval.end_s == fleet.time_s == start + 900
