"""Faults of meters that a campus file orders, so that what finds them can be tried (R-SIM-11).

Owns the words of a ``[[fault]]`` table and what their sizes mean; :mod:`gridtokenx.meter.fault` makes them
happen. Takes cells, gives :class:`FaultSpec`; every mistake is named with its line.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from gridtokenx.base.ids import MeterId
from gridtokenx.campus import cell as read
from gridtokenx.campus.invalid import Cell

FAULTS_MAX = 10_000
FAULT_KEYS = frozenset({"meter", "kind", "start", "end", "size"})


class FaultKind(StrEnum):
    """What goes wrong with a meter."""

    DROPOUT = "dropout"
    """Readings are lost on the way."""
    STUCK = "stuck"
    """The registers stand still."""
    DRIFT = "drift"
    """The registers count more, or less, by a little more every day."""
    CLOCK_SKEW = "clock_skew"
    """The meter's clock is ahead, so that its readings hold the energy of earlier."""
    SCALED = "scaled"
    """The registers count a multiple; the readings are signed and look honest."""
    TAMPER = "tamper"
    """Somebody changes a reading after it was signed."""
    DUPLICATE = "duplicate"
    """Readings are sent twice."""
    SPIKE = "spike"
    """The registers of import and consumption jump."""
    SWAPPED = "swapped"
    """Import and export are connected the wrong way round."""
    NIGHT_GENERATION = "night_generation"
    """Generation is counted that the sun cannot give."""


@dataclass(frozen=True, slots=True)
class Size:
    """What the size of a fault is, and what it may be."""

    default: float
    low: float
    high: float
    unit: str


SIZES: Mapping[FaultKind, Size] = MappingProxyType({
    FaultKind.DROPOUT: Size(1.0, 0.0, 1.0, "of the readings"),
    FaultKind.STUCK: Size(1.0, 1.0, 1.0, "(a stuck register has no size)"),
    FaultKind.DRIFT: Size(0.01, -0.2, 0.2, "of the energy a day"),
    FaultKind.CLOCK_SKEW: Size(7_200.0, 1.0, 43_200.0, "s ahead"),
    FaultKind.SCALED: Size(0.6, 0.0, 10.0, "times the energy"),
    FaultKind.TAMPER: Size(1.5, 1.0, 10.0, "times the energy"),
    FaultKind.DUPLICATE: Size(1.0, 0.0, 1.0, "of the readings"),
    FaultKind.SPIKE: Size(0.5, 0.0, 100.0, "times the most the building draws"),
    FaultKind.SWAPPED: Size(1.0, 1.0, 1.0, "(a swapped connection has no size)"),
    FaultKind.NIGHT_GENERATION: Size(0.1, 0.0, 1.0, "of the PV's nameplate"),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class FaultSpec:
    """One fault of one meter over ``[start_s, end_s)`` [epoch s]; `size` as :data:`SIZES` says."""

    meter_id: MeterId
    kind: FaultKind
    start_s: int
    end_s: int
    size: float


def faults_of(
    tables: Sequence[Mapping[str, object]], *, place: Callable[[int, str], Cell], timezone: str
) -> tuple[FaultSpec, ...]:
    """Read the ``[[fault]]`` tables of a campus file.

    Args:
        tables: The tables in their order.
        place: Gives the cell of a table's number and key; its value is None where the key is missing.
        timezone: The campus's zone, for times that name none.

    Raises:
        CampusFileInvalid: A key or a value cannot be used.
    """
    if len(tables) > FAULTS_MAX:
        raise place(FAULTS_MAX, "meter").refuse(f"give at most {FAULTS_MAX} faults")
    return tuple(_fault(number, table, place=place, timezone=timezone) for number, table in enumerate(tables))


def _fault(
    number: int, table: Mapping[str, object], *, place: Callable[[int, str], Cell], timezone: str
) -> FaultSpec:
    for key in table:
        if key not in FAULT_KEYS:
            raise place(number, key).refuse(f"unknown key: use one of {', '.join(sorted(FAULT_KEYS))}")
    kind = read.kind(place(number, "kind"), of=FaultKind)
    start = _moment(place(number, "start"), timezone=timezone)
    end = _moment(place(number, "end"), timezone=timezone)
    if end <= start:
        raise place(number, "end").refuse("a fault ends after its start: write a later time")
    allowed, size = SIZES[kind], place(number, "size")
    if size.value is None:
        sized = allowed.default
    else:
        sized = read.number(size, low=allowed.low, high=allowed.high, unit=allowed.unit)
    return FaultSpec(read.meter_id(place(number, "meter")), kind, start, end, sized)


def _moment(cell: Cell, *, timezone: str) -> int:
    """Return a moment [epoch s]; a date or a time without a zone is the campus's own."""
    value = cell.value
    try:
        if isinstance(value, datetime):
            moment = value
        elif isinstance(value, date):
            moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - the zone follows below
        else:
            moment = datetime.fromisoformat(str(value))
        aware = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone))
        seconds = int(aware.timestamp())
    except (ValueError, OverflowError):
        raise cell.refuse("write a time like 2026-01-31T06:00 or 2026-01-31T06:00+07:00") from None
    if seconds < 0:
        raise cell.refuse("write a time after 1970")
    return seconds
