"""The replay: the file's energy to the watt-hour, its own years only, PV and batteries on top."""

import csv
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtokenx.campus.catalogue import NotMeasured, load, measured_text
from gridtokenx.campus.model import MeterType
from gridtokenx.meter.measured import OutsideMeasurements
from gridtokenx.meter.replay import (
    MeterNotMeasured,
    ReplayFleet,
    replay_campus,
    replay_fleet,
    shipped_fleet,
    shipped_measurements,
)
from gridtokenx.meter.snapshot import SnapshotMismatch
from gridtokenx.reading.block import QualityFlags

CAMBRIDGE = load("cambridge")
DATA = shipped_measurements(CAMBRIDGE)
JUNE = int(datetime(2018, 6, 11, tzinfo=UTC).timestamp())
USER = "timestamp,Hall,Shed\n" + "".join(f"2020-02-01 {h:02d}:00,{h}.5,0.125\n" for h in range(24))


def test_both_years_hold_every_watt_hour_of_the_files() -> None:
    """The files have one decimal of a kWh: removing the point gives hundreds of watt-hours."""
    for year in (2018, 2019):
        rows = list(csv.DictReader(measured_text("cambridge", year=year).splitlines()))
        start = int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
        counted = DATA.register_wh(start + 8_760 * 3_600) - DATA.register_wh(start)
        expected = [sum(int(r[m].replace(".", "")) for r in rows) * 100 for m in DATA.meter_ids]
        assert counted.tolist() == expected


@settings(max_examples=6, deadline=None)
@given(
    hour=st.integers(0, 17_500), hours=st.integers(1, 5), length_s=st.sampled_from([60, 900, 1_800, 3_600])
)
def test_whole_hours_are_exact_from_any_start(hour: int, hours: int, length_s: int) -> None:
    start = DATA.start_s + 3_600 * hour
    fleet = ReplayFleet(CAMBRIDGE, data=DATA, seed=1, start_s=start)
    counted = sum(fleet.step(length_s).energies.consumed_wh for _ in range(hours * 3_600 // length_s))
    expected = (DATA.total_uwh[hour + hours] - DATA.total_uwh[hour]) // 10**6
    columns = [DATA.meter_ids.index(m.meter_id) for m in CAMBRIDGE.meters]
    assert (np.asarray(counted) == expected[columns]).all()


def test_a_summer_day_balances_and_makes_surplus() -> None:
    fleet = ReplayFleet(CAMBRIDGE, data=DATA, seed=1, start_s=JUNE)
    generated = exported = 0
    for _ in range(96):
        block = fleet.step(900)
        flows = fleet.last_power
        assert flows is not None
        into = flows.generation_w + flows.discharge_w + flows.import_w
        out = flows.load_w + flows.charge_w + flows.export_w
        assert np.abs(into - out).max() <= 1e-9 * float(out.max())
        assert (block.quality == QualityFlags.REPLAYED).all()
        generated += int(block.energies.generated_wh.sum())
        exported += int(block.energies.export_wh.sum())
    per_kw = generated / 1e3 / CAMBRIDGE.pv_kw
    assert 3.0 < per_kw < 7.5  # kWh per kW on a fair summer day in England
    assert exported > 0.1 * generated


def test_a_year_of_pv_has_the_yield_of_cambridge() -> None:
    """PVGIS gives some 950 to 1,050 kWh per kW and year there; 2018 was sunny (hours of every fifth day)."""
    total, days = 0.0, range(0, 365, 5)
    for day in days:
        fleet = ReplayFleet(CAMBRIDGE, data=DATA, seed=1, start_s=DATA.start_s + 86_400 * day)
        total += sum(float(fleet.step(3_600).energies.generated_wh.sum()) for _ in range(24))
    per_kw = total / 1e3 / CAMBRIDGE.pv_kw * 365 / len(days)
    assert 880.0 < per_kw < 1_200.0


def test_a_replay_resumes_bit_for_bit_and_refuses_other_data() -> None:
    one = ReplayFleet(CAMBRIDGE, data=DATA, seed=1, start_s=JUNE)
    for _ in range(30):
        one.step(900)
    two = ReplayFleet(CAMBRIDGE, data=DATA, seed=1, start_s=JUNE)
    two.restore(one.snapshot())
    for _ in range(30):
        a, b = one.step(900), two.step(900)
        assert (a.energies.import_wh == b.energies.import_wh).all()
        assert (a.energies.consumed_wh == b.energies.consumed_wh).all()
    assert one.snapshot() == two.snapshot()
    changed = replace(DATA, total_uwh=DATA.total_uwh + np.arange(len(DATA.total_uwh))[:, np.newaxis])
    with pytest.raises(SnapshotMismatch):
        ReplayFleet(CAMBRIDGE, data=changed, seed=1, start_s=JUNE).restore(one.snapshot())


def test_the_replay_keeps_to_its_own_years() -> None:
    start = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
    with pytest.raises(OutsideMeasurements, match=r"from 2018-01-01T00:00:00Z to 2020-01-01T00:00:00Z"):
        shipped_fleet(CAMBRIDGE, seed=1, start_s=start)
    last = ReplayFleet(CAMBRIDGE, data=DATA, seed=1, start_s=DATA.end_s - 900)
    assert last.covered == (DATA.start_s, DATA.end_s)
    last.step(900)
    with pytest.raises(OutsideMeasurements):
        last.step(900)
    with pytest.raises(NotMeasured, match="utcc"):
        shipped_fleet(load("utcc"), seed=1, start_s=JUNE)


def test_any_file_makes_a_campus() -> None:
    campus = replay_campus(USER, "mine.csv")
    assert [m.meter_id for m in campus.meters] == ["Hall", "Shed"]
    assert all(m.meter_type is MeterType.CONSUMER and m.pv_kw == 0.0 for m in campus.meters)
    assert campus.meters[0].peak_weekday_kw == 23.5
    fleet = replay_fleet({"mine.csv": USER}, campus=campus, seed=1, start_s=None)
    total = sum(fleet.step(900).energies.consumed_wh for _ in range(96))
    assert np.asarray(total).tolist() == [288_000, 3_000]


def test_a_meter_without_a_column_is_named() -> None:
    with pytest.raises(MeterNotMeasured, match="UTCC_ENG_001"):
        replay_fleet({"mine.csv": USER}, campus=load("utcc"), seed=1, start_s=None)


def test_an_external_meter_is_left_at_zero() -> None:
    campus = replace(CAMBRIDGE, meters=(replace(CAMBRIDGE.meters[0], external=True), *CAMBRIDGE.meters[1:]))
    block = ReplayFleet(campus, data=DATA, seed=1, start_s=JUNE + 43_200).step(900)
    assert block.energies.consumed_wh[0] == block.energies.generated_wh[0] == 0
    assert block.energies.consumed_wh[1] > 0
