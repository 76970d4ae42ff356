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


def test_the_documented_benchmark_is_there() -> None:
    assert (FOLDER / "day.py").is_file()
