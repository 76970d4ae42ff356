"""The start: a light command brings nothing of the ledger along, and errors are one sentence for all."""

import subprocess
import sys

import pytest

from gridtokenx.cli.entry import LIGHT
from gridtokenx.cli.main import app


def started(*arguments: str) -> subprocess.CompletedProcess[str]:
    script = (
        "import sys; from gridtokenx.cli.entry import main\n"
        f"sys.argv = ['gridtokenx', *{list(arguments)!r}]\n"
        "try:\n    main()\n"
        "finally:\n    heavy = {'solders', 'sqlalchemy', 'litestar'} & set(sys.modules)\n"
        "    print(*sorted(heavy), file=sys.stderr)"
    )
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)


def test_a_simulation_imports_no_ledger_and_no_store() -> None:
    done = started("simulate", "--days", "0.01")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 25
    assert done.stderr.strip() == ""


def test_other_commands_are_the_whole_command_line() -> None:
    assert "simulate" in started("--help").stdout
    assert started("version").returncode == 0


@pytest.mark.parametrize("arguments", [("simulate", "--campus", "atlantis"), ("campus", "check", "atlantis")])
def test_an_expected_error_is_one_sentence(arguments: tuple[str, ...]) -> None:
    done = started(*arguments)
    assert done.returncode == 1
    assert done.stderr.startswith("gridtokenx: campus 'atlantis'")


def test_light_commands_are_commands_of_the_whole() -> None:
    assert {command.name for command in app.registered_commands} >= LIGHT
