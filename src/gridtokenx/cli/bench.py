"""`gridtokenx bench`: run one of the benchmarks of a source checkout."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from gridtokenx.base.errors import GridTokenXError

FOLDER = Path(__file__).parents[3] / "benchmarks"


class NoBenchmark(GridTokenXError):
    """A benchmark that does not exist, or a package without its sources."""


PASSES_OPTIONS = {"allow_extra_args": True, "ignore_unknown_options": True}


def bench(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Which benchmark, such as day.")] = "day",
    quick: Annotated[bool, typer.Option("--quick", help="One sample instead of five, for CI.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Measure, and print medians; what else is on the line goes to the benchmark.

    So `gridtokenx bench ledger orders --count 1000 --quick` clears a thousand orders once.
    """
    script = FOLDER / f"{name}.py"
    if not name.isidentifier() or not script.is_file():
        known = (
            ", ".join(sorted(p.stem for p in FOLDER.glob("[a-z]*.py"))) or "none: benchmarks need the sources"
        )
        raise NoBenchmark(f"benchmark {name!r} is not there: use one of {known}")
    flags = [*(["--quick"] if quick else []), *(["--json"] if as_json else [])]
    raise typer.Exit(_run([str(script), *context.args, *flags]))


def _run(command: list[str]) -> int:
    return subprocess.run([sys.executable, *command], check=False).returncode  # noqa: S603 # ours
