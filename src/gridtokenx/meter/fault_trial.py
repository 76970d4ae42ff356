"""How well the quality checks find faults: injected ones in a simulated campus, alarms on measured data.

Every number of docs/concept/quality.md comes from here. A fault is found when a check that is meant for its
kind has an alarm that overlaps it; an alarm is right when it overlaps such a fault, with a day's grace at
both ends for checks that judge whole days.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256

import numpy as np
from solders.keypair import Keypair

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import DAY_S, SETTLEMENT_S
from gridtokenx.base.stream import stream_key, uniform
from gridtokenx.campus.fault import SIZES, FaultKind, FaultSpec
from gridtokenx.campus.model import Campus
from gridtokenx.meter.fault import FaultPlan
from gridtokenx.meter.faulty import FaultyFleet
from gridtokenx.meter.fleet import SimulatedFleet
from gridtokenx.meter.measured import UWH_PER_WH, Measurements
from gridtokenx.meter.solar import sun_position
from gridtokenx.meter.uplink import Uplink
from gridtokenx.reading.assemble import assemble
from gridtokenx.reading.quality.alarm import MEANT_FOR, Alarm, Check
from gridtokenx.reading.quality.check import QualityReport, check
from gridtokenx.reading.quality.rules import Thresholds
from gridtokenx.reading.quality.series import Series, series_of_consumption, series_of_readings, span_of
from gridtokenx.reading.record import IntervalReading
from gridtokenx.reading.signing import SignatureInvalid, Signer, verify
from gridtokenx.reading.validation import limits_of

_ORDER, _BEGIN = 68, 69
DAYS = 28
"""Length of a trial [days]; also of a window of the measured data."""
LASTS_S = {
    FaultKind.DROPOUT: 6 * 3600, FaultKind.STUCK: 6 * 3600, FaultKind.DRIFT: 14 * DAY_S,
    FaultKind.CLOCK_SKEW: 7 * DAY_S, FaultKind.SCALED: 7 * DAY_S, FaultKind.TAMPER: 6 * 3600,
    FaultKind.DUPLICATE: 6 * 3600, FaultKind.SPIKE: SETTLEMENT_S, FaultKind.SWAPPED: DAY_S,
    FaultKind.NIGHT_GENERATION: DAY_S,
}  # fmt: skip
"""How long a tried fault lasts [s]."""
TRIED = {FaultKind.DRIFT: 0.015}
"""Sizes that are tried where they are not the default."""
_SIZELESS = frozenset({FaultKind.STUCK, FaultKind.SWAPPED})
_FACTORS = frozenset({FaultKind.SCALED, FaultKind.TAMPER})
_BY_DAY = frozenset({Check.LEVEL, Check.DRIFT, Check.CLOCK})


@dataclass(frozen=True, slots=True)
class KindScore:
    """How one kind of fault was found."""

    kind: FaultKind
    faults: int
    found: int
    alarms: int
    """Alarms of the checks that are meant for this kind first."""
    right: int
    """Those of them that overlap a fault that they are meant for."""

    @property
    def recall(self) -> float:
        """Share of the faults that were found; NaN without any."""
        return self.found / self.faults if self.faults else float("nan")

    @property
    def precision(self) -> float:
        """Share of the alarms that are right; NaN without any."""
        return self.right / self.alarms if self.alarms else float("nan")


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """Alarms on data without a known fault."""

    name: str
    first_year: int
    meters: int
    days: int
    by_check: tuple[tuple[Check, int], ...]

    @property
    def meter_months(self) -> float:
        """Meters times months of 30 days."""
        return self.meters * self.days / 30.0

    def per_meter_month(self, kind: Check | None = None) -> float:
        """Return alarms of a check, or of all, for each meter and month of 30 days."""
        counted = sum(count for check_, count in self.by_check if kind in (None, check_))
        return counted / self.meter_months


def drawn_faults(
    campus: Campus, *, seed: int, start_s: int, days: int = DAYS, severity: float = 1.0
) -> tuple[FaultSpec, ...]:
    """Draw faults of every kind at times and meters that the seed gives, one a meter at most.

    A fifth of the meters, at least, stay sound. Faults begin after three days and end before the last one.

    Args:
        campus: The campus.
        seed: Gives meters and times.
        start_s: Start of the trial [epoch s].
        days: Its length [days].
        severity: How far the sizes are from harmless; 1 is :func:`tried_size`'s, 0.5 half as bad.
    """
    keys = np.array([stream_key(seed, m.meter_id) for m in campus.meters], dtype=np.uint64)
    begins = dict(zip((m.meter_id for m in campus.meters), uniform(keys, 0, channel=_BEGIN), strict=True))
    free = [campus.meters[place] for place in np.argsort(uniform(keys, 0, channel=_ORDER))]
    each = max(len(free) * 4 // (5 * len(FaultKind)), 1)
    faults: list[FaultSpec] = []
    for kind in (FaultKind.NIGHT_GENERATION, *(k for k in FaultKind if k is not FaultKind.NIGHT_GENERATION)):
        fitting = [m for m in free if kind is not FaultKind.NIGHT_GENERATION or m.pv_kw > 0.0][:each]
        free = [m for m in free if m not in fitting]
        for meter in fitting:
            length_s = LASTS_S[kind]
            room = ((days - 1) * DAY_S - length_s - 3 * DAY_S) // SETTLEMENT_S
            begin = start_s + 3 * DAY_S + int(begins[meter.meter_id] * room) * SETTLEMENT_S
            size = tried_size(kind, severity=severity)
            faults.append(FaultSpec(meter.meter_id, kind, begin, begin + length_s, size))
    return tuple(faults)


def tried_size(kind: FaultKind, *, severity: float = 1.0) -> float:
    """Return the size of a fault that is tried.

    >>> tried_size(FaultKind.SCALED, severity=0.5)
    0.8
    """
    full = TRIED.get(kind, SIZES[kind].default)
    if kind in _SIZELESS:
        return full
    harmless = 1.0 if kind in _FACTORS else 0.0
    return harmless + severity * (full - harmless)


def faulty_series(
    campus: Campus, *, seed: int, start_s: int, faults: Sequence[FaultSpec], days: int = DAYS
) -> Series:
    """Simulate a campus with faults, sign, send and receive its readings, and return what arrived."""
    plan = FaultPlan(campus, seed=seed, faults=faults)
    fleet = FaultyFleet(SimulatedFleet(campus, seed=seed, start_s=start_s), plan=plan)
    uplink = Uplink(plan, campus=campus)
    names = [meter.meter_id for meter in campus.meters]
    keys = {name: Keypair.from_seed(sha256(f"{seed}/{name}".encode()).digest()) for name in names}
    arrived: list[IntervalReading] = []
    for _ in range(days * DAY_S // SETTLEMENT_S):
        sent = assemble(fleet.step(SETTLEMENT_S), meters=campus.meters, signer_of=partial(_signer, keys))
        arrived += [item.reading for item in uplink.carry(sent)]
    bad = forged_among(arrived, key_of=lambda meter_id: bytes(keys[meter_id].pubkey()))
    return campus_series(
        arrived, campus=campus, start_s=start_s, count=days * DAY_S // SETTLEMENT_S, forged=bad
    )


def campus_series(
    readings: Sequence[IntervalReading],
    *,
    campus: Campus,
    start_s: int,
    count: int,
    length_s: int = SETTLEMENT_S,
    forged: Sequence[int] = (),
) -> Series:
    """Return the series of a campus's readings, with its limits, its days of rest and its sun."""
    times = start_s + length_s * np.arange(count + 1)
    sun = sun_position(
        times, latitude_deg=campus.place.latitude_deg, longitude_deg=campus.place.longitude_deg
    )
    below = 90.0 - sun.zenith_deg < Thresholds().dark_elevation_deg
    span = span_of(
        start_s,
        count=count,
        length_s=length_s,
        timezone=campus.place.timezone,
        dark=below[:-1] & below[1:],
        calendar=campus.calendar,
    )
    return series_of_readings(
        readings,
        meter_ids=[meter.meter_id for meter in campus.meters],
        span=span,
        limits=[limits_of(meter) for meter in campus.meters],
        sun_only=np.array([meter.wind_kw == 0.0 for meter in campus.meters]),
        forged=forged,
    )


