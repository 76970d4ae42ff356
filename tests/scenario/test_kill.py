"""kill -9 at random moments of a run: taken up again, nothing is lost or doubled, the state is the same."""

import json
import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.scenario.conftest import COMMAND, Summary

pytestmark = pytest.mark.slow
KILLS = 50
LONGEST_S = 4.0
STARTS_MAX = 400
RUN = ("--campus", "utcc", "--start", "2026-03-02", "--days", "1")
SEED = 20_261_121
KEPT = (
    "readings",
    "consumed_wh",
    "minted_wh",
    "burned_wh",
    "redeemed_wh",
    "traded_wh",
    "trades",
    "state_hash",
)


def run_for(folder: Path, seconds: float) -> Summary | None:
    """Start or take up the run, and kill it without warning; return its summary if it was faster."""
    command = [*COMMAND, "run", "--speed", "max", "--headless", "--json", *RUN, "--data", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return None
    assert process.returncode == 0, err[-2000:]
    summary = json.loads(out)
    assert isinstance(summary, dict)
    return summary


def same(summary: Summary, whole: Summary) -> None:
    assert {name: summary[name] for name in KEPT} == {name: whole[name] for name in KEPT}
    assert summary["audit"] == "ok"


def test_fifty_kills_lose_and_double_nothing(tmp_path: Path, headless: Callable[..., Summary]) -> None:
    whole = headless(*RUN)
    draw = random.Random(SEED)  # noqa: S311 # picks moments, keeps no secret
    kills, completed, folder = 0, 0, tmp_path / "run-0"
    for _ in range(STARTS_MAX):
        summary = run_for(folder, draw.uniform(0.5, LONGEST_S))
        if summary is None:
            kills += 1
        else:
            same(summary, whole)
            completed += 1
            folder = tmp_path / f"run-{completed}"
        if kills >= KILLS:
            break
    same(headless(*RUN, "--data", str(folder)), whole)
    assert kills >= KILLS
