import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gridtokenx.cli.main import app
from gridtokenx.cli.run import OptionsDisagree

RUNNER = CliRunner()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--speed", "max"], "--days"),
        (["--speed", "fast"], "--speed 'fast'"),
        (["--speed", "0"], "--speed '0'"),
        (["--speed", "nan"], "--speed 'nan'"),
        (["--speed", "max", "--days", "0"], "--days 0"),
        (["--speed", "max", "--days", "1e9"], "--days 1"),
        (["--days", "1"], "--speed max"),
    ],
)
def test_options_that_do_not_go_together_are_refused(options: list[str], says: str) -> None:
    result = RUNNER.invoke(app, ["run", "--headless", *options])
    assert isinstance(result.exception, OptionsDisagree)
    assert says in str(result.exception)


def test_a_clusters_clock_cannot_be_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOLANA_RPC_URL", "http://127.0.0.1:9")
    result = RUNNER.invoke(app, ["run", "--headless", "--speed", "max", "--days", "1"])
    assert isinstance(result.exception, OptionsDisagree)
    assert "unset SOLANA_RPC_URL" in str(result.exception)


def test_an_unknown_external_meter_is_refused() -> None:
    result = RUNNER.invoke(app, ["run", "--speed", "max", "--days", "1", "--external", "NOBODY_001"])
    assert "NOBODY_001" in str(result.exception)


def test_a_bad_start_is_refused() -> None:
    result = RUNNER.invoke(app, ["run", "--speed", "max", "--days", "1", "--start", "tomorrow"])
    assert "--start 'tomorrow'" in str(result.exception)


def test_measured_readings_take_no_other_weather(tmp_path: Path) -> None:
    options = [
        "--campus",
        "cambridge",
        "--weather",
        str(tmp_path / "any.epw"),
        "--speed",
        "max",
        "--days",
        "1",
    ]
    result = RUNNER.invoke(app, ["run", *options])
    assert isinstance(result.exception, OptionsDisagree)
    assert "--weather" in str(result.exception)


def test_a_run_on_a_weather_file_has_its_weather(tmp_path: Path) -> None:
    """No light in the file, so a day of the campus generates nothing."""
    rows = [f"2026-03-{d:02d}T{h:02d}:00+07:00,20,50,1,0" for d in (3, 4, 5) for h in range(24)]
    path = tmp_path / "dark.csv"
    path.write_text("timestamp,temperature_c,humidity_pct,wind_m_s,ghi_w_m2\n" + "\n".join(rows), "utf-8")
    options = ["--weather", str(path), "--start", "2026-03-04T10:00", "--speed", "max", "--days", "0.05"]
    result = RUNNER.invoke(app, ["run", *options, "--json"])
    assert result.exit_code == 0, result.exception
    assert json.loads(result.stdout)["generated_wh"] == 0
    outside = RUNNER.invoke(app, ["run", *options, "--start", "2027-03-04"])
    assert "dark.csv has weather from" in str(outside.exception)
