"""The Engineering Complex's day against the table of R-CAM-4; see the case's README."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from gridtokenx.campus.catalogue import load
from gridtokenx.meter.fleet import SimulatedFleet

CASE = Path(__file__).parent / "engineering_day"
MIDNIGHT = int(datetime(2026, 3, 3, 17, tzinfo=UTC).timestamp())  # Wednesday 4 March in Bangkok
Day = dict[int, tuple[float, float]]
CLEAR = (1.0, 0.0, 0.0, 0.0, 0.0)
SEEDS = 20


@pytest.fixture(scope="module")
def day() -> Day:
    """Mean generation [kW] and consumption [kWh per 15 min] by hour, from the quarters about it."""
    engineering = load("engineering")
    generated, consumed = np.zeros(96), np.zeros(96)
    for seed in range(SEEDS):
        fleet = SimulatedFleet(engineering, seed=seed, start_s=MIDNIGHT, weights=CLEAR)
        for quarter in range(96):
            energies = fleet.step(900).energies
            generated[quarter] += energies.generated_wh.sum() / 250.0 / SEEDS
            consumed[quarter] += energies.consumed_wh.sum() / 1e3 / SEEDS
    return {
        hour: (
            float(generated[4 * hour - 1 : 4 * hour + 1].mean()),
            float(consumed[4 * hour - 1 : 4 * hour + 1].mean()),
        )
        for hour in (6, 9, 12, 15, 18, 21)
    }


@pytest.fixture(scope="module")
def expected() -> Day:
    with (CASE / "expected.csv").open() as lines:
        return {
            int(r["hour"]): (float(r["generation"]), float(r["consumption"])) for r in csv.DictReader(lines)
        }


@pytest.mark.parametrize("hour", [6, 9, 12, 15, 18, 21])
def test_consumption_follows_the_table(hour: int, day: Day, expected: Day) -> None:
    assert day[hour][1] == pytest.approx(expected[hour][1], rel=0.15)


def test_noon_generation_is_in_its_band(day: Day) -> None:
    assert 35.0 <= day[12][0] <= 42.5


def test_generation_follows_the_sun(day: Day, expected: Day) -> None:
    assert day[6][0] == day[21][0] == 0.0
    assert day[15][0] == pytest.approx(expected[15][0], rel=0.25)
    assert 0.0 < day[18][0] < day[9][0] < day[12][0]
