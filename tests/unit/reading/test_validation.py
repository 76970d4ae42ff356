from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.campus.model import MeterSpec
from gridtokenx.reading.record import IntervalReading
from gridtokenx.reading.validation import (
    IMBALANCE_MAX_WH,
    Arrival,
    Fault,
    Limits,
    Rules,
    arrival,
    findings,
    imbalance_wh,
    limits_of,
)

RULES = Rules()
LIMITS = Limits(capacity_w=100_000, load_w=60_000)
END = 1_730_448_000


def faults(reading: IntervalReading) -> list[tuple[Fault, str]]:
    return [(finding.fault, finding.field) for finding in findings(reading, limits=LIMITS, rules=RULES)]


def test_a_plausible_reading_has_no_findings(reading: IntervalReading) -> None:
    assert faults(reading) == []


def test_limits_come_from_the_campus_file(spec: MeterSpec) -> None:
    assert limits_of(spec) == Limits(capacity_w=195_000, load_w=150_000)
    consumer = replace(spec, pv_kw=0, battery_kw=0, capacity_kw=60)
    shared = replace(spec, pv_kw=3.3, battery_kw=0.0, capacity_kw=50.0)
    assert limits_of(shared).capacity_w == 50_000
    assert limits_of(consumer) == Limits(capacity_w=0, load_w=112_500)


@pytest.mark.parametrize(
    ("field", "most_wh"),
    [
        ("generated_wh", 26_251),
        ("discharged_wh", 26_251),
        ("charged_wh", 26_251),
        ("export_wh", 26_251),
        ("consumed_wh", 42_001),
        ("import_wh", 42_001),
    ],
)
def test_the_capacity_holds_with_five_percent_and_one_wh(
    reading: IntervalReading, field: str, most_wh: int
) -> None:
    full = replace(reading, **{field: most_wh})  # type: ignore[arg-type]  # an energy field
    assert Fault.OVER_CAPACITY not in {fault for fault, _ in faults(full)}
    over = replace(reading, **{field: most_wh + 1})  # type: ignore[arg-type]  # an energy field
    assert (Fault.OVER_CAPACITY, field) in faults(over)


@pytest.mark.parametrize("value", [-1, 2**32])
def test_an_energy_outside_32_bits_is_found(reading: IntervalReading, value: int) -> None:
    assert (Fault.OUT_OF_RANGE, "charged_wh") in faults(replace(reading, charged_wh=value))


def test_another_length_is_found(reading: IntervalReading) -> None:
    short = replace(reading, interval=MarketInterval(END - 300, 300))
    assert (Fault.WRONG_LENGTH, "length_s") in faults(short)


def test_energy_from_nowhere_is_found(reading: IntervalReading) -> None:
    assert imbalance_wh(reading) == 0
    allowed = replace(reading, export_wh=reading.export_wh + IMBALANCE_MAX_WH)
    assert faults(allowed) == []
    too_much = replace(reading, export_wh=reading.export_wh + IMBALANCE_MAX_WH + 1)
    assert faults(too_much) == [(Fault.IMBALANCE, "net_wh")]


FLOWS = st.floats(min_value=0, max_value=20_000)


@given(st.lists(st.tuples(FLOWS, FLOWS, FLOWS, FLOWS, FLOWS), min_size=2, max_size=20))
def test_truncating_registers_never_look_unbalanced(steps: list[tuple[float, ...]]) -> None:
    totals = [0.0] * 6
    before = [0] * 6
    for generated, consumed, charged, discharged, exchange in steps:
        net = generated + discharged - consumed - charged
        flows = (
            generated,
            consumed,
            charged,
            discharged,
            max(-net, 0.0) + exchange,
            max(net, 0.0) + exchange,
        )
        totals = [total + flow for total, flow in zip(totals, flows, strict=True)]
        now = [int(total) for total in totals]
        wh: list[Any] = [after - earlier for after, earlier in zip(now, before, strict=True)]
        before = now
        reading = IntervalReading(MeterId("A"), MarketInterval(0), *wh)
        assert abs(imbalance_wh(reading)) <= IMBALANCE_MAX_WH


@pytest.mark.parametrize(
    ("age_s", "last_end_s", "expected"),
    [
        (0, END - 900, Arrival.ON_TIME),
        (0, None, Arrival.ON_TIME),
        (900, END - 900, Arrival.ON_TIME),
        (901, END - 900, Arrival.LATE),
        (604_800, END - 900, Arrival.LATE),
        (604_801, END - 900, Arrival.STALE),
        (-30, END - 900, Arrival.ON_TIME),
        (-31, END - 900, Arrival.EARLY),
        (0, END - 1_800, Arrival.AFTER_GAP),
        (1_000, END - 1_800, Arrival.LATE),
        (0, END, Arrival.OUT_OF_ORDER),
        (1_000, END + 900, Arrival.OUT_OF_ORDER),
        (700_000, END + 900, Arrival.STALE),
    ],
)
def test_how_a_reading_arrives(
    reading: IntervalReading, age_s: int, last_end_s: int | None, expected: Arrival
) -> None:
    found = arrival(reading, now_s=END + age_s, stored=None, last_end_s=last_end_s, rules=RULES)
    assert found is expected


@pytest.mark.parametrize("age_s", [-500, 0, 10**6])
def test_what_is_stored_is_compared_first(reading: IntervalReading, age_s: int) -> None:
    other = replace(reading, export_wh=1)
    for stored, expected in ((reading, Arrival.DUPLICATE), (other, Arrival.CONFLICT)):
        found = arrival(reading, now_s=END + age_s, stored=stored, last_end_s=END, rules=RULES)
        assert found is expected


def test_what_is_refused() -> None:
    refused = {kind for kind in Arrival if not kind.is_accepted}
    assert refused == {Arrival.CONFLICT, Arrival.EARLY, Arrival.STALE, Arrival.OUT_OF_ORDER}
