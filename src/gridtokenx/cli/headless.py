"""A span of simulated time as fast as it goes: progress while it runs, the audit at the end, one summary."""

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress as Bar

from gridtokenx.compose import Plan, audit_folder, open_run
from gridtokenx.pipeline.run import Progress, run_until, start
from gridtokenx.pipeline.summary import summarise


class AuditFailed(SystemExit):
    """The run ended and its ledger does not hold what it must."""


def run_headless(plan: Plan, *, end_s: int, as_json: bool) -> None:
    """Run a plan to its end, audit its ledger, and print the summary.

    Raises:
        AuditFailed: The audit found something; the summary has been printed.
    """
    began = time.monotonic()
    run = open_run(plan)
    try:
        start(run.meters, run.exchange)
        with _progress(shown=not as_json) as told:
            run_until(end_s, meters=run.meters, exchange=run.exchange, on_progress=told)
        summary = summarise(run.exchange.site, run.store, start_s=plan.start_s, end_s=end_s)
        stages = run.exchange.timed
    finally:
        run.close()
    with stages("audit"):
        report = audit_folder(plan.folder)
    summary["audit"] = "ok" if report.ok else [f"{f.code}: {f.message}" for f in report.findings]
    summary["share_by_stage"] = stages.shares()
    summary["wall_s"] = round(time.monotonic() - began, 3)
    summary["peak_rss_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    if as_json:
        print(json.dumps(summary))
    else:
        _tell(summary)
    if not report.ok:
        raise AuditFailed(1)


@contextmanager
def _progress(*, shown: bool) -> Iterator[Callable[[Progress], None]]:
    """Yield what is told of each interval; a bar on standard error when somebody watches."""
    console = Console(file=sys.stderr)
    if not shown or not console.is_terminal:
        yield lambda _: None
        return
    with Bar(console=console) as bar:
        task = bar.add_task("intervals", total=None)
        yield lambda progress: bar.update(task, completed=progress.done, total=progress.total)


def _tell(summary: dict[str, object]) -> None:
    console = Console()
    for name, value in summary.items():
        console.print(f"[bold]{name:>16}[/bold]  {value}", highlight=False)
