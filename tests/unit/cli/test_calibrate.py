import json
from pathlib import Path

import pytest
from tests.unit.cli.made_readings import write_readings
from typer.testing import CliRunner

from gridtokenx.cli.main import app
from gridtokenx.forecast.daykind import ZoneUnknown
from gridtokenx.forecast.history import HistoryUnusable
from gridtokenx.forecast.model_file import read_model

RUNNER = CliRunner()


def test_the_error_on_held_out_data_is_printed_and_the_model_written(tmp_path: Path) -> None:
    readings, out = write_readings(tmp_path / "r.csv"), tmp_path / "m.json"
    result = RUNNER.invoke(app, ["calibrate", str(readings), "--timezone", "UTC", "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert "judged on the last 269 h" in result.stdout
    assert "weather ahead by persistence" in result.stdout
    assert [line.split()[0] for line in result.stdout.splitlines() if "within" in line] == ["a", "b"]
    assert read_model(out.read_text(), file_name="m.json").tail.meter_ids == ("a", "b")


def test_json_carries_the_same_figures(tmp_path: Path) -> None:
    readings = write_readings(tmp_path / "r.csv")
    result = RUNNER.invoke(app, ["calibrate", str(readings), "--json", "--calendar", "utcc"])
    facts = json.loads(result.stdout)
    assert facts["held_out_hours"] == 269
    assert facts["simulated"]["a"]["guideline_14"] is True
    assert facts["simulated"]["a"]["cv_rmse"] < 0.3
    assert [row["hours_ahead"] for row in facts["forecast"]] == [1, 3, 6, 12, 24, 48]
    assert set(facts["forecast"][0]["margin"]) == {"persistence", "last day", "last week"}


def test_too_few_readings_and_unknown_zones_are_refused(tmp_path: Path) -> None:
    short = write_readings(tmp_path / "r.csv", weeks=5)
    assert isinstance(RUNNER.invoke(app, ["calibrate", str(short)]).exception, HistoryUnusable)
    enough = write_readings(tmp_path / "r.csv")
    result = RUNNER.invoke(app, ["calibrate", str(enough), "--timezone", "Nowhere/Else"])
    assert isinstance(result.exception, ZoneUnknown)


@pytest.mark.parametrize("flag", ["--calendar", "--weather"])
def test_what_is_not_there_fails(tmp_path: Path, flag: str) -> None:
    readings = write_readings(tmp_path / "r.csv")
    assert RUNNER.invoke(app, ["calibrate", str(readings), flag, "nowhere.toml"]).exit_code != 0
