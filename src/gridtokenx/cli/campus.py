"""`gridtokenx campus`: which campuses there are, and whether a file of one's own is right."""

import json
from typing import Annotated

import typer

from gridtokenx.campus import catalogue
from gridtokenx.compose import load_campus

app = typer.Typer(help="Look at campuses.", no_args_is_help=True)


@app.command("list")
def names() -> None:
    """List the campuses that ship, with their computed totals."""
    for name in catalogue.names():
        campus = catalogue.load(name)
        print(
            f"{name:<12} {campus.title}: {len(campus.meters)} meters, "
            f"{campus.pv_kw:g} kW of PV, {campus.battery_kwh:g} kWh of storage"
        )


@app.command("check")
def check(
    name: Annotated[str, typer.Argument(help="A shipped campus's name, or the path of a campus file.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Read a campus file and say what is in it; an error names the line."""
    campus = load_campus(name, meters=None, seed=0)
    facts = {
        "name": campus.name,
        "title": campus.title,
        "timezone": campus.place.timezone,
        "currency": campus.currency,
        "meters": len(campus.meters),
        "pv_kw": campus.pv_kw,
        "battery_kwh": campus.battery_kwh,
    }
    if as_json:
        print(json.dumps(facts))
        return
    for fact, value in facts.items():
        print(f"{fact:>12}  {value}")
