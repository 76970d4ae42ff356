"""The checks over a real run's folder with faults, over its export and over a measured file."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.pipeline.conftest import NOON, plan_in

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.campus.fault import FaultKind, FaultSpec
from gridtokenx.compose import open_run
from gridtokenx.compose_quality import (
    FIRST_SEED,
    NoReadings,
    OtherCampus,
    quality_of_csv,
    quality_of_folder,
    trial,
)
from gridtokenx.pipeline.run import run_interval, start
from gridtokenx.reading.csv_export import csv_lines
from gridtokenx.reading.quality.alarm import Check

INTERVALS = 4


def faulty_run(folder: Path) -> str:
    """Four intervals of five meters, three of them faulty; returns the export of the readings."""
    plan = plan_in(folder)
    names = [meter.meter_id for meter in plan.campus.meters]
    kinds = ((FaultKind.TAMPER, 1.5), (FaultKind.DROPOUT, 1.0), (FaultKind.DUPLICATE, 1.0))
    faults = tuple(
        FaultSpec(name, kind, NOON + 900, NOON + 1800, size)
        for name, (kind, size) in zip(names, kinds, strict=False)
    )
    run = open_run(replace(plan, campus=replace(plan.campus, faults=faults)))
    start(run.meters, run.exchange)
    for _ in range(INTERVALS):
        run_interval(run.meters, run.exchange)
    items, _ = run.store.history(start_s=0, end_s=2**40)
    run.close()
    return "".join(csv_lines(items))


def test_a_run_s_faults_are_found_in_its_folder_and_its_export(tmp_path: Path) -> None:
    text = faulty_run(tmp_path)
    report = quality_of_folder(tmp_path, campus=None, days=28.0)
    found = {(alarm.meter_id, alarm.check) for alarm in report.alarms}
    assert ("UTCC_ENG_001", Check.SIGNATURE) in found
    assert ("UTCC_LAW_001", Check.GAP) in found or ("UTCC_HUM_001", Check.GAP) in found
    assert report.readings == 5 * INTERVALS - 1
    assert report.after_gap == 1
    path = tmp_path / "readings.csv"
    path.write_text(text)
    exported = quality_of_csv(path, campus="utcc", days=28.0)
    assert {a.check for a in exported.alarms} == {a.check for a in report.alarms} - {Check.SIGNATURE}


def test_a_measured_file_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("timestamp,A\n2019-01-01T00:00,1\n2019-01-01T01:00,2\n2019-01-01T03:00,3\n")
    report = quality_of_csv(path, campus=None, days=28.0)
    assert [(alarm.meter_id, alarm.check) for alarm in report.alarms] == [("A", Check.GAP)]


@pytest.mark.slow
def test_a_trial_judges_every_kind_and_every_building() -> None:
    result = trial(months=1)
    assert result.seeds == (FIRST_SEED,)
    assert {score.kind for score in result.scores} == set(FaultKind)
    assert [(alarms.first_year, alarms.meters) for alarms in result.false_alarms] == [(2018, 36), (2019, 36)]
    assert all(alarms.per_meter_month() < 0.6 for alarms in result.false_alarms)


def test_an_empty_folder_and_another_campus_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NoReadings, match="--data"):
        quality_of_folder(tmp_path, campus=None, days=28.0)
    run = open_run(plan_in(tmp_path))
    run.close()
    with pytest.raises(OtherCampus, match="'utcc' and not 'stanford'"):
        quality_of_folder(tmp_path, campus="stanford", days=28.0)
    with pytest.raises(NoReadings, match="run the campus"):
        quality_of_folder(tmp_path, campus=None, days=28.0)
    with pytest.raises(GridTokenXError, match="cannot be read"):
        quality_of_csv(tmp_path / "none.csv", campus=None, days=28.0)
