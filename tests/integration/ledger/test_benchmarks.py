"""The ledger's benchmarks still run and still hold what they measured against what must be true."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "benchmarks" / "ledger.py"


@pytest.mark.parametrize(
    ("arguments", "counted"),
    [
        (["attest", "--meters=40"], ("meters", 40)),
        (["orders", "--count=90", "--owners=30", "--zones=3"], ("orders", 90)),
        (["sustained", "--number=60"], ("transactions", 60)),
        (["latency", "--rate=40", "--seconds=1"], ("transactions", 40)),
    ],
    ids=["attest", "orders", "sustained", "latency"],
)
def test_a_benchmark_prints_figures_of_a_ledger_that_is_right(
    arguments: list[str], counted: tuple[str, int]
) -> None:
    command = [sys.executable, str(SCRIPT), *arguments, "--quick", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    figures = json.loads(done.stdout)
    name, number = counted
    assert figures[arguments[0]][name] == number
    assert figures["samples"] == 1
    assert figures["machine"]["cores"] > 0
