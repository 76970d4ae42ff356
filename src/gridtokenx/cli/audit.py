"""`gridtokenx audit`: prove a ledger from its own journal, and say in words what does not hold."""

import dataclasses
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from gridtokenx.compose import audit_folder, folder_named

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.progress import Task


class _Rate(ProgressColumn):
    """How many entries a second are checked."""

    def render(self, task: "Task") -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f}/s" if speed else "")


def audit(
    data: Annotated[
        Path | None, typer.Option(help="The run's folder; by default the default campus's.")
    ] = None,
    head: Annotated[
        str | None, typer.Option(help="A head exported earlier: cutting the journal is then found.")
    ] = None,
    from_snapshot: Annotated[
        bool,
        typer.Option(
            "--from-snapshot", help="Run again only what follows the newest snapshot; the chain, whole."
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Check every invariant from the ledger alone; exit code 1 when something is wrong."""
    with _progress(hidden=as_json) as show:
        report = audit_folder(folder_named(data), head=head, progress=show, from_snapshot=from_snapshot)
    if as_json:
        print(json.dumps(dataclasses.asdict(report)))
    else:
        _print(report.findings, report.finding_count, "")
        _print(report.notices, report.notice_count, "notice ")
        verdict = "ok" if report.ok else f"{report.finding_count} findings"
        noticed = f", {report.notice_count} notices" if report.notice_count else ""
        begun = f", run again from entry {report.first_run}" if report.first_run else ""
        counted = f"{report.transactions} transactions{begun}, state hash {report.state_hash}"
        print(f"audit: {verdict}{noticed}; {counted}")
        print(f"head: {report.head}")
    if not report.ok:
        raise typer.Exit(1)


@contextmanager
def _progress(*, hidden: bool) -> "Iterator[Callable[[int, int], None]]":
    """Yield what shows entries done and in all; nothing is shown where nobody looks."""
    console = Console(file=sys.stderr)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=hidden or not console.is_terminal) as bar:
        task = bar.add_task("entries", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


class _Told(Protocol):
    """What a finding says."""

    @property
    def code(self) -> str:
        """Its name."""

    @property
    def message(self) -> str:
        """What is wrong, and where."""

    @property
    def advice(self) -> str:
        """What to do."""


def _print(findings: Sequence[_Told], count: int, kind: str) -> None:
    """Print findings, and under the first of each code what to do."""
    advised: set[str] = set()
    for finding in findings:
        print(f"{kind}{finding.code}: {finding.message}")
        if finding.code not in advised:
            print(f"  what to do: {finding.advice}")
            advised.add(finding.code)
    if count > len(findings):
        print(f"... and {count - len(findings)} more")
