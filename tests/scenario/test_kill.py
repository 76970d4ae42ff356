"""kill -9 at random moments of a run: taken up again, nothing is lost or doubled, the state is the same."""

import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.scenario.conftest import COMMAND, Summary

pytestmark = pytest.mark.slow
KILLS = 50
RUN = ("--campus", "university", "--start", "2026-03-02", "--days", "3", "--telemetry", "300")
SEED = 20_261_121


def kill_after(folder: Path, delay_s: float) -> bool:
    """Start the run, kill it without warning after a while; return whether it was still running."""
    process = subprocess.Popen(
        [*COMMAND, "run", "--speed", "max", "--headless", "--json", *RUN, "--data", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(delay_s)
    running = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    return running


def test_fifty_kills_lose_and_double_nothing(tmp_path: Path, headless: Callable[..., Summary]) -> None:
    whole = headless(*RUN)
    draw = random.Random(SEED)  # noqa: S311 # picks moments, no secret
    folder, landed = tmp_path / "run", 0
    for number in range(KILLS * 2):
        delay = draw.uniform(0.3, 2.5)
        landed += kill_after(folder, delay)
        if landed >= KILLS:
            break
        if number % 10 == 9 and landed < number // 3:
            folder = tmp_path / f"run-{number}"
    finished = headless(*RUN, "--data", str(folder))
    for name in ("readings", "consumed_wh", "minted_wh", "burned_wh", "traded_wh", "trades", "state_hash"):
        assert finished[name] == whole[name], name
    assert finished["audit"] == "ok"
    assert landed >= KILLS
