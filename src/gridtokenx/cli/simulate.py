"""`gridtokenx simulate`: the fleet alone, its readings as JSON lines; no ledger, no market, no page.

Imports only what it needs (see :mod:`gridtokenx.cli.entry`): all of it takes less than the ledger alone.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Annotated, TextIO

import typer

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.base.interval import DAY_S, SETTLEMENT_S
from gridtokenx.campus import catalogue
from gridtokenx.campus.model import Campus
from gridtokenx.cli.moment import parse_moment
from gridtokenx.meter.fleet import SimulatedFleet
from gridtokenx.reading.record import MeterReading
from gridtokenx.reading.shape import ami_shape, array_kw_by_building, engineering_shape, market_shape
from gridtokenx.reading.unsigned import unsigned

DAYS_MAX = 3_660.0
START = "2026-03-02"
STEPS_S = (1, 5, 15, 60, 300, 900, 1_800, 3_600)


class SimulationOptionsInvalid(GridTokenXError):
    """Options that no simulation can be run with."""


class Shape(StrEnum):
    """The shapes of the sources that a reading can be written in."""

    AMI = "ami"
    ENGINEERING = "engineering"
    MARKET = "market"


def simulate(
    campus: Annotated[
        str, typer.Option(help="A shipped campus, or the path of a campus file.")
    ] = catalogue.DEFAULT,
    meters: Annotated[int | None, typer.Option(help="Generate a fleet of this many meters instead.")] = None,
    seed: Annotated[int, typer.Option(help="Everything random follows from it.")] = 0,
    start: Annotated[str, typer.Option(help="Date or time to start at.")] = START,
    days: Annotated[float, typer.Option(help="How many days.")] = 1.0,
    step: Annotated[int, typer.Option(help="Seconds of a reading.")] = SETTLEMENT_S,
    shape: Annotated[Shape, typer.Option(help="Shape of a reading.")] = Shape.AMI,
    out: Annotated[str, typer.Option(help="File of JSON lines to write; - is the screen.")] = "-",
) -> None:
    """Simulate the meters alone, and write their readings as JSON lines, without signatures."""
    if step not in STEPS_S:
        raise SimulationOptionsInvalid(f"--step {step}: give one of {', '.join(map(str, STEPS_S))} seconds")
    if not 0.0 < days <= DAYS_MAX:
        raise SimulationOptionsInvalid(f"--days {days:g} must be above 0 and at most {DAYS_MAX:g}")
    chosen = _campus(campus, meters=meters, seed=seed)
    start_s = parse_moment(start, timezone=chosen.place.timezone)
    fleet = SimulatedFleet(chosen, seed=seed, start_s=start_s)
    shaped = _shaper(shape, campus=chosen)
    write = json.JSONEncoder(separators=(",", ":")).encode
    with _opened(out) as file:
        for _ in range(max(1, round(days * DAY_S / step))):
            rows = zip(unsigned(fleet.step(step), meters=chosen.meters), _inside(chosen), strict=True)
            file.writelines(f"{write(shaped(item, place))}\n" for item, place in rows)


def _campus(name: str, *, meters: int | None, seed: int) -> Campus:
    """Return a generated campus, one that ships, or one from a file, which alone needs the composition."""
    if meters is None and name in catalogue.names():
        return catalogue.load(name)
    found: Campus = import_module("gridtokenx.compose").load_campus(name, meters=meters, seed=seed)
    return found


def _inside(campus: Campus) -> Iterator[int]:
    """Yield the places of the meters that are simulated."""
    return (place for place, meter in enumerate(campus.meters) if not meter.external)


def _shaper(shape: Shape, *, campus: Campus) -> Callable[[MeterReading, int], dict[str, object]]:
    """Return what makes a reading of the meter at a place an object of a shape."""
    meters = campus.meters
    if shape is Shape.AMI:
        return lambda item, place: ami_shape(item, spec=meters[place])
    if shape is Shape.MARKET:
        return lambda item, place: market_shape(item, spec=meters[place], campus=campus)
    arrays = array_kw_by_building(campus)
    return lambda item, place: engineering_shape(
        item.reading, spec=meters[place], campus=campus, array_kw=arrays[meters[place].building]
    )


@contextmanager
def _opened(out: str) -> Iterator[TextIO]:
    """Yield the file to write to.

    Raises:
        SimulationOptionsInvalid: It cannot be written.
    """
    if out == "-":
        yield sys.stdout
        return
    try:
        file = Path(out).open("w", encoding="utf-8")  # noqa: SIM115 # closed below; opening alone may fail here
    except OSError as error:
        raise SimulationOptionsInvalid(f"--out {out!r} cannot be written: {error.strerror}") from None
    with file:
        yield file


app = typer.Typer(pretty_exceptions_enable=False, add_completion=False, rich_markup_mode=None)
app.command("simulate")(simulate)
