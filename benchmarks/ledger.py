"""What the ledger carries: attest, orders, sustained, latency; a table, or one JSON object with --json.

Each sample is taken in a process of its own, on a ledger founded in a temporary folder, and ends with what
must be true on the ledger; a figure without that is not printed.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from on_ledger import attest, latency, orders, sustained
from sampling import about, lines, medians

SAMPLES = 3
MEASURES: dict[str, Callable[..., dict[str, object]]] = {
    "attest": attest.measure,
    "orders": orders.measure,
    "sustained": sustained.measure,
    "latency": latency.measure,
}
COMMON = ("samples", "quick", "json", "one", "kind")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=SAMPLES, help="Processes to take the median over.")
    parser.add_argument("--quick", action="store_true", help="One sample, for CI.")
    parser.add_argument("--json", action="store_true", help="Print one JSON object and nothing else.")
    parser.add_argument("--one", action="store_true", help="Measure in this process, once.")
    kinds = parser.add_subparsers(dest="kind", required=True)
    one = kinds.add_parser("attest", help="Meters attested and minted in one batch.")
    one.add_argument("--meters", type=int, default=10_000)
    one.add_argument("--tables", type=int, default=1, choices=(0, 1), help="Whether lookup tables serve.")
    one = kinds.add_parser("orders", help="Orders placed, cleared, ranked and settled.")
    one.add_argument("--count", type=int, default=100_000)
    one.add_argument("--owners", type=int, default=10_000)
    one.add_argument("--zones", type=int, default=1)
    one = kinds.add_parser("sustained", help="Submit-and-mint transactions a second.")
    one.add_argument("--number", type=int, default=20_000)
    one = kinds.add_parser("latency", help="From sent to durable, at a steady rate.")
    one.add_argument("--rate", type=int, default=150)
    one.add_argument("--seconds", type=int, default=20)
    return parser


def _measure(options: argparse.Namespace) -> dict[str, object]:
    given = {name: value for name, value in vars(options).items() if name not in COMMON}
    found: dict[str, object] = MEASURES[options.kind](**given)
    return found


def _sample(options: argparse.Namespace) -> dict[str, object]:
    """Measure once in a new process."""
    own = {name: value for name, value in vars(options).items() if name not in COMMON}
    command = [sys.executable, str(Path(__file__)), "--one", options.kind]
    command += [f"--{name}={value}" for name, value in own.items()]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def main() -> None:
    """Measure what the command line asks for."""
    options = _parser().parse_args()
    if options.one:
        print(json.dumps(_measure(options)))
        return
    samples = 1 if options.quick else options.samples
    figures = medians([_sample(options) for _ in range(samples)])
    assert isinstance(figures, dict)
    figures = {"kind": options.kind, **figures, **about(samples)}
    if options.json:
        print(json.dumps(figures))
        return
    for name, value in lines(figures):
        print(f"{name:>36}  {value}")


if __name__ == "__main__":
    main()
