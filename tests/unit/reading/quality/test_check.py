"""All checks together: one fault, one alarm, and flags beside the readings."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from tests.unit.reading.quality.conftest import MONDAY, series_from

from gridtokenx.reading.block import QualityFlags
from gridtokenx.reading.quality.alarm import Check
from gridtokenx.reading.quality.check import check


def test_ordinary_weeks_raise_no_alarm(used: NDArray[np.float64]) -> None:
    report = check(series_from(used))
    assert report.alarms == ()
    assert (report.readings, report.meters, report.days) == (8 * 2688, 8, 28)
    assert (report.suspect, report.after_gap) == (0, 0)
    assert report.meter_months == 8 * 28 / 30


def test_a_gap_is_an_alarm_and_a_flag_on_the_reading_after(used: NDArray[np.float64]) -> None:
    used[3, 100:104] = np.nan
    report = check(series_from(used))
    (alarm,) = report.alarms
    assert (alarm.meter_id, alarm.check, alarm.detail) == ("M3", Check.GAP, "4 readings are missing")
    assert (alarm.start_s, alarm.end_s) == (MONDAY + 100 * 900, MONDAY + 104 * 900)
    assert np.argwhere(report.flags).tolist() == [[3, 104]]
    assert report.flags[3, 104] == QualityFlags.GAP_BEFORE


def test_a_copy_is_an_alarm_and_no_doubt(used: NDArray[np.float64]) -> None:
    series = series_from(used)
    copies = series.copies.copy()
    copies[1, 5] = 2
    report = check(replace(series, copies=copies))
    assert [(a.check, a.meter_id) for a in report.alarms] == [(Check.DUPLICATE, "M1")]
    assert report.suspect == 0


def test_one_fault_is_one_alarm_though_it_breaks_other_rules(used: NDArray[np.float64]) -> None:
    used[2, 10 * 96 : 15 * 96] = 0.0
    report = check(series_from(used))
    assert [(a.check, a.meter_id) for a in report.alarms] == [(Check.FLAT, "M2")]
    assert report.suspect == 5 * 96


def test_a_forged_reading_is_suspect(used: NDArray[np.float64]) -> None:
    series = series_from(used)
    forged = series.forged.copy()
    forged[0, 7] = True
    report = check(replace(series, forged=forged))
    assert [(a.check, a.meter_id) for a in report.alarms] == [(Check.SIGNATURE, "M0")]
    assert report.flags[0, 7] == QualityFlags.SUSPECT


def test_days_of_one_trouble_are_one_alarm_and_weeks_apart_two(used: NDArray[np.float64]) -> None:
    for day in (3, 4, 20):
        used[5, day * 96 + 40] += 20_000.0
    report = check(series_from(used))
    assert [a.check for a in report.alarms] == [Check.JUMP, Check.JUMP]
    assert report.alarms[0].detail.startswith("2 readings")
