import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gridtokenx.campus import catalogue
from gridtokenx.campus.invalid import CampusFileInvalid
from gridtokenx.cli.campus import app

RUNNER = CliRunner()


def test_list_names_every_campus_with_computed_totals() -> None:
    text = RUNNER.invoke(app, ["list"]).stdout
    assert [line.split()[0] for line in text.splitlines()] == list(catalogue.names())
    assert "1705 kW of PV, 950 kWh" in text


def test_check_prints_one_object() -> None:
    facts = json.loads(RUNNER.invoke(app, ["check", "stanford", "--json"]).stdout)
    assert (facts["meters"], facts["pv_kw"], facts["battery_kwh"]) == (25, 1120.0, 684.0)


def test_check_of_a_wrong_file_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    meter = {"meter_id": "A", "building": "B", "floor": 1, "type": "prosumer", "capacity_kw": -5}
    path.write_text("[\n" + json.dumps(meter | {"solar_installed": False, "battery_storage": False}) + "\n]")
    result = RUNNER.invoke(app, ["check", str(path)])
    assert isinstance(result.exception, CampusFileInvalid)
    assert "mine.json, line 2" in str(result.exception)
    assert "capacity_kw" in str(result.exception)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "nowhere.toml"])
def test_check_of_nothing_fails(name: str) -> None:
    assert RUNNER.invoke(app, ["check", name]).exit_code != 0
