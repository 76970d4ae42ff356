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
