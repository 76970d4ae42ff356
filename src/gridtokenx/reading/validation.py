"""Is a reading possible, and does it come when it should? Answers are values, not errors (R-RDG-3).

The limits are those of the chain's oracle program (docs/reference/programs.md, "oracle"), so what passes
here is not refused there. The rules in prose are in docs/reference/readings.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from gridtokenx.base.interval import DAY_S, SETTLEMENT_S
from gridtokenx.campus.model import MeterSpec
from gridtokenx.reading.record import IntervalReading
from gridtokenx.reading.signing import WH_MAX

HOUR_S = 3_600
W_PER_KW = 1_000
IMBALANCE_MAX_WH = 5
"""Six registers that truncate are each less than 1 Wh off, so the whole balance less than 6 Wh."""

ENERGY_FIELDS = ("generated_wh", "consumed_wh", "charged_wh", "discharged_wh", "import_wh", "export_wh")


@dataclass(frozen=True, slots=True)
class Limits:
    """The most power that a meter can have through it [W]; the chain registers the same two numbers."""

    capacity_w: int
    """Generation and storage: the most that it may generate, discharge or export."""
    load_w: int
    """The most that it may consume beside its own storage."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What is still believed. Times in seconds."""

    length_s: int = SETTLEMENT_S
    tolerance: float = 0.05
    skew_s: int = 30
    """How far a meter's clock may run ahead."""
    late_after_s: int = SETTLEMENT_S
    """A reading that comes this long after its interval's end is late."""
    max_age_s: int = 7 * DAY_S
    """A reading of an interval that ended longer ago is refused."""


class Fault(StrEnum):
    """Why a reading cannot be true."""

    WRONG_LENGTH = "wrong_length"
    OUT_OF_RANGE = "out_of_range"
    OVER_CAPACITY = "over_capacity"
    IMBALANCE = "imbalance"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a reading, with the field, the value and the limit in words."""

    fault: Fault
    field: str
    detail: str


class Arrival(StrEnum):
    """How a reading comes beside the others of its meter."""

    ON_TIME = "on_time"
    LATE = "late"
    AFTER_GAP = "after_gap"
    OUT_OF_ORDER = "out_of_order"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    EARLY = "early"
    STALE = "stale"

    @property
    def is_accepted(self) -> bool:
        """Return whether the reading may be stored; a duplicate is stored already."""
        return self in {Arrival.ON_TIME, Arrival.LATE, Arrival.AFTER_GAP, Arrival.DUPLICATE}


def limits_of(spec: MeterSpec) -> Limits:
    """Return a meter's limits from the campus file."""
    source_kw = spec.pv_kw + spec.wind_kw + spec.battery_kw
    if source_kw:
        source_kw = max(source_kw, spec.capacity_kw)  # one roof may feed any of its meters
    load_kw = max(spec.capacity_kw, spec.load_limit_kw)
    return Limits(round(source_kw * W_PER_KW), round(load_kw * W_PER_KW))


def findings(reading: IntervalReading, *, limits: Limits, rules: Rules) -> tuple[Finding, ...]:
    """Return everything that makes a reading impossible; nothing for a plausible one."""
    return tuple(_findings(reading, limits=limits, rules=rules))


def _findings(reading: IntervalReading, *, limits: Limits, rules: Rules) -> Iterator[Finding]:
    length_s = reading.interval.length_s
    if length_s != rules.length_s:
        yield Finding(Fault.WRONG_LENGTH, "length_s", f"length_s {length_s} must be {rules.length_s}")
    for name in ENERGY_FIELDS:
        value = getattr(reading, name)
        if not 0 <= value <= WH_MAX:
            yield Finding(Fault.OUT_OF_RANGE, name, f"{name} {value} must be 0 to {WH_MAX}")
    both_w = limits.capacity_w + limits.load_w
    for name, most_w in (
        ("generated_wh", limits.capacity_w),
        ("discharged_wh", limits.capacity_w),
        ("export_wh", limits.capacity_w),
        ("charged_wh", limits.capacity_w),
        ("consumed_wh", both_w),
        ("import_wh", both_w),
    ):
        most_wh = _most_wh(most_w, length_s=length_s, tolerance=rules.tolerance)
        if getattr(reading, name) > most_wh:
            detail = (
                f"{name} {getattr(reading, name)} is over {most_wh}, which {most_w} W give in {length_s} s"
            )
            yield Finding(Fault.OVER_CAPACITY, name, detail)
    off = imbalance_wh(reading)
    if abs(off) > IMBALANCE_MAX_WH:
        detail = f"sources exceed uses by {off} Wh, more than truncation explains ({IMBALANCE_MAX_WH} Wh)"
        yield Finding(Fault.IMBALANCE, "net_wh", detail)


def _most_wh(power_w: int, *, length_s: int, tolerance: float) -> int:
    """Return the limit of an interval; one Wh is allowed for the register's truncation."""
    return int(power_w * length_s * (1.0 + tolerance)) // HOUR_S + 1


def imbalance_wh(reading: IntervalReading) -> int:
    """Return generation + discharge + import less consumption + charge + export [Wh] (R-SIM-9)."""
    sources = reading.generated_wh + reading.discharged_wh + reading.import_wh
    uses = reading.consumed_wh + reading.charged_wh + reading.export_wh
    return sources - uses


def arrival(
    reading: IntervalReading,
    *,
    now_s: float,
    stored: IntervalReading | None,
    last_end_s: int | None,
    rules: Rules,
) -> Arrival:
    """Return how a reading comes.

    Args:
        reading: The reading, its signature checked.
        now_s: The time now [epoch s].
        stored: The stored reading of the same meter and interval, if there is one.
        last_end_s: End of the meter's newest stored interval [epoch s], None before the first.
        rules: What is still believed.
    """
    if stored is not None:
        return Arrival.DUPLICATE if stored == reading else Arrival.CONFLICT
    age_s = now_s - reading.interval.end_s
    jump_s = 0 if last_end_s is None else reading.interval.start_s - last_end_s
    in_order_of_precedence = (
        (age_s < -rules.skew_s, Arrival.EARLY),
        (age_s > rules.max_age_s, Arrival.STALE),
        (jump_s < 0, Arrival.OUT_OF_ORDER),
        (age_s > rules.late_after_s, Arrival.LATE),
        (jump_s > 0, Arrival.AFTER_GAP),
    )
    return next((name for holds, name in in_order_of_precedence if holds), Arrival.ON_TIME)
