"""Battery trajectories against bslib; see the case's README."""

import numpy as np
import pytest
from bslib.bslib import ACBatMod, load_parameters  # type: ignore[import-untyped]  # ships no types

from gridtokenx.meter.battery import Bank, BatteryModel, BatteryState, advance, soc
from gridtokenx.meter.converter import Converter, LossCurve

SYSTEMS = {"SG1": (5_000.0, 10_000.0), "S2": (3_507.0, 8_990.0)}


def model_of(name: str) -> BatteryModel:
    found = load_parameters(name)
    rated_in, rated_out = (
        (1_000.0, 1_000.0) if name == "SG1" else (found["P_AC2BAT_in"], found["P_BAT2AC_out"])
    )
    charging = LossCurve(*(found[f"AC2BAT_{c}_in"] / rated_in for c in "cba"))
    discharging = LossCurve(*(found[f"BAT2AC_{c}_out"] / rated_out for c in "cba"))
    cell = (found["eta_BAT"] / 100.0) ** 0.5
    return BatteryModel(
        cell, cell, Converter(charging, discharging),
        self_discharge_per_month=0.0, min_soc=0.0, max_soc=1.0,
    )  # fmt: skip


def day_of(seed: int, *, length_s: int) -> np.ndarray:
    """Powers of a day [W]: surplus at noon, deficit otherwise, with clouds and kettles."""
    hours = np.arange(0.0, 24.0, length_s / 3_600.0)
    sun = np.maximum(np.sin((hours - 6.0) / 12.0 * np.pi), 0.0) * (2_600.0 + 400.0 * seed)
    clouds = 0.75 + 0.25 * np.sin(hours * (5.0 + seed))
    load = 500.0 + 350.0 * np.sin(hours * 0.9 + seed) ** 2 + 900.0 * (np.sin(hours * 3.1 + seed) > 0.9)
    return np.asarray(sun * clouds - load)


@pytest.mark.parametrize("length_s", [15, 60])
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", sorted(SYSTEMS))
def test_a_day_is_bslibs_to_one_percent(name: str, seed: int, length_s: int) -> None:
    power_w, capacity_wh = SYSTEMS[name]
    theirs = ACBatMod(name, p_inv_custom=power_w, e_bat_custom=capacity_wh / 1e3)
    model, bank = model_of(name), Bank(np.array([capacity_wh]), np.array([power_w]))
    state = BatteryState(np.array([0.4 * capacity_wh]), np.zeros(1), np.zeros(1))
    soc_theirs, worst = 0.4, 0.0
    energy = np.zeros((2, 2))
    for wanted in day_of(seed, length_s=length_s):
        step = theirs.simulate(p_load=float(wanted), soc=soc_theirs, dt=length_s)
        state, flows = advance(
            state, bank=bank, wanted_w=np.array([wanted]), length_s=length_s, air_c=25.0, model=model
        )
        state = BatteryState(state.stored_wh, np.zeros(1), np.zeros(1))
        soc_theirs = step.soc
        worst = max(worst, abs(float(soc(state, bank=bank)[0]) - soc_theirs))
        energy[0] += max(step.p_bs, 0.0), max(-step.p_bs, 0.0)
        energy[1] += float(flows.charge_w[0]), float(flows.discharge_w[0])
    assert energy[0].min() * length_s / 3_600.0 > 2_000.0
    assert worst <= 0.01
    assert np.abs(energy[1] / energy[0] - 1.0).max() <= 0.01
