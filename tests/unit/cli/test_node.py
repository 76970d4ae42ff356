import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from gridtokenx.cli.ledger import app
from gridtokenx.cli.node import SpeedRefused

RUNNER = CliRunner()


@pytest.mark.slow
def test_it_serves_until_ctrl_c_and_keeps_its_ledger(tmp_path: Path) -> None:
    names = set()
    for _ in range(2):
        options = ["--data", str(tmp_path), "--port", "0", "--airdrop"]
        process = subprocess.Popen(
            [sys.executable, "-m", "gridtokenx", "ledger", "serve", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout is not None
            said = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert said is not None
            assert "airdrops on" in process.stdout.readline()
            body = {"jsonrpc": "2.0", "id": 1, "method": "getGenesisHash"}
            names.add(httpx.post(said.group(), json=body).json()["result"])
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=30)
            assert process.returncode == 0, err
            assert "Traceback" not in err
        finally:
            process.kill()
            process.communicate()
    assert len(names) == 1


def test_a_speed_no_clock_runs_at_is_refused() -> None:
    refused = RUNNER.invoke(app, ["serve", "--speed", "0"])
    assert isinstance(refused.exception, SpeedRefused)
