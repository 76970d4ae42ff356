import pytest
from typer.testing import CliRunner

from gridtokenx.cli.bench import FOLDER, NoBenchmark
from gridtokenx.cli.main import app

RUNNER = CliRunner()


@pytest.mark.parametrize("name", ["nothing", "../cli/run", "day.py", "sampling extra"])
def test_only_known_benchmarks_run(name: str) -> None:
    result = RUNNER.invoke(app, ["bench", name])
    assert isinstance(result.exception, NoBenchmark)
    assert "day" in str(result.exception)


@pytest.mark.parametrize("name", ["day", "fleet"])
def test_the_documented_benchmarks_are_there(name: str) -> None:
    assert (FOLDER / f"{name}.py").is_file()


def test_what_a_benchmark_alone_understands_is_passed_to_it(capfd: pytest.CaptureFixture[str]) -> None:
    result = RUNNER.invoke(app, ["bench", "ledger", "latency", "--rate", "many", "--quick"])
    assert result.exit_code == 2
    assert "--rate: invalid int value: 'many'" in capfd.readouterr().err
