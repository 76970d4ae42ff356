import subprocess
import sys

from gridtokenx import __version__


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gridtokenx", *arguments], capture_output=True, text=True, check=False
    )


def test_an_expected_error_is_one_sentence_and_exit_code_one() -> None:
    done = command("campus", "check", "atlantis")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("gridtokenx: campus 'atlantis'")
    assert done.stderr.count("\n") == 1


def test_help_lists_every_command() -> None:
    text = command("--help").stdout
    assert all(name in text for name in ("run", "audit", "bench", "campus", "ledger", "meter", "version"))


def test_version() -> None:
    assert command("version").stdout.strip() == __version__


def test_starting_imports_no_heavy_oracle_of_the_tests() -> None:
    heavy = ("pandas", "scipy", "pvlib", "litestar")
    script = f"import gridtokenx.cli.main, sys; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
