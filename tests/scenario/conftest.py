"""The product as a user starts it: the command in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

COMMAND = [sys.executable, "-m", "gridtokenx"]
Summary = dict[str, Any]


def run_command(*arguments: str) -> Summary:
    """Run `gridtokenx run` headless to its end and return the one JSON object it prints."""
    done = subprocess.run(
        [*COMMAND, "run", "--speed", "max", "--headless", "--json", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-2000:]
    summary = json.loads(done.stdout)
    assert isinstance(summary, dict)
    return summary


@pytest.fixture(scope="session")
def headless() -> Callable[..., Summary]:
    """`gridtokenx run --speed max --headless --json` with the arguments given."""
    return run_command


@pytest.fixture(scope="session")
def utcc_day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
    """One day of the default campus, kept: the folder and the summary."""
    folder = tmp_path_factory.mktemp("utcc-day")
    return folder, run_command(
        "--campus", "utcc", "--start", "2026-03-02", "--days", "1", "--data", str(folder)
    )
