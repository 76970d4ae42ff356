"""Batteries: power limits, efficiencies, self-discharge, temperature and ageing (R-SIM-4).

The stored energy is advanced by the exact solution of dE/dt = p - kE for constant power. A battery that
would pass a limit flows at the wanted power until it is full or empty and then rests, so the energy of an
hour is the same in steps of 15 s, 15 min and 1 h, and no step can create energy. The converter's
part-load losses: :mod:`gridtokenx.meter.converter`; ageing: :mod:`gridtokenx.meter.battery_ageing`.

Checked against bslib (FZJ-IEK3, MIT), DOI 10.5281/zenodo.6514527, which carries measured systems.
Validity: stationary lithium batteries, steps over which the wanted power is constant; dead time and
settling of the control, under a second to some seconds, are left out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridtokenx.meter.battery_ageing import calendar_fade_per_sqrt_s, cycle_fade_per_sqrt_cycle
from gridtokenx.meter.converter import Converter

Floats = NDArray[np.float64]

_YEAR_H = 8766.0
_MIN_HEALTH = 0.5
DELIVERED_CALENDAR = 0.01219
DELIVERED_CYCLE = 0.00388
"""A battery is delivered after a month at half charge and 25 C and after five cycles; its nameplate is what
it holds then.

Square roots start infinitely steep: counting from the very first second would make the first hour's ageing
larger than the first month's, and depend on the step.
"""


@dataclass(frozen=True, slots=True)
class BatteryModel:
    """Constants of a stationary LFP battery."""

    charge_efficiency: float = 0.96
    """Of cells and converter together, or of the cells alone where a converter is given."""
    discharge_efficiency: float = 0.96
    converter: Converter | None = None
    """Part-load losses between terminals and cells; without it the efficiencies hold at any power."""
    self_discharge_per_month: float = 0.02
    min_soc: float = 0.05
    max_soc: float = 0.98
    initial_soc: float = 0.50

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
    """What a battery remembers, arrays of shape (n,); fades are those of its cells since they were made."""

    stored_wh: Floats
    fade_calendar: Floats
    fade_cycle: Floats

    def health(self) -> Floats:
        """Return the share of the nameplate capacity that is left."""
        before = DELIVERED_CALENDAR + DELIVERED_CYCLE
        left = 1.0 + before - self.fade_calendar - self.fade_cycle
        return np.minimum(np.maximum(left, _MIN_HEALTH), 1.0)


@dataclass(frozen=True, slots=True)
class BatteryFlows:
    """Mean powers at the battery's terminals [W], both >= 0 and never both above 0."""

    charge_w: Floats
    discharge_w: Floats


def new_state(bank: Bank, *, model: BatteryModel) -> BatteryState:
    """Return batteries as they are delivered, at their initial state of charge."""
    like = np.ones_like(bank.capacity_wh)
    stored = bank.capacity_wh * model.initial_soc
    return BatteryState(stored, DELIVERED_CALENDAR * like, DELIVERED_CYCLE * like)


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
    spread = -float(np.expm1(-rate * hours)) / rate if rate > 0.0 else hours
    held = bank.capacity_wh * state.health()
    limit = bank.power_w * power_limit(air_c)
    room = np.maximum(held * model.max_soc - state.stored_wh * kept, 0.0) / spread
    left = np.maximum(state.stored_wh * kept - held * model.min_soc, 0.0) / spread
    charge, gained = _charging(np.clip(wanted_w, 0.0, limit), room_w=room, bank=bank, model=model)
    discharge, lost = _discharging(np.clip(-wanted_w, 0.0, limit), left_w=left, bank=bank, model=model)
    inside = gained - lost
    stored = np.clip(state.stored_wh * kept + inside * spread, 0.0, held)
    aged = _age(state, bank=bank, inside_w=np.abs(inside), hours=hours, air_c=air_c, model=model)
    full = bank.capacity_wh * aged.health()
    return (
        BatteryState(np.minimum(stored, full), aged.fade_calendar, aged.fade_cycle),
        BatteryFlows(charge, discharge),
    )


def _charging(ac_w: Floats, *, room_w: Floats, bank: Bank, model: BatteryModel) -> tuple[Floats, Floats]:
    """Return mean power drawn and mean power gained inside [W]; charges until full, then rests."""
    cells = ac_w if model.converter is None else model.converter.into_cells_w(ac_w, rated_w=bank.power_w)
    gained = cells * model.charge_efficiency
    share = np.divide(room_w, gained, out=np.where(gained > 0.0, 1.0, 0.0), where=gained > room_w)
    return ac_w * share, gained * share


def _discharging(ac_w: Floats, *, left_w: Floats, bank: Bank, model: BatteryModel) -> tuple[Floats, Floats]:
    """Return mean power given and mean power lost inside [W]; discharges until empty, then rests."""
    cells = ac_w if model.converter is None else model.converter.out_of_cells_w(ac_w, rated_w=bank.power_w)
    lost = cells / model.discharge_efficiency
    share = np.divide(left_w, lost, out=np.where(lost > 0.0, 1.0, 0.0), where=lost > left_w)
    return ac_w * share, lost * share


def _age(
    state: BatteryState, *, bank: Bank, inside_w: Floats, hours: float, air_c: float, model: BatteryModel
) -> BatteryState:
    """Return the state with the fade of one step.

    Both fades grow with a square root, so their squares add up: the step's length does not matter.
    """
    exists = bank.capacity_wh > 0.0
    charge = np.nan_to_num(soc(state, bank=bank), nan=0.0)
    c_rate = np.divide(inside_w, bank.capacity_wh, out=np.zeros_like(inside_w), where=exists)
    calendar = calendar_fade_per_sqrt_s(charge, cell_c=air_c) ** 2 * (3_600.0 * hours) * exists
    window = model.max_soc - model.min_soc
    cycles = c_rate * hours / 2.0
    cycle = cycle_fade_per_sqrt_cycle(c_rate, depth=window) ** 2 * cycles
    return BatteryState(
        state.stored_wh,
        np.sqrt(state.fade_calendar**2 + calendar),
        np.sqrt(state.fade_cycle**2 + cycle),
    )