def forged_among(
    readings: Sequence[IntervalReading], *, key_of: Callable[[MeterId], bytes]
) -> tuple[int, ...]:
    """Return the places of the readings that their meter's key did not sign."""
    keys = {meter_id: key_of(meter_id) for meter_id in {reading.meter_id for reading in readings}}
    return tuple(i for i, r in enumerate(readings) if not _is_signed(r, key=keys[r.meter_id]))


def scored(report: QualityReport, *, faults: Sequence[FaultSpec]) -> tuple[KindScore, ...]:
    """Score alarms against the faults that were injected, one score a kind."""
    scores = []
    for kind in FaultKind:
        own = [fault for fault in faults if fault.kind is kind]
        helpful = [alarm for alarm in report.alarms if kind in MEANT_FOR[alarm.check]]
        found = sum(any(_meets(alarm, fault) for alarm in helpful) for fault in own)
        alarms = [alarm for alarm in report.alarms if kind is MEANT_FOR[alarm.check][0]]
        right = sum(
            any(_meets(alarm, fault) and fault.kind in MEANT_FOR[alarm.check] for fault in faults)
            for alarm in alarms
        )
        scores.append(KindScore(kind, len(own), found, len(alarms), right))
    return tuple(scores)


def injected_scores(
    campus: Campus,
    *,
    seeds: Sequence[int],
    start_s: int,
    severity: float = 1.0,
    rules: Thresholds | None = None,
) -> tuple[KindScore, ...]:
    """Return precision and recall by kind over simulated months of a campus, one for each seed."""
    total: dict[FaultKind, KindScore] = {kind: KindScore(kind, 0, 0, 0, 0) for kind in FaultKind}
    for seed in seeds:
        faults = drawn_faults(campus, seed=seed, start_s=start_s, severity=severity)
        series = faulty_series(campus, seed=seed, start_s=start_s, faults=faults)
        for score in scored(check(series, rules=rules), faults=faults):
            before = total[score.kind]
            total[score.kind] = KindScore(
                score.kind,
                before.faults + score.faults,
                before.found + score.found,
                before.alarms + score.alarms,
                before.right + score.right,
            )
    return tuple(total.values())


