"""What every benchmark shares: samples in processes of their own, medians, the machine they ran on."""

import json
import os
import platform
import statistics
import subprocess
import sys
from importlib.metadata import version

SAMPLES = 5
PACKAGES = ("gridtokenx", "numpy", "solders", "sqlalchemy")


def run_summary(*arguments: str) -> dict[str, object]:
    """Run `gridtokenx run` headless in a new process and return its summary."""
    command = [
        sys.executable,
        "-m",
        "gridtokenx",
        "run",
        "--speed",
        "max",
        "--headless",
        "--json",
        *arguments,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    summary = json.loads(done.stdout)
    assert isinstance(summary, dict)
    return summary


def median(values: list[float]) -> float:
    """Return the median, to a hundredth."""
    return round(statistics.median(values), 2)


def about(samples: int) -> dict[str, object]:
    """Return what the figures were measured on."""
    return {
        "machine": {"cpu": platform.processor() or platform.machine(), "cores": os.cpu_count()},
        "versions": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
        "samples": samples,
    }


def options() -> tuple[int, bool]:
    """Return how many samples to take, and whether to print JSON only."""
    return (1 if "--quick" in sys.argv else SAMPLES), "--json" in sys.argv


def tell(figures: dict[str, object], *, as_json: bool) -> None:
    """Print figures as one JSON object, or a line each."""
    if as_json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:>24}  {value}")
