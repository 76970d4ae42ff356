"""Batteries: limits, conservation of energy, independence of the step's length, ageing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtokenx.meter.battery import (
    DELIVERED_CALENDAR,
    DELIVERED_CYCLE,
    Bank,
    BatteryModel,
    BatteryState,
    advance,
    new_state,
    power_limit,
    soc,
)
from gridtokenx.meter.battery_ageing import calendar_fade_per_sqrt_s, cycle_fade_per_sqrt_cycle
from gridtokenx.meter.converter import AC_COUPLED, CELL_EFFICIENCY

MODEL = BatteryModel()
PART_LOAD = BatteryModel(
    charge_efficiency=CELL_EFFICIENCY, discharge_efficiency=CELL_EFFICIENCY, converter=AC_COUPLED
)
BANK = Bank(np.array([90_000.0]), np.array([45_000.0]))


def run(
    wanted: list[float], *, length_s: int, model: BatteryModel = MODEL, air_c: float = 25.0
) -> tuple[float, ...]:
    """Run hourly powers in steps of a length; return final SoC, charged, discharged and stored Wh."""
    state = new_state(BANK, model=model)
    charged = discharged = 0.0
    for power in wanted:
        for _ in range(3_600 // length_s):
            state, flows = advance(
                state, bank=BANK, wanted_w=np.array([power]), length_s=length_s, air_c=air_c, model=model
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


@pytest.mark.parametrize("model", [MODEL, PART_LOAD])
@pytest.mark.parametrize("seed", range(3))
def test_fifteen_seconds_agree_with_an_hour_to_a_thousandth(seed: int, model: BatteryModel) -> None:
    day = list(60_000.0 * np.sin(np.arange(12) * (1.3 + seed)))
    fine, coarse = run(day, length_s=15, model=model), run(day, length_s=3_600, model=model)
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


@pytest.mark.parametrize("power_w", [5_000.0, 22_500.0, 45_000.0])
def test_at_part_load_a_round_trip_is_the_product_of_its_four_efficiencies(power_w: float) -> None:
    model = BatteryModel(CELL_EFFICIENCY, CELL_EFFICIENCY, AC_COUPLED, self_discharge_per_month=0.0)
    state = BatteryState(np.array([45_000.0]), np.array([0.05]), np.array([0.05]))
    power = np.array([power_w])
    full, inwards = advance(state, bank=BANK, wanted_w=power, length_s=900, air_c=25.0, model=model)
    back, outwards = advance(full, bank=BANK, wanted_w=-power, length_s=900, air_c=25.0, model=model)
    into = AC_COUPLED.into_cells_w(power, rated_w=BANK.power_w) / power
    out = power / AC_COUPLED.out_of_cells_w(power, rated_w=BANK.power_w)
    gained, lost = full.stored_wh - state.stored_wh, full.stored_wh - back.stored_wh
    round_trip = (outwards.discharge_w / lost) * (gained / inwards.charge_w)
    assert float(round_trip[0]) == pytest.approx(float((into * out)[0]) * 0.95, rel=1e-9)


@settings(max_examples=60, deadline=None)
@given(day=DAY)
def test_a_converters_losses_make_no_energy(day: list[float]) -> None:
    lossy, plain = run(day, length_s=900, model=PART_LOAD), run(day, length_s=900)
    assert lossy[3] <= 45_000.0 + lossy[1] * CELL_EFFICIENCY - lossy[2] / CELL_EFFICIENCY + 1e-6
    assert 0.0 <= lossy[0] <= 1.0
    assert 0.0 <= plain[0] <= 1.0


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
    assert float(fine.fade_calendar[0]) == pytest.approx(float(coarse.fade_calendar[0]), rel=1e-7)


def test_a_delivered_battery_holds_its_nameplate_and_is_a_month_and_five_cycles_old() -> None:
    half = np.array([0.5])
    month = calendar_fade_per_sqrt_s(half, cell_c=25.0)[0] * (30 * 86_400.0) ** 0.5
    assert pytest.approx(month, abs=1e-5) == DELIVERED_CALENDAR
    assert (
        pytest.approx(cycle_fade_per_sqrt_cycle(half, depth=1.0)[0] * 5.0**0.5, abs=1e-5) == DELIVERED_CYCLE
    )
    assert new_state(BANK, model=MODEL).health()[0] == 1.0


def test_two_years_on_the_shelf_follow_the_published_curve() -> None:
    """Naumann et al. (2018): the loss after a time is its rate times the root of the time."""
    state = BatteryState(np.array([45_000.0]), np.zeros(1), np.zeros(1))
    model = BatteryModel(self_discharge_per_month=0.0)
    for _ in range(885):
        state, _ = advance(state, bank=BANK, wanted_w=np.zeros(1), length_s=86_400, air_c=25.0, model=model)
    assert float(state.fade_calendar[0]) == pytest.approx(0.0664, abs=0.001)
    assert not state.fade_cycle.any()


def test_five_hundred_cycles_follow_the_published_curve() -> None:
    """Naumann et al. (2020): at half a capacity an hour, (0.063 C + 0.0971) k(depth) sqrt(cycles) percent."""
    model = BatteryModel(charge_efficiency=1.0, discharge_efficiency=1.0, self_discharge_per_month=0.0)
    bank = Bank(np.array([90_000.0]), np.array([50_000.0]))
    state = BatteryState(np.array([45_000.0]), np.zeros(1), np.zeros(1))
    moved = 0.0
    for quarter in range(8_000):
        power = 45_000.0 if quarter % 2 else -45_000.0
        state, flows = advance(
            state, bank=bank, wanted_w=np.array([power]), length_s=900, air_c=25.0, model=model
        )
        moved += float(flows.charge_w[0] + flows.discharge_w[0]) * 0.25
    cycles = moved / 180_000.0
    expected = 0.01 * (0.063 * 0.5 + 0.0971) * (4.0253 * (0.93 - 0.6) ** 3 + 1.0923) * cycles**0.5
    assert cycles == pytest.approx(500.0)
    assert float(state.fade_cycle[0]) == pytest.approx(expected, rel=1e-9)


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
