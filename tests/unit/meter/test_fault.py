"""Faulty registers against what sound ones count."""

import numpy as np
import pytest

from gridtokenx.campus import catalogue
from gridtokenx.campus.fault import FaultKind, FaultSpec
from gridtokenx.meter.fault import CONSUMED, EXPORT, GENERATED, IMPORT, FaultPlan, Ints, miscount

CAMPUS = catalogue.load("utcc")
METER = CAMPUS.meters[0]
HOUR = 3_600
TRUE = np.zeros((6, len(CAMPUS.meters)), dtype=np.int64)
TRUE[GENERATED], TRUE[CONSUMED], TRUE[EXPORT] = 900, 600, 300


def plan(kind: FaultKind, *, size: float, end_s: int = 100 * HOUR) -> FaultPlan:
    faults = (FaultSpec(METER.meter_id, kind, HOUR, end_s, size),)
    return FaultPlan(CAMPUS, seed=1, faults=faults)


def counted(kind: FaultKind, *, size: float, start_s: int = HOUR, true_wh: Ints = TRUE) -> Ints:
    rest = np.zeros(true_wh.shape)
    found, _ = miscount(true_wh, plan=plan(kind, size=size), start_s=start_s, length_s=HOUR, rest_wh=rest)
    assert (found[:, 1:] == true_wh[:, 1:]).all()
    return found[:, 0]


@pytest.mark.parametrize("kind", FaultKind)
def test_outside_its_time_a_fault_does_nothing(kind: FaultKind) -> None:
    assert (counted(kind, size=0.5, start_s=0) == TRUE[:, 0]).all()
    assert (counted(kind, size=0.5, start_s=100 * HOUR) == TRUE[:, 0]).all()


def test_a_stuck_register_counts_nothing() -> None:
    assert not counted(FaultKind.STUCK, size=1.0).any()


def test_scaled_readings_stay_balanced() -> None:
    assert counted(FaultKind.SCALED, size=1.5).tolist() == [1350, 900, 0, 0, 0, 450]


def test_a_drift_grows_by_the_day() -> None:
    gains = [plan(FaultKind.DRIFT, size=0.1).gain(time_s=HOUR + hours * HOUR)[0] for hours in (0, 24, 72)]
    assert gains == pytest.approx([1.0, 1.1, 1.3])


def test_fractions_are_carried_so_that_no_energy_is_lost_to_the_step() -> None:
    faulty, rest = plan(FaultKind.SCALED, size=0.375), np.zeros(TRUE.shape)
    total = 0
    for step in range(50):
        found, rest = miscount(TRUE, plan=faulty, start_s=HOUR + 60 * step, length_s=60, rest_wh=rest)
        total += int(found[GENERATED, 0])
    assert total == int(50 * 900 * 0.375)


def test_swapped_wires_break_the_balance() -> None:
    found = counted(FaultKind.SWAPPED, size=1.0)
    assert (found[IMPORT], found[EXPORT]) == (300, 0)
    assert found[GENERATED] + found[IMPORT] - found[CONSUMED] - found[EXPORT] == 600


def test_a_spike_is_drawn_and_consumed() -> None:
    found = counted(FaultKind.SPIKE, size=0.5)
    assert found[IMPORT] == int(0.5 * METER.load_limit_kw * 1000)
    assert found[CONSUMED] == 600 + found[IMPORT]


def test_generation_without_sun_is_exported_and_only_without_generation() -> None:
    assert (counted(FaultKind.NIGHT_GENERATION, size=0.1) == TRUE[:, 0]).all()
    found = counted(FaultKind.NIGHT_GENERATION, size=0.1, true_wh=np.zeros_like(TRUE))
    assert found[GENERATED] == found[EXPORT] == int(0.1 * METER.pv_kw * 1000)


def test_a_share_of_readings_is_chosen_by_the_seed_alone() -> None:
    faulty = plan(FaultKind.DROPOUT, size=0.3, end_s=10_000 * HOUR)
    chosen = [bool(faulty.chosen(FaultKind.DROPOUT, start_s=HOUR + 900 * k)[0]) for k in range(2000)]
    assert 0.25 < np.mean(chosen) < 0.35
    assert chosen[7] == faulty.chosen(FaultKind.DROPOUT, start_s=HOUR + 6300)[0]


def test_a_clock_ahead_marks_what_is_past_but_nothing_before_its_fault() -> None:
    faulty = plan(FaultKind.CLOCK_SKEW, size=1800.0)
    assert faulty.skew_s_max == 1800
    assert faulty.behind(time_s=HOUR)[0] == HOUR
    assert faulty.behind(time_s=HOUR + 900)[0] == HOUR
    assert faulty.behind(time_s=3 * HOUR)[0] == 3 * HOUR - 1800
    assert faulty.behind(time_s=100 * HOUR)[0] == 100 * HOUR
