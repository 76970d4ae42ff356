"""Batteries: power limits, efficiencies, self-discharge, temperature and ageing (R-SIM-4).

The stored energy is advanced by the exact solution of dE/dt = p - kE for constant power. A battery that
would pass a limit flows at the wanted power until it is full or empty and then rests, so the energy of an
hour is the same in steps of 15 s, 15 min and 1 h, and no step can create energy. The converter's
part-load losses: :mod:`gridtokenx.meter.converter`; ageing: :mod:`gridtokenx.meter.battery_ageing`.

Checked against bslib (FZJ-IEK3, MIT), DOI 10.5281/zenodo.6514527, which carries measured systems.
Validity: stationary lithium batteries, steps over which the wanted power is constant; dead time and
settling of the control, under a second to some seconds, are left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridtokenx.meter.battery_ageing import calendar_fade_per_sqrt_s, cycle_fade_per_sqrt_cycle
from gridtokenx.meter.converter import Converter

Floats = NDArray[np.float64]

_YEAR_H = 8766.0
_MIN_HEALTH = 0.5
_TINY_WH = 1e-9
"""Stands in a division for a battery that is not there."""
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


def stacked(states: Sequence[BatteryState]) -> BatteryState:
    """Return the states of k steps as one, arrays of shape (k, n)."""
    return BatteryState(
        np.stack([state.stored_wh for state in states]),
        np.stack([state.fade_calendar for state in states]),
        np.stack([state.fade_cycle for state in states]),
    )


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
    """Advance by one step with a wanted power, as far as the limits allow: :func:`run` of a single step.

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
    states, flows = run(
        state, bank=bank, wanted_w=wanted_w[np.newaxis], length_s=length_s, air_c=[air_c], model=model
    )
    return states[0], BatteryFlows(flows.charge_w[0], flows.discharge_w[0])


def run(
    state: BatteryState,
    *,
    bank: Bank,
    wanted_w: Floats,
    length_s: int,
    air_c: Sequence[float],
    model: BatteryModel,
) -> tuple[list[BatteryState], BatteryFlows]:
    """Advance by k steps; only what needs the charge is computed step by step.

    Args:
        state: State at the start.
        bank: Sizes.
        wanted_w: Power at the terminals [W], positive charges, shape (k, n).
        length_s: Length of a step [s].
        air_c: Temperature of the battery room in each step [C].
        model: Constants.

    Returns:
        The state at the end of each step, and the mean powers that really flowed, shape (k, n).
    """
    limit = np.array([[power_limit(c)] for c in air_c]) * bank.power_w
    terminals = np.minimum(np.maximum(wanted_w, -limit), limit)
    offered = _inside_w(terminals, bank=bank, model=model)
    taken = np.empty_like(offered)
    pace = _pace_of(model, length_s=length_s)
    exists = (bank.capacity_wh > 0.0).astype(np.float64)
    states = []
    held = bank.capacity_wh * state.health()
    for step, cell_c in enumerate(air_c):
        taken[step] = _within(offered[step], held=held, state=state, pace=pace, model=model)
        aged = _age(
            state, exists=exists, held=held, bank=bank, inside_w=taken[step], pace=pace, cell_c=cell_c
        )
        stored = state.stored_wh * pace.kept + taken[step] * pace.spread_h
        held = bank.capacity_wh * aged.health()
        stored = np.minimum(np.maximum(stored, 0.0, out=stored), held, out=stored)
        state = BatteryState(stored, aged.fade_calendar, aged.fade_cycle)
        states.append(state)
    share = np.divide(taken, offered, out=np.zeros_like(taken), where=offered != 0.0)
    moved = np.multiply(terminals, share, out=share)
    return states, BatteryFlows(np.maximum(moved, 0.0), np.maximum(-moved, 0.0))


@dataclass(frozen=True, slots=True)
class _Pace:
    """What a step's length makes of a model's rates."""

    hours: float
    kept: float
    """Share of the stored energy that is left after the step."""
    spread_h: float
    """Energy stored at the end per constant power inside [Wh/W]."""
    depth: float


def _pace_of(model: BatteryModel, *, length_s: int) -> _Pace:
    hours, rate = length_s / 3600.0, model.self_discharge_per_h
    spread = -float(np.expm1(-rate * hours)) / rate if rate > 0.0 else hours
    return _Pace(hours, float(np.exp(-rate * hours)), spread, model.max_soc - model.min_soc)


def _inside_w(terminals_w: Floats, *, bank: Bank, model: BatteryModel) -> Floats:
    """Return the power at the cells [W], positive charges, of a power at the terminals that may flow."""
    into, out = np.maximum(terminals_w, 0.0), np.maximum(-terminals_w, 0.0)
    if model.converter is not None:
        into = model.converter.into_cells_w(into, rated_w=bank.power_w)
        out = model.converter.out_of_cells_w(out, rated_w=bank.power_w)
    return np.where(terminals_w > 0.0, into * model.charge_efficiency, -out / model.discharge_efficiency)


def _within(
    offered_w: Floats, *, held: Floats, state: BatteryState, pace: _Pace, model: BatteryModel
) -> Floats:
    """Return the mean power at the cells [W]: it flows until the battery is full or empty, then rests."""
    kept = state.stored_wh * pace.kept
    room = held * model.max_soc
    room -= kept
    room /= pace.spread_h
    left = held * model.min_soc
    left -= kept
    left /= pace.spread_h
    np.minimum(offered_w, np.maximum(room, 0.0, out=room), out=room)
    return np.maximum(room, np.minimum(left, 0.0, out=left), out=room)


def _age(
    state: BatteryState,
    *,
    exists: Floats,
    held: Floats,
    bank: Bank,
    inside_w: Floats,
    pace: _Pace,
    cell_c: float,
) -> BatteryState:
    """Return the state with the fade of one step.

    Both fades grow with a square root, so their squares add up: the step's length does not matter.
    """
    calendar = calendar_fade_per_sqrt_s(state.stored_wh / np.maximum(held, _TINY_WH), cell_c=cell_c)
    calendar *= calendar
    calendar *= exists * (3_600.0 * pace.hours)
    calendar += state.fade_calendar * state.fade_calendar
    c_rate = np.abs(inside_w)
    c_rate /= np.maximum(bank.capacity_wh, _TINY_WH)
    cycle = cycle_fade_per_sqrt_cycle(c_rate, depth=pace.depth)
    cycle *= cycle
    c_rate *= 0.5 * pace.hours
    cycle *= c_rate
    cycle += state.fade_cycle * state.fade_cycle
    return BatteryState(state.stored_wh, np.sqrt(calendar, out=calendar), np.sqrt(cycle, out=cycle))
