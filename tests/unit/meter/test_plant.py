"""Plant: equipment of one step, balanced at every meter."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtokenx.campus.catalogue import load
from gridtokenx.meter.load import meter_keys
from gridtokenx.meter.plant import Plant, PlantSteps, PowerFlows
from gridtokenx.meter.sky_span import span_of
from gridtokenx.meter.weather import Sky, WeatherGenerator

UTCC = load("utcc")
KEYS = meter_keys(UTCC, seed=1)
NOON = datetime(2026, 3, 4, 5, 0, tzinfo=UTC).timestamp()
SKIES = [WeatherGenerator(UTCC.place, seed=1).at(NOON + 3_600 * k) for k in range(24)]


def bright() -> Sky:
    sky = SKIES[0]
    return replace(sky, point=replace(sky.point, ghi_w_m2=950.0, dni_w_m2=800.0, dhi_w_m2=180.0))


def advance(
    plant: Plant, sky: Sky, *, load_w: np.ndarray, length_s: int, local_hour: float
) -> tuple[PowerFlows, PlantSteps]:
    steps = plant.advance(
        span_of([sky]), load_w=load_w[np.newaxis], length_s=length_s, local_hour=np.array([[local_hour]])
    )
    return PowerFlows(*steps.powers_w[:, 0]), steps


@settings(max_examples=60, deadline=None)
@given(
    hours=st.lists(st.integers(0, 23), min_size=1, max_size=8),
    load_kw=st.lists(st.floats(0.0, 300.0), min_size=25, max_size=25),
    length_s=st.sampled_from([15, 900, 3_600]),
)
def test_energy_balances_at_every_meter(hours: list[int], load_kw: list[float], length_s: int) -> None:
    plant = Plant(UTCC, keys=KEYS)
    for hour in hours:
        flows, _ = advance(
            plant, SKIES[hour], load_w=1e3 * np.array(load_kw), length_s=length_s, local_hour=(12 + hour) % 24
        )
        in_w = flows.generation_w + flows.discharge_w + flows.import_w
        out_w = flows.load_w + flows.charge_w + flows.export_w
        assert np.abs(in_w - out_w).max() <= 1e-9 * max(out_w.max(), 1.0)
        assert flows.stacked().min() >= 0.0
        assert not np.minimum(flows.import_w, flows.export_w).any()
        assert not np.minimum(flows.charge_w, flows.discharge_w).any()


def test_pv_keeps_to_the_inverters_and_needs_light() -> None:
    plant = Plant(UTCC, keys=KEYS)
    rated = 1e3 * np.array([m.pv_kw for m in UTCC.meters])
    day, _ = advance(plant, bright(), load_w=np.zeros(25), length_s=900, local_hour=12.0)
    assert (day.generation_w <= 0.85 * rated + 1e-9).all()
    assert day.generation_w.sum() > 0.6 * rated.sum()
    night, _ = advance(plant, SKIES[12], load_w=np.zeros(25), length_s=900, local_hour=0.0)
    assert not night.generation_w.any()


def test_a_battery_never_exports_nor_charges_from_the_grid_by_itself() -> None:
    plant = Plant(UTCC, keys=KEYS)
    flows, _ = advance(plant, SKIES[12], load_w=np.full(25, 5_000.0), length_s=900, local_hour=0.0)
    assert flows.discharge_w.sum() > 0.0
    assert not flows.export_w.any()
    assert not flows.charge_w.any()


def test_an_external_meter_is_left_at_zero() -> None:
    campus = replace(UTCC, meters=(replace(UTCC.meters[0], external=True), *UTCC.meters[1:]))
    plant = Plant(campus, keys=KEYS)
    flows, steps = advance(plant, bright(), load_w=np.full(25, 5_000.0), length_s=900, local_hour=12.0)
    assert not flows.stacked()[:, 0].any()
    assert flows.stacked()[:, 1].any()
    assert np.isnan(steps.battery_soc[0, 0])


def test_wind_turns_where_there_is_a_turbine() -> None:
    coast = load("university")
    plant = Plant(coast, keys=meter_keys(coast, seed=1))
    sky = replace(SKIES[12], point=replace(SKIES[12].point, wind_m_s=10.0))
    flows, _ = advance(plant, sky, load_w=np.zeros(8), length_s=900, local_hour=0.0)
    turbine = [m.wind_kw > 0.0 for m in coast.meters]
    assert (flows.generation_w > 0.0).tolist() == turbine
    assert flows.generation_w.sum() > 80_000.0


def test_electricals_agree_with_the_power_and_the_charge() -> None:
    plant = Plant(UTCC, keys=KEYS)
    flows, steps = advance(plant, bright(), load_w=np.full(25, 20_000.0), length_s=900, local_hour=12.0)
    shown = steps.electricals(0, frequency_hz=50.0)
    power = np.sqrt(3.0) * shown.voltage_v * shown.current_a * shown.power_factor
    assert power == pytest.approx(flows.import_w + flows.export_w, rel=1e-9, abs=1e-6)
    has_battery = np.array([m.battery_kwh > 0.0 for m in UTCC.meters])
    assert (np.isfinite(shown.battery_soc) == has_battery).all()
