"""Batteries: limits, conservation of energy, independence of the step's length, ageing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtokenx.meter.battery import Bank, BatteryModel, BatteryState, advance, new_state, power_limit, soc

MODEL = BatteryModel()
BANK = Bank(np.array([90_000.0]), np.array([45_000.0]))


def run(
    wanted: list[float], *, length_s: int, per_hour: bool = True, air_c: float = 25.0
) -> tuple[float, ...]:
    """Run hourly powers in steps of a length; return final SoC, charged and discharged Wh, first SoC."""
    state = new_state(BANK, model=MODEL)
    charged = discharged = 0.0
    for power in wanted:
        for _ in range(3_600 // length_s if per_hour else 1):
            state, flows = advance(
                state, bank=BANK, wanted_w=np.array([power]), length_s=length_s, air_c=air_c, model=MODEL
            )
            charged += float(flows.charge_w[0]) * length_s / 3_600.0
            discharged += float(flows.discharge_w[0]) * length_s / 3_600.0
    return float(soc(state, bank=BANK)[0]), charged, discharged, float(state.stored_wh[0])


DAY = st.lists(st.floats(-80_000.0, 80_000.0), min_size=1, max_size=12)


@settings(max_examples=40, deadline=None)
@given(day=DAY)
def test_quarter_hours_and_hours_agree_to_a_thousandth(day: list[float]) -> None:
    fine, coarse = run(day, length_s=900), run(day, length_s=3_600)
    for a, b in zip(fine, coarse, strict=True):
        assert abs(a - b) <= 1e-3 * max(abs(b), 0.01 * 90_000.0 if b > 1.0 else 0.05)


@pytest.mark.parametrize("seed", range(3))
def test_fifteen_seconds_agree_with_an_hour_to_a_thousandth(seed: int) -> None:
    day = list(60_000.0 * np.sin(np.arange(12) * (1.3 + seed)))
    fine, coarse = run(day, length_s=15), run(day, length_s=3_600)
    assert fine[0] == pytest.approx(coarse[0], rel=1e-3)
    assert fine[1] == pytest.approx(coarse[1], rel=1e-3)
    assert fine[2] == pytest.approx(coarse[2], rel=1e-3)


@settings(max_examples=100, deadline=None)
@given(day=DAY, air_c=st.floats(-15.0, 50.0), length_s=st.sampled_from([15, 900, 3_600]))
def test_energy_is_never_created_and_charge_stays_in_range(
    day: list[float], air_c: float, length_s: int
) -> None:
    state = new_state(BANK, model=MODEL)
    for power in day:
        before = float(state.stored_wh[0])
        state, flows = advance(
            state, bank=BANK, wanted_w=np.array([power]), length_s=length_s, air_c=air_c, model=MODEL
        )
        charge, discharge = float(flows.charge_w[0]), float(flows.discharge_w[0])
        hours = length_s / 3_600.0
        gained = float(state.stored_wh[0]) - before
        assert (
            gained
            <= (charge * MODEL.charge_efficiency - discharge / MODEL.discharge_efficiency) * hours + 1e-6
        )
        assert 0.0 <= float(soc(state, bank=BANK)[0]) <= 1.0
        assert min(charge, discharge) == 0.0
        assert max(charge, discharge) <= 45_000.0 * power_limit(air_c) + 1e-9
        assert charge <= max(power, 0.0)
        assert discharge <= max(-power, 0.0)


def test_a_round_trip_is_the_product_of_the_efficiencies() -> None:
    model = BatteryModel(self_discharge_per_month=1e-12)
    state = new_state(BANK, model=model)
    start = float(state.stored_wh[0])
    state, inwards = advance(
        state, bank=BANK, wanted_w=np.array([20_000.0]), length_s=3_600, air_c=25.0, model=model
    )
    out_w = float(inwards.charge_w[0]) * model.charge_efficiency * model.discharge_efficiency
    state, outwards = advance(
        state, bank=BANK, wanted_w=np.array([-out_w]), length_s=3_600, air_c=25.0, model=model
    )
    assert float(outwards.discharge_w[0]) / float(inwards.charge_w[0]) == pytest.approx(0.96 * 0.96, rel=1e-9)
    assert float(state.stored_wh[0]) == pytest.approx(start, rel=1e-9)


def test_an_idle_month_loses_the_stated_share() -> None:
    state = new_state(BANK, model=MODEL)
    start = float(state.stored_wh[0])
    for _ in range(731):
        state, _ = advance(state, bank=BANK, wanted_w=np.zeros(1), length_s=3_600, air_c=25.0, model=MODEL)
    assert float(state.stored_wh[0]) / start == pytest.approx(0.98, abs=1e-4)


def test_ageing_does_not_depend_on_the_step_and_never_passes_full() -> None:
    """A full battery that shrinks keeps to its smaller capacity: state of charge over 1 is a peer's fault."""
    old = BatteryState(np.array([90_000.0]), np.array([0.15]), np.array([0.10]))
    state, _ = advance(old, bank=BANK, wanted_w=np.zeros(1), length_s=900, air_c=25.0, model=MODEL)
    assert float(soc(state, bank=BANK)[0]) <= 1.0
    fine = coarse = new_state(BANK, model=MODEL)
    for _ in range(96):
        fine, _ = advance(fine, bank=BANK, wanted_w=np.zeros(1), length_s=900, air_c=25.0, model=MODEL)
    for _ in range(24):
        coarse, _ = advance(coarse, bank=BANK, wanted_w=np.zeros(1), length_s=3_600, air_c=25.0, model=MODEL)
    assert float(fine.fade_calendar[0]) == pytest.approx(float(coarse.fade_calendar[0]), rel=1e-9)


def test_ten_years_of_daily_cycles_keep_most_of_the_capacity() -> None:
    """LFP cells keep about 80 to 92 % after ten years with a cycle a day (Naumann et al. 2018, 2020)."""
    state = BatteryState(np.array([45_000.0]), np.zeros(1), np.zeros(1))
    for half_day in range(7_305):
        power = 3_700.0 if half_day % 2 else -3_700.0
        state, _ = advance(
            state, bank=BANK, wanted_w=np.array([power]), length_s=43_200, air_c=25.0, model=MODEL
        )
    assert 0.80 < float(state.health()[0]) < 0.92


def test_a_meter_without_a_battery_has_no_state_of_charge() -> None:
    none = Bank(np.zeros(2), np.zeros(2))
    state = new_state(none, model=MODEL)
    state, flows = advance(
        state, bank=none, wanted_w=np.array([5.0, -5.0]), length_s=900, air_c=25.0, model=MODEL
    )
    assert np.isnan(soc(state, bank=none)).all()
    assert not flows.charge_w.any()
    assert not flows.discharge_w.any()


def test_cold_slows_charging() -> None:
    assert power_limit(-20.0) == 0.1
    assert power_limit(5.0) == pytest.approx(0.65)
