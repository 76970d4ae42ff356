import json
from pathlib import Path

from typer.testing import CliRunner

from gridtokenx.cli.main import app

RUNNER = CliRunner()


def test_a_file_is_checked_in_words_and_as_json(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("timestamp,A\n2019-01-01T00:00,1\n2019-01-01T01:00,2\n2019-01-01T03:00,3\n")
    told = RUNNER.invoke(app, ["quality", "--csv", str(path)])
    assert told.exit_code == 0
    assert "2019-01-01T02:00:00Z to 2019-01-01T03:00:00Z  A " in told.stdout
    assert "1 alarms" in told.stdout
    report = json.loads(RUNNER.invoke(app, ["quality", "--csv", str(path), "--json"]).stdout)
    assert (report["readings"], report["after_gap"], report["suspect"]) == (3, 1, 0)
    assert [alarm["check"] for alarm in report["alarms"]] == ["gap"]


def test_one_thing_at_a_time_is_checked(tmp_path: Path) -> None:
    for options in ([], ["--data", str(tmp_path), "--trial", "1"]):
        result = RUNNER.invoke(app, ["quality", *options])
        assert result.exit_code == 1
        assert "name one of --data" in str(result.exception)
