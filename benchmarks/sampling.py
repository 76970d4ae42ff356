"""What every benchmark shares: samples in processes of their own, medians, the machine they ran on."""

import json
import os
import platform
import statistics
import subprocess
import sys
from importlib.metadata import version
from typing import cast

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


def medians(samples: list[object]) -> object:
    """Return the median of numbers, and of each number in dictionaries of the same shape; else the first."""
    first = samples[0]
    if isinstance(first, dict):
        return {name: medians([sample[name] for sample in samples]) for name in first}  # type: ignore[index]  # same shape
    if isinstance(first, int | float) and not isinstance(first, bool):
        return statistics.median([cast("float", sample) for sample in samples])
    return first


def lines(figures: dict[str, object], prefix: str = "") -> list[tuple[str, object]]:
    """Return figures a line each, those inside others after their name."""
    found: list[tuple[str, object]] = []
    for name, value in figures.items():
        inner = isinstance(value, dict)
        found += lines(value, f"{prefix}{name} / ") if inner else [(f"{prefix}{name}", value)]  # type: ignore[arg-type]  # a dictionary
    return found


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
