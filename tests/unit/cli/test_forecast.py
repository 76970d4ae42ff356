import json
from pathlib import Path

import pytest
from tests.unit.cli.made_readings import write_readings
from typer.testing import CliRunner

from gridtokenx.cli.forecast import ReadingsOfOthers
from gridtokenx.cli.main import app
from gridtokenx.forecast.model_file import ModelFileInvalid

RUNNER = CliRunner()


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    out = folder / "m.json"
    readings = write_readings(folder / "r.csv")
    assert RUNNER.invoke(app, ["calibrate", str(readings), "--out", str(out)]).exit_code == 0
    return out


def test_quantiles_of_each_hour_are_printed(model: Path) -> None:
    lines = RUNNER.invoke(app, ["forecast", str(model), "--hours", "24", "--meter", "a"]).stdout.splitlines()
    assert lines[0] == "a [kWh an hour], UTC"
    assert lines[2].startswith("2018-02-26 00:00")
    assert len(lines) == 2 + 24
    for line in lines[2:]:
        quantiles = [float(word) for word in line.split()[2:]]
        assert quantiles == sorted(quantiles)
    noon = [float(word) for word in lines[2 + 12].split()[2:]]
    assert noon[3] == pytest.approx(15.0, abs=0.6)


def test_json_carries_every_meter(model: Path) -> None:
    facts = json.loads(RUNNER.invoke(app, ["forecast", str(model), "--json"]).stdout)
    assert facts["issued_utc"] == "2018-02-26T00:00:00+00:00"
    assert len(facts["hours"]) == 48
    assert set(facts["hours"][0]["kwh"]) == {"a", "b"}
    assert len(facts["quantiles"]) == len(facts["hours"][0]["kwh"]["a"])


def test_newer_readings_move_the_issue(model: Path, tmp_path: Path) -> None:
    newer = write_readings(tmp_path / "newer.csv", weeks=9)
    facts = json.loads(
        RUNNER.invoke(app, ["forecast", str(model), "--readings", str(newer), "--json"]).stdout
    )
    assert facts["issued_utc"] == "2018-03-05T00:00:00+00:00"


def test_what_does_not_fit_the_model_is_refused(model: Path, tmp_path: Path) -> None:
    without = write_readings(tmp_path / "r.csv", weather=False)
    result = RUNNER.invoke(app, ["forecast", str(model), "--readings", str(without)])
    assert isinstance(result.exception, ReadingsOfOthers)
    assert "temperature_c" in str(result.exception)
    other = tmp_path / "other.csv"
    other.write_text(without.read_text().replace("timestamp,a,b", "timestamp,a,c"))
    result = RUNNER.invoke(app, ["forecast", str(model), "--readings", str(other)])
    assert "meters = a, c" in str(result.exception)
    assert isinstance(
        RUNNER.invoke(app, ["forecast", str(model), "--meter", "z"]).exception, ReadingsOfOthers
    )
    assert isinstance(RUNNER.invoke(app, ["forecast", str(other)]).exception, ModelFileInvalid)
    assert RUNNER.invoke(app, ["forecast", str(model), "--hours", "49"]).exit_code == 2