def measured_false_alarms(
    data: Measurements, *, campus: Campus, first_s: int, last_s: int, rules: Thresholds | None = None
) -> FalseAlarms:
    """Count alarms in windows of four weeks of measured consumption.

    Nobody has marked the faults in these data, so every alarm counts as false: an upper bound.

    Args:
        data: The measurements.
        campus: Gives the buildings' zone and calendar.
        first_s: Start of the first window [epoch s].
        last_s: No window ends after this [epoch s].
        rules: Thresholds; the usual ones if left out.
    """
    count = DAYS * DAY_S // data.row_s
    counted = dict.fromkeys(Check, 0)
    starts = range(first_s, last_s - DAYS * DAY_S + 1, DAYS * DAY_S)
    for start_s in starts:
        place = (start_s - data.start_s) // data.row_s
        totals = data.total_uwh[place : place + count + 1]
        used = np.diff(totals, axis=0).T / UWH_PER_WH
        span = span_of(
            start_s,
            count=count,
            length_s=data.row_s,
            timezone=campus.place.timezone,
            calendar=campus.calendar,
        )
        for alarm in check(
            series_of_consumption(used, meter_ids=data.meter_ids, span=span), rules=rules
        ).alarms:
            counted[alarm.check] += 1
    return FalseAlarms(
        campus.name,
        datetime.fromtimestamp(first_s, UTC).year,
        len(data.meter_ids),
        DAYS * len(starts),
        tuple(counted.items()),
    )


def _meets(alarm: Alarm, fault: FaultSpec) -> bool:
    grace_s = DAY_S if alarm.check in _BY_DAY else SETTLEMENT_S
    overlaps = alarm.start_s < fault.end_s + grace_s and fault.start_s - grace_s < alarm.end_s
    return alarm.meter_id == fault.meter_id and overlaps


def _signer(keys: dict[MeterId, Keypair], meter_id: MeterId) -> Signer:
    return lambda message: bytes(keys[meter_id].sign_message(message))


def _is_signed(reading: IntervalReading, *, key: bytes) -> bool:
    try:
        verify(reading, public_key=key)
    except SignatureInvalid:
        return False
    return True
