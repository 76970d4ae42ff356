"""What the ledger carries: attest, orders, sustained and latency, or all of them when none is named.

Each sample is taken in a process of its own, on a ledger founded in a temporary folder, and ends with what
must be true on the ledger; a figure without that is not printed. Seconds of wall and of processor time are
told apart: the second says what the work costs on a machine that is busy with other things.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from gridtokenx.cli.garbage import collect_seldom
from on_ledger import attest, latency, orders, sustained
from sampling import about, lines, medians

SAMPLES = 3
Measure = Callable[..., dict[str, object]]
MEASURES: dict[str, tuple[Measure, tuple[str, ...]]] = {
    "attest": (attest.measure, ("meters", "tables")),
    "orders": (orders.measure, ("count", "owners", "zones")),
    "sustained": (sustained.measure, ("number",)),
    "latency": (latency.measure, ("rate", "seconds")),
}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("kind", nargs="?", choices=sorted(MEASURES), help="What to measure; all if left out.")
    add("--meters", type=int, default=10_000, help="attest: meters in the batch.")
    add("--tables", type=int, default=1, choices=(0, 1), help="attest: whether lookup tables serve.")
    add("--count", type=int, default=100_000, help="orders: how many.")
    add("--owners", type=int, default=10_000, help="orders: of how many owners.")
    add("--zones", type=int, default=1, help="orders: in how many zones.")
    add("--number", type=int, default=20_000, help="sustained: transactions.")
    add("--rate", type=int, default=150, help="latency: transactions a second.")
    add("--seconds", type=int, default=20, help="latency: for how long.")
    add("--samples", type=int, default=SAMPLES, help="Processes to take the median over.")
    add("--quick", action="store_true", help="One sample, for CI.")
    add("--json", action="store_true", help="Print one JSON object and nothing else.")
    add("--one", action="store_true", help="Measure in this process, once.")
    return parser.parse_args()


def _sample(kind: str, options: argparse.Namespace) -> object:
    """Measure once in a new process."""
    given = [f"--{name}={getattr(options, name)}" for name in MEASURES[kind][1]]
    command = [sys.executable, str(Path(__file__)), kind, "--one", *given]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)


def main() -> None:
    """Measure what the command line asks for."""
    options = _options()
    if options.one:
        collect_seldom()  # as the product's own command line does
        measure, names = MEASURES[options.kind]
        print(json.dumps(measure(**{name: getattr(options, name) for name in names})))
        return
    samples = 1 if options.quick else options.samples
    figures: dict[str, object] = {
        kind: medians([_sample(kind, options) for _ in range(samples)])
        for kind in ([options.kind] if options.kind else MEASURES)
    }
    figures |= {**about(samples), "load_average": round(os.getloadavg()[0], 1)}
    if options.json:
        print(json.dumps(figures))
        return
    told = lines(figures)
    width = max(len(name) for name, _ in told)
    for name, value in told:
        print(f"{name:<{width}}  {value}")


if __name__ == "__main__":
    main()
