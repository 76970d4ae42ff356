"""Batteries: power limits, efficiencies, self-discharge, temperature and ageing (R-SIM-4).

The state of charge is advanced by the exact solution of dE/dt = p - kE for constant power, and a step
that would pass a limit is given the power that just reaches it. So the energy of an hour is the same in
steps of 15 s, 15 min and 1 h, and no step can create energy. Ageing is a first version: calendar
fade with the square root of time and an Arrhenius-like doubling every 10 K, cycle fade linear in
throughput, both after the LFP tests of Naumann et al. (2018, 2020), DOI 10.1016/j.est.2018.01.019 and
10.1016/j.jpowsour.2019.227666.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_YEAR_H = 8766.0
_MIN_HEALTH = 0.5


@dataclass(frozen=True, slots=True)
class BatteryModel:
    """Constants of a stationary LFP battery with its converter."""

    charge_efficiency: float = 0.96
    discharge_efficiency: float = 0.96
    self_discharge_per_month: float = 0.02
    min_soc: float = 0.05
    max_soc: float = 0.98
    initial_soc: float = 0.50
    calendar_fade_per_sqrt_year: float = 0.018
    """Loss of capacity in the first year at 25 C."""
    cycle_fade: float = 0.00003
    """Loss of capacity per full equivalent cycle: 20 % after 6,700 of them."""

    @property
    def self_discharge_per_h(self) -> float:
        """Rate constant of self-discharge [1/h]."""
        return float(-np.log1p(-self.self_discharge_per_month) / (_YEAR_H / 12.0))


@dataclass(frozen=True, slots=True)
class Bank:
    """Sizes of each meter's battery, arrays of shape (n,); 0 kWh where there is none."""

    capacity_wh: Floats
    power_w: Floats


@dataclass(frozen=True, slots=True)
class BatteryState:
    """What a battery remembers, arrays of shape (n,)."""

    stored_wh: Floats
    fade_calendar: Floats
    fade_cycle: Floats

    def health(self) -> Floats:
        """Return the share of the nameplate capacity that is left."""
        return np.maximum(1.0 - self.fade_calendar - self.fade_cycle, _MIN_HEALTH)


@dataclass(frozen=True, slots=True)
class BatteryFlows:
    """Mean powers at the battery's terminals [W], both >= 0 and never both above 0."""

    charge_w: Floats
    discharge_w: Floats


def new_state(bank: Bank, *, model: BatteryModel) -> BatteryState:
    """Return batteries that are new and at their initial state of charge."""
    zero = np.zeros_like(bank.capacity_wh)
    return BatteryState(bank.capacity_wh * model.initial_soc, zero, zero.copy())


def soc(state: BatteryState, *, bank: Bank) -> Floats:
    """Return the state of charge, 0 to 1 of what the aged battery holds; NaN without a battery."""
    held = bank.capacity_wh * state.health()
    return np.divide(state.stored_wh, held, out=np.full_like(held, np.nan), where=held > 0.0)


def power_limit(temperature_c: float) -> float:
    """Return the share of rated power that may flow: LFP charges slowly near and below freezing.

    >>> power_limit(25.0), power_limit(-10.0)
    (1.0, 0.1)
    """
    return float(np.interp(temperature_c, [-10.0, 0.0, 10.0, 45.0, 60.0], [0.1, 0.3, 1.0, 1.0, 0.3]))


def advance(
    state: BatteryState, *, bank: Bank, wanted_w: Floats, length_s: int, air_c: float, model: BatteryModel
) -> tuple[BatteryState, BatteryFlows]:
    """Advance by one step with a wanted power, as far as the limits allow.

    Args:
        state: State at the start.
        bank: Sizes.
        wanted_w: Power at the terminals [W], positive charges, shape (n,).
        length_s: Length of the step [s].
        air_c: Temperature of the battery room [C].
        model: Constants.

    Returns:
        The state at the end, and the mean powers that really flowed.
    """
    hours = length_s / 3600.0
    rate = model.self_discharge_per_h
    kept = float(np.exp(-rate * hours))
    spread = -float(np.expm1(-rate * hours)) / rate
    held = bank.capacity_wh * state.health()
    limit = bank.power_w * power_limit(air_c)
    room = np.maximum(held * model.max_soc - state.stored_wh * kept, 0.0) / spread
    left = np.maximum(state.stored_wh * kept - held * model.min_soc, 0.0) / spread
    charge = np.minimum(np.clip(wanted_w, 0.0, limit), room / model.charge_efficiency)
    discharge = np.minimum(np.clip(-wanted_w, 0.0, limit), left * model.discharge_efficiency)
    inside = charge * model.charge_efficiency - discharge / model.discharge_efficiency
    stored = np.clip(state.stored_wh * kept + inside * spread, 0.0, held)
    aged = _age(state, bank=bank, moved_wh=np.abs(inside) * hours, hours=hours, air_c=air_c, model=model)
    full = bank.capacity_wh * aged.health()
    return (
        BatteryState(np.minimum(stored, full), aged.fade_calendar, aged.fade_cycle),
        BatteryFlows(charge, discharge),
    )


def _age(
    state: BatteryState, *, bank: Bank, moved_wh: Floats, hours: float, air_c: float, model: BatteryModel
) -> BatteryState:
    """Return the state with the fade of one step; squares add, so the step's length does not matter."""
    yearly = model.calendar_fade_per_sqrt_year * 2.0 ** ((air_c - 25.0) / 10.0)
    calendar = np.sqrt(state.fade_calendar**2 + yearly**2 * hours / _YEAR_H)
    cycles = np.divide(
        moved_wh, 2.0 * bank.capacity_wh, out=np.zeros_like(moved_wh), where=bank.capacity_wh > 0.0
    )
    return BatteryState(state.stored_wh, calendar, state.fade_cycle + model.cycle_fade * cycles)
