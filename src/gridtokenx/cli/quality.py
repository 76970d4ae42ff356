"""`gridtokenx quality`: what is wrong with a run's readings, or with a file of measured ones."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.compose_quality import Trial, quality_of_csv, quality_of_folder, trial
from gridtokenx.reading.quality.alarm import Check
from gridtokenx.reading.quality.check import QualityReport
from gridtokenx.reading.shape import rfc3339

_SHOWN_MAX = 100


class WhatToCheck(GridTokenXError):
    """Neither a folder nor a file was named, or both were."""


def quality(
    data: Annotated[Path | None, typer.Option(help="The run's folder.")] = None,
    csv: Annotated[Path | None, typer.Option(help="CSV of measured readings, or exported ones.")] = None,
    campus: Annotated[
        str | None, typer.Option(help="The campus of the readings: its name, or the path of its file.")
    ] = None,
    meters: Annotated[int | None, typer.Option(help="Size of the fleet, if it was generated.")] = None,
    days: Annotated[float, typer.Option(help="How many of the last days to look at.")] = 28.0,
    months: Annotated[
        int | None,
        typer.Option("--trial", min=1, max=100, help="Judge the checks on this many simulated months."),
    ] = None,
    severity: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="How bad the trial's faults are; 0.5 is half as bad.")
    ] = 1.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Check readings for gaps, stuck registers, drift, wrong clocks and the like."""
    if [data, csv, months].count(None) != 2:
        raise WhatToCheck("name one of --data FOLDER, --csv FILE and --trial MONTHS: that is what is checked")
    if months is not None:
        _tell_trial(trial(months=months, severity=severity), as_json=as_json)
        return
    if data is not None:
        report = quality_of_folder(data, campus=campus, meters=meters, days=days)
    else:
        assert csv is not None
        report = quality_of_csv(csv, campus=campus, days=days)
    if as_json:
        print(json.dumps({**_totals(report), "alarms": [asdict(alarm) for alarm in report.alarms]}))
        return
    for alarm in report.alarms[:_SHOWN_MAX]:
        print(f"{rfc3339(alarm.start_s)} to {rfc3339(alarm.end_s)}  {alarm.meter_id:<24} "
              f"{alarm.check:<10} {alarm.detail}")  # fmt: skip
    if len(report.alarms) > _SHOWN_MAX:
        print(f"... and {len(report.alarms) - _SHOWN_MAX} more: --json has all")
    totals = _totals(report)
    print(f"{totals['readings']} readings of {totals['meters']} meters over {totals['days']} days: "
          f"{len(report.alarms)} alarms, {totals['suspect']} readings suspect")  # fmt: skip


def _totals(report: QualityReport) -> dict[str, int]:
    return {
        "readings": report.readings,
        "meters": report.meters,
        "days": report.days,
        "suspect": report.suspect,
        "after_gap": report.after_gap,
    }


def _tell_trial(result: Trial, *, as_json: bool) -> None:
    """Print how the checks do, as the tables of docs/concept/quality.md."""
    if as_json:
        print(json.dumps(asdict(result)))
        return
    print(f"seeds {result.seeds[0]} to {result.seeds[-1]}, {result.days} days each")
    print("| fault | injected | found | recall | alarms | precision |\n|---|---|---|---|---|---|")
    for score in result.scores:
        print(f"| {score.kind} | {score.faults} | {score.found} | {score.recall:.2f} "
              f"| {score.alarms} | {score.precision:.2f} |")  # fmt: skip
    names = [f"{alarms.first_year}" for alarms in result.false_alarms]
    print(f"\nalarms for each meter and month\n| check | {' | '.join(names)} |")
    print("|---|" + "---|" * len(names))
    for kind in (*Check, None):
        rates = [f"{alarms.per_meter_month(kind):.3f}" for alarms in result.false_alarms]
        print(f"| {kind or 'all'} | {' | '.join(rates)} |")
