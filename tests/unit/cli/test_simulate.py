"""`gridtokenx simulate`: JSON lines of the fleet's own readings, in the sources' shapes."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gridtokenx.campus.catalogue import load
from gridtokenx.cli.main import app
from gridtokenx.cli.simulate import SimulationOptionsInvalid
from gridtokenx.meter.fleet import SimulatedFleet

RUNNER = CliRunner()
START_S = 1_772_384_400
"""2026-03-02 in Bangkok."""


def lines(*arguments: str) -> list[dict[str, object]]:
    result = RUNNER.invoke(app, ["simulate", *arguments])
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_day_is_the_fleets_day(tmp_path: Path) -> None:
    path = tmp_path / "day.jsonl"
    assert lines("--campus", "utcc", "--days", "1", "--seed", "3", "--out", str(path)) == []
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert len(rows) == 96 * 25
    fleet = SimulatedFleet(load("utcc"), seed=3, start_s=START_S)
    blocks = [fleet.step(900) for _ in range(96)]
    consumed = [wh / 1_000 for block in blocks for wh in block.energies.consumed_wh.tolist()]
    assert [row["energy_consumed"] for row in rows] == consumed
    assert rows[0]["timestamp"] == "2026-03-01T17:15:00Z"
    assert list(rows[0])[:4] == ["meter_id", "timestamp", "building", "floor"]


def test_a_reading_has_the_shape_that_was_asked_for() -> None:
    engineering = lines("--campus", "engineering", "--days", "0.01", "--shape", "engineering")[0]
    assert engineering["digital_signature"] == ""
    assert "net_energy" in engineering
    assert "weather_condition" in lines("--days", "0.01", "--shape", "market")[0]


def test_steps_and_generated_fleets() -> None:
    rows = lines("--meters", "7", "--days", "0.001", "--step", "15")
    assert len(rows) == 7 * round(0.001 * 86_400 / 15)
    assert rows[6]["meter_id"] == "AMI_METER_007"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--step", "7"), "--step 7: give one of"),
        (("--days", "0"), "--days 0 must be above 0"),
        (("--out", "/nowhere/at/all.jsonl"), "--out '/nowhere/at/all.jsonl' cannot be written"),
    ],
)
def test_options_that_cannot_be_are_named(arguments: tuple[str, ...], told: str) -> None:
    error = RUNNER.invoke(app, ["simulate", *arguments]).exception
    assert isinstance(error, SimulationOptionsInvalid)
    assert told in str(error)
