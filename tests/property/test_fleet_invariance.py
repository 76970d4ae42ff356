"""A meter's numbers are its own: whatever the fleet's size and order, and however many steps at a time."""

from dataclasses import replace

import numpy as np
import pytest

from gridtokenx.base.interval import MarketInterval
from gridtokenx.campus.generated import generated
from gridtokenx.campus.model import Campus
from gridtokenx.meter import fleet as fleet_module
from gridtokenx.meter.fleet import SHARD_METERS, SimulatedFleet
from gridtokenx.reading.block import Energies, FleetBlock

NOON = 1_772_427_600
NAMES = ("voltage_v", "current_a", "power_factor", "battery_soc")


def numbers(block: FleetBlock, place: int) -> bytes:
    """Return all that a block says of one meter."""
    columns = [getattr(block.energies, name) for name in Energies.__slots__]
    columns += [getattr(block.electricals, name) for name in NAMES]
    return b"".join(column[place].tobytes() for column in (*columns, block.role, block.quality))


def steps(campus: Campus, *, place: int, count: int = 4) -> list[bytes]:
    fleet = SimulatedFleet(campus, seed=1, start_s=NOON)
    return [numbers(fleet.step(900), place) for _ in range(count)]


def shuffled(campus: Campus, *, seed: int) -> tuple[Campus, np.ndarray]:
    order = np.random.RandomState(seed).permutation(len(campus.meters))
    meters = list(campus.meters)
    return replace(campus, meters=tuple(meters[i] for i in order)), order


@pytest.mark.parametrize("size", [1_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_a_meter_alone_is_the_meter_among_many(size: int) -> None:
    campus = generated(meters=size, seed=2)
    mixed, order = shuffled(campus, seed=3)
    for mine in (0, 7, 555, size - 1):
        place = int(np.flatnonzero(order == mine)[0])
        alone = steps(replace(campus, meters=(campus.meters[mine],)), place=0)
        assert alone == steps(mixed, place=place)
        assert alone == steps(campus, place=mine)


def test_shards_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    campus = generated(meters=1_003, seed=2)
    whole = SimulatedFleet(campus, seed=1, start_s=NOON)
    monkeypatch.setattr(fleet_module, "SHARD_METERS", 97)
    sharded = SimulatedFleet(campus, seed=1, start_s=NOON)
    for _ in range(5):
        a, b = whole.step(900), sharded.step(900)
        assert all(numbers(a, place) == numbers(b, place) for place in range(1_003))
    assert whole.snapshot() == sharded.snapshot()
    resumed = SimulatedFleet(campus, seed=1, start_s=NOON)
    resumed.restore(whole.snapshot())
    assert numbers(resumed.step(900), 1_002) == numbers(sharded.step(900), 1_002)


def test_steps_ahead_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    campus = generated(meters=25, seed=2)
    ahead = SimulatedFleet(campus, seed=1, start_s=NOON)
    monkeypatch.setattr(fleet_module, "AHEAD_STEPS", 1)
    single = SimulatedFleet(campus, seed=1, start_s=NOON)
    monkeypatch.undo()
    for length_s in [900] * 70 + [15] * 130 + [15] * 50 + [900] * 3:
        a, b = ahead.step(length_s), single.step(length_s)
        assert (a.interval, a.weather) == (b.interval, b.weather)
        assert [numbers(a, place) for place in range(25)] == [numbers(b, place) for place in range(25)]
        assert ahead.snapshot() == single.snapshot()


def test_a_change_of_step_goes_on_from_the_last_one() -> None:
    fleet = SimulatedFleet(generated(meters=25, seed=2), seed=1, start_s=NOON)
    ends = [fleet.step(length_s).interval.end_s for length_s in [900, 900, 15, 15, *[15] * 58, 900]]
    assert ends[-1] == fleet.time_s == NOON + 3 * 900 + 60 * 15
    total = fleet.snapshot()
    again = SimulatedFleet(generated(meters=25, seed=2), seed=1, start_s=NOON)
    for length_s in [900, 900, *[15] * 60, 900]:
        again.step(length_s)
    assert again.snapshot() == total


def test_energy_is_power_times_the_intervals_own_length() -> None:
    """A peer credited a quarter of an hour's energy every 15 s: 60 times too much."""
    campus = generated(meters=200, seed=2)
    for length_s in (15, 900, 3_600):
        fleet = SimulatedFleet(campus, seed=1, start_s=NOON)
        counted, exact = np.zeros((6, 200)), np.zeros((6, 200))
        for step in range(8):
            block = fleet.step(length_s)
            assert block.interval == MarketInterval(NOON + step * length_s, length_s)
            assert fleet.last_power is not None
            exact += fleet.last_power.stacked() * (length_s / 3_600)
            counted += np.stack([getattr(block.energies, name) for name in Energies.__slots__])
        assert (np.abs(exact - counted) < 1.0 + 1e-6).all()


def test_steps_of_every_length_tell_the_same_day() -> None:
    """What docs/concept/simulation.md states: within 2 % over a day, 4 % in steps of an hour."""
    campus = generated(meters=300, seed=2)
    days = {}
    for length_s in (15, 900, 3_600):
        fleet = SimulatedFleet(campus, seed=1, start_s=NOON - NOON % 86_400)
        blocks = [fleet.step(length_s).energies for _ in range(86_400 // length_s)]
        days[length_s] = np.array(
            [sum(int(getattr(block, name).sum()) for block in blocks) for name in Energies.__slots__[:2]]
        )
    assert days[900] == pytest.approx(days[15], rel=0.02)
    assert days[3_600] == pytest.approx(days[15], rel=0.04)


def test_a_shard_is_smaller_than_the_fleets_that_it_is_for() -> None:
    assert 1_000 < SHARD_METERS <= 100_000
