"""Every meter's equipment over some steps: PV, wind, battery, grid connection, registers.

Shared by the simulated and the replayed fleet. Powers are means over a step, taken from one evaluation
at its midpoint: right for 900 s and finer; a day run in 900 s steps and one in 15 s steps are two
different paths of the same physics. Holds at every step and meter
``generation + discharge + import = consumption + charge + export`` (R-SIM-9).

Steps are computed k at a time, arrays of shape (k, n): all that has no memory at once, batteries and
registers one step after the other. How many at a time never changes a value.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridtokenx.campus.model import Campus, MeterType
from gridtokenx.meter import battery, electrical
from gridtokenx.meter.battery import Bank, BatteryModel, BatteryState
from gridtokenx.meter.converter import AC_COUPLED, CELL_EFFICIENCY
from gridtokenx.meter.dispatch import wanted_w
from gridtokenx.meter.noise import SmoothNoise
from gridtokenx.meter.pv_array import PvFleet
from gridtokenx.meter.register import REGISTERS, RegisterBank
from gridtokenx.meter.role import roles
from gridtokenx.meter.sky_span import SkySpan
from gridtokenx.meter.wind import Turbine, hub_wind_m_s, power_per_rated
from gridtokenx.reading.block import Electricals

Floats = NDArray[np.float64]

_ROOM_C = (10.0, 35.0)
"""Range that a battery room is kept in."""


@dataclass(frozen=True, slots=True)
class PowerFlows:
    """Mean powers at the meter [W], all >= 0: six arrays of one shape, (n,) of a step or (k, n) of steps."""

    generation_w: Floats
    load_w: Floats
    charge_w: Floats
    discharge_w: Floats
    import_w: Floats
    export_w: Floats

    def stacked(self) -> Floats:
        """Return the six in the order of the registers, shape (6, n) or (6, k, n)."""
        return np.stack((
            self.generation_w, self.load_w, self.charge_w, self.discharge_w, self.import_w, self.export_w,
        ))  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlantState:
    """What the equipment remembers at a moment; batteries only of the meters that have one."""

    total_wh: NDArray[np.int64]
    """Registers, shape (6, n)."""
    rest_wh: Floats
    """What is left below a watt-hour, shape (6, n)."""
    batteries: BatteryState


@dataclass(frozen=True, slots=True)
class PlantSteps:
    """What k steps gave, and the memory after each."""

    powers_w: Floats
    """Shape (6, k, n), in the order of the registers."""
    counted_wh: NDArray[np.int64]
    """Shape (k, 6, n)."""
    role: NDArray[np.uint8]
    voltage_v: Floats
    current_a: Floats
    power_factor: Floats
    battery_soc: Floats
    """Shape (k, n) as the three before it; NaN without a battery."""
    states: list[PlantState]

    def electricals(self, step: int, *, frequency_hz: float) -> Electricals:
        """Return the means of voltage, current and the like over a step, and the charge after it."""
        return Electricals(
            self.voltage_v[step],
            self.current_a[step],
            self.power_factor[step],
            frequency_hz,
            self.battery_soc[step],
        )


class Plant:
    """The equipment of meters with what it remembers: registers and batteries."""

    def __init__(self, campus: Campus, *, keys: NDArray[np.uint64]) -> None:
        """Take the campus and the meters' stream keys, shape (n,)."""
        meters = campus.meters
        self._live = np.array([0.0 if m.external else 1.0 for m in meters])
        self._wind_w = 1e3 * self._live * np.array([m.wind_kw for m in meters])
        capacity_wh = 1e3 * self._live * np.array([m.battery_kwh for m in meters])
        power_w = 1e3 * self._live * np.array([m.battery_kw for m in meters])
        is_storage = np.array([m.meter_type is MeterType.STORAGE for m in meters], dtype=np.bool_)
        self._with_battery = np.flatnonzero(capacity_wh > 0.0)
        self._is_storage = is_storage[self._with_battery]
        self.bank = Bank(capacity_wh[self._with_battery], power_w[self._with_battery])
        self._pv, self._turbine = PvFleet(campus), Turbine()
        self._battery_model = BatteryModel(CELL_EFFICIENCY, CELL_EFFICIENCY, AC_COUPLED)
        self._service = electrical.service_of(campus)
        self._wander = SmoothNoise(keys, period_s=1_800, channel=30)
        self._batteries: BatteryState = battery.new_state(self.bank, model=self._battery_model)
        self._registers = RegisterBank(len(meters))

    @property
    def state(self) -> PlantState:
        """The memory now; set it to continue from another moment."""
        registers = self._registers
        return PlantState(registers.total_wh, registers.rest_wh, self._batteries)

    @state.setter
    def state(self, state: PlantState) -> None:
        self._registers.total_wh = state.total_wh
        self._registers.rest_wh = state.rest_wh
        self._batteries = state.batteries

    def advance(self, span: SkySpan, *, load_w: Floats, length_s: int, local_hour: Floats) -> PlantSteps:
        """Advance by as many steps as the span has moments.

        Args:
            span: Weather and sun at the middle of each step, k of them.
            load_w: Consumption [W], shape (k, n); set to 0 for external meters.
            length_s: Length of a step [s].
            local_hour: Local time of day at the middles [h], shape (k, 1).
        """
        powers = np.zeros((REGISTERS, *load_w.shape))
        generation, load, charge, discharge, bought, sold = powers
        np.multiply(load_w, self._live, out=load)
        generation += self._pv.over(span)
        self._add_wind(span, generation=generation)
        net = load - generation
        soc = np.full_like(net, np.nan)
        memories = [self._batteries] * len(span)
        if len(self._with_battery):
            memories = self._run_batteries(
                span, powers=powers, soc=soc, length_s=length_s, local_hour=local_hour
            )
            net += charge
            net -= discharge
        np.maximum(net, 0.0, out=bought)
        np.subtract(bought, net, out=sold)
        role = roles(
            generation_w=generation, load_w=load, charge_w=charge, discharge_w=discharge, export_w=sold
        )
        counted, states = self._count(powers, memories=memories, length_s=length_s)
        volts = electrical.voltage_v(
            self._service, net_import_w=net, wander=self._wander.over(span.time_s[:, 0])
        )
        factor = electrical.power_factor(self._service, net_import_w=net)
        amps = electrical.current_a(self._service, net_import_w=net, volts=volts, factor=factor)
        return PlantSteps(powers, counted, role, volts, amps, factor, soc, states)

    def frequency_hz(self, time_s: float) -> float:
        """Return the frequency of the grid at a moment [Hz]."""
        beat = float(np.sin(time_s / 97.0) + np.sin(time_s / 1_013.0))
        return electrical.frequency_hz(self._service, wander=beat)

    def _run_batteries(
        self, span: SkySpan, *, powers: Floats, soc: Floats, length_s: int, local_hour: Floats
    ) -> list[BatteryState]:
        """Run the batteries step by step, fill in their powers and charge, and return each step's memory."""
        places = self._with_battery
        wanted = wanted_w(
            powers[0].take(places, axis=1),
            load_w=powers[1].take(places, axis=1),
            power_w=self.bank.power_w,
            is_storage=self._is_storage,
            local_hour=local_hour,
        )
        room_c = np.clip(span.temperature_c, *_ROOM_C)[:, 0].tolist()
        memories, moved = battery.run(
            self._batteries,
            bank=self.bank,
            wanted_w=wanted,
            length_s=length_s,
            air_c=room_c,
            model=self._battery_model,
        )
        powers[2][:, places] = moved.charge_w
        powers[3][:, places] = moved.discharge_w
        soc[:, places] = battery.soc(battery.stacked(memories), bank=self.bank)
        self._batteries = memories[-1]
        return memories

    def _count(
        self, powers: Floats, *, memories: list[BatteryState], length_s: int
    ) -> tuple[NDArray[np.int64], list[PlantState]]:
        """Count the powers step by step, and return what was counted with each step's memory."""
        registers = self._registers
        counted = np.empty((len(memories), REGISTERS, powers.shape[2]), dtype=np.int64)
        states = []
        for step, batteries in enumerate(memories):
            registers.count(powers[:, step], length_s=length_s, out=counted[step])
            states.append(PlantState(registers.total_wh, registers.rest_wh, batteries))
        return counted, states

    def _add_wind(self, span: SkySpan, *, generation: Floats) -> None:
        """Add the wind power of each meter [W]."""
        if self._wind_w.any():
            hub = hub_wind_m_s(span.wind_m_s, turbine=self._turbine)
            generation += self._wind_w * power_per_rated(hub, turbine=self._turbine, air_c=span.temperature_c)
