"""`gridtokenx audit`: prove a ledger from its own journal, and say in words what does not hold."""

import dataclasses
import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from gridtokenx.compose import audit_folder, folder_named


def audit(
    data: Annotated[
        Path | None, typer.Option(help="The run's folder; by default the default campus's.")
    ] = None,
    head: Annotated[
        str | None, typer.Option(help="A head exported earlier: cutting the journal is then found.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Check every invariant from the ledger alone; exit code 1 when something is wrong."""
    console = Console(file=sys.stderr)
    with Progress(console=console, disable=as_json or not console.is_terminal) as bar:
        task = bar.add_task("entries", total=None)
        report = audit_folder(
            folder_named(data),
            head=head,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    if as_json:
        print(json.dumps(dataclasses.asdict(report)))
    else:
        for finding in report.findings:
            print(f"{finding.code}: {finding.message}")
        verdict = "ok" if report.ok else f"{report.finding_count} findings"
        print(f"audit: {verdict}; {report.transactions} transactions, state hash {report.state_hash}")
        print(f"head: {report.head}")
    if not report.ok:
        raise typer.Exit(1)
