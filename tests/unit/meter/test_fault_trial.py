"""Floors for what the checks find, and ceilings for what they cry wolf about; the figures are in the docs."""

from datetime import UTC, datetime

import numpy as np
import pytest

from gridtokenx.campus import catalogue
from gridtokenx.campus.fault import FaultKind, FaultSpec
from gridtokenx.meter.fault_trial import (
    DAYS,
    FalseAlarms,
    drawn_faults,
    injected_scores,
    measured_false_alarms,
    scored,
    tried_size,
)
from gridtokenx.meter.replay import shipped_measurements
from gridtokenx.reading.quality.alarm import Alarm, Check
from gridtokenx.reading.quality.check import QualityReport

START = 1_769_878_800
"""2026-02-01 00:00 in Bangkok: four weeks of term."""
CERTAIN = {
    FaultKind.DROPOUT, FaultKind.TAMPER, FaultKind.DUPLICATE, FaultKind.SWAPPED, FaultKind.NIGHT_GENERATION,
}  # fmt: skip


def test_every_kind_is_drawn_and_no_meter_has_two_faults() -> None:
    campus = catalogue.load("utcc")
    faults = drawn_faults(campus, seed=4, start_s=START)
    assert {fault.kind for fault in faults} == set(FaultKind)
    assert len({fault.meter_id for fault in faults}) == len(faults) <= len(campus.meters) * 4 / 5
    assert all(START + 3 * 86_400 <= f.start_s < f.end_s <= START + (DAYS - 1) * 86_400 for f in faults)
    assert drawn_faults(campus, seed=5, start_s=START) != faults


def test_half_as_bad_is_half_way_to_harmless() -> None:
    assert tried_size(FaultKind.SCALED, severity=0.5) == pytest.approx(0.8)
    assert tried_size(FaultKind.TAMPER, severity=0.5) == pytest.approx(1.25)
    assert tried_size(FaultKind.CLOCK_SKEW, severity=0.5) == 3_600.0
    assert tried_size(FaultKind.STUCK, severity=0.5) == tried_size(FaultKind.STUCK)


def test_an_alarm_is_right_only_for_its_meter_time_and_kind() -> None:
    meter = catalogue.load("utcc").meters[0].meter_id
    fault = FaultSpec(meter, FaultKind.SPIKE, 90_000, 90_900, 0.5)
    alarms = (
        Alarm(meter, Check.JUMP, 90_000, 90_900, ""),
        Alarm(meter, Check.JUMP, 200_700, 201_600, ""),
        Alarm("OTHER", Check.JUMP, 90_000, 90_900, ""),
        Alarm(meter, Check.GAP, 90_000, 90_900, ""),
    )
    report = QualityReport(alarms, np.zeros((1, 1), dtype=np.uint16), 1, 1, 1)
    spike = next(score for score in scored(report, faults=[fault]) if score.kind is FaultKind.SPIKE)
    assert (spike.faults, spike.found, spike.alarms, spike.right) == (1, 1, 3, 1)
    assert spike.recall == 1.0
    assert spike.precision == pytest.approx(1 / 3)


@pytest.mark.slow
def test_injected_faults_are_found() -> None:
    scores = {s.kind: s for s in injected_scores(catalogue.load("utcc"), seeds=(2,), start_s=START)}
    assert all(scores[kind].recall == 1.0 for kind in CERTAIN)
    assert sum(s.found for s in scores.values()) >= 0.8 * sum(s.faults for s in scores.values())
    assert sum(s.right for s in scores.values()) >= 0.8 * sum(s.alarms for s in scores.values())


def test_real_buildings_raise_less_than_one_alarm_in_two_months() -> None:
    campus = catalogue.load("cambridge")
    result = measured_false_alarms(
        shipped_measurements(campus), campus=campus, first_s=year(2019), last_s=year(2020)
    )
    assert (result.name, result.first_year, result.meters, result.days) == ("cambridge", 2019, 25, 13 * 28)
    assert result.per_meter_month() < 0.5
    assert result.per_meter_month(Check.GAP) == 0.0


def test_a_month_is_thirty_days() -> None:
    counted = FalseAlarms("x", 2019, meters=10, days=60, by_check=((Check.GAP, 4), (Check.JUMP, 6)))
    assert (counted.per_meter_month(), counted.per_meter_month(Check.JUMP)) == (0.5, 0.3)


def year(number: int) -> int:
    return int(datetime(number, 1, 1, tzinfo=UTC).timestamp())
