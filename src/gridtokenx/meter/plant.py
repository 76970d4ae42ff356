"""One step of every meter's equipment: PV, wind, battery and the grid connection, from load and weather.

Shared by the simulated and the replayed fleet. Powers are means over the step, taken from one evaluation
at its midpoint: right for 900 s and finer; a day run in 900 s steps and one in 15 s steps are two
different paths of the same physics. Holds at every step and meter
``generation + discharge + import = consumption + charge + export`` (R-SIM-9).
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
from gridtokenx.meter.register import RegisterBank
from gridtokenx.meter.role import roles
from gridtokenx.meter.weather import Sky
from gridtokenx.meter.wind import Turbine, hub_wind_m_s, power_per_rated
from gridtokenx.reading.block import Electricals, WeatherPoint

Floats = NDArray[np.float64]

_ROOM_C = (10.0, 35.0)
"""Range that a battery room is kept in."""


@dataclass(frozen=True, slots=True)
class PowerFlows:
    """Mean powers of one step at the meter [W], arrays of shape (n,), all >= 0."""

    generation_w: Floats
    load_w: Floats
    charge_w: Floats
    discharge_w: Floats
    import_w: Floats
    export_w: Floats

    def stacked(self) -> Floats:
        """Return the six as rows in the order of the registers, shape (6, n)."""
        return np.stack((
            self.generation_w, self.load_w, self.charge_w, self.discharge_w, self.import_w, self.export_w,
        ))  # fmt: skip


class Plant:
    """The equipment of a fleet with what it remembers: registers and batteries."""

    def __init__(self, campus: Campus, *, keys: NDArray[np.uint64]) -> None:
        """Take the campus and the meters' stream keys, shape (n,)."""
        meters = campus.meters
        self._live = np.array([0.0 if m.external else 1.0 for m in meters])
        self._wind_w = 1e3 * self._live * np.array([m.wind_kw for m in meters])
        self._is_storage = np.array([m.meter_type is MeterType.STORAGE for m in meters], dtype=np.bool_)
        self.bank = Bank(
            1e3 * self._live * np.array([m.battery_kwh for m in meters]),
            1e3 * self._live * np.array([m.battery_kw for m in meters]),
        )
        self._pv, self._turbine = PvFleet(campus), Turbine()
        self._battery_model = BatteryModel(CELL_EFFICIENCY, CELL_EFFICIENCY, AC_COUPLED)
        self._service = electrical.service_of(campus)
        self._wander = SmoothNoise(keys, period_s=1_800, channel=30)
        self.batteries: BatteryState = battery.new_state(self.bank, model=self._battery_model)
        self.registers = RegisterBank(len(meters))

    def flows(
        self, sky: Sky, *, load_w: Floats, length_s: int, local_hour: float
    ) -> tuple[PowerFlows, NDArray[np.uint8]]:
        """Advance the batteries by one step and return all powers and the roles.

        Args:
            sky: Weather and sun at the middle of the step.
            load_w: Consumption [W], shape (n,); set to 0 for external meters.
            length_s: Length of the step [s].
            local_hour: Local time of day at the middle [h].
        """
        load = load_w * self._live
        generation = self._pv.power_w(sky) + self._wind(sky.point)
        wanted = wanted_w(
            generation,
            load_w=load,
            power_w=self.bank.power_w,
            is_storage=self._is_storage,
            local_hour=local_hour,
        )
        room_c = min(max(sky.point.temperature_c, _ROOM_C[0]), _ROOM_C[1])
        self.batteries, moved = battery.advance(
            self.batteries,
            bank=self.bank,
            wanted_w=wanted,
            length_s=length_s,
            air_c=room_c,
            model=self._battery_model,
        )
        net = load + moved.charge_w - generation - moved.discharge_w
        flows = PowerFlows(
            generation, load, moved.charge_w, moved.discharge_w, np.maximum(net, 0.0), np.maximum(-net, 0.0)
        )
        role = roles(
            generation_w=generation,
            load_w=load,
            charge_w=moved.charge_w,
            discharge_w=moved.discharge_w,
            export_w=flows.export_w,
        )
        return flows, role

    def electricals(self, flows: PowerFlows, *, time_s: float) -> Electricals:
        """Return the means of voltage, current and the like, and the state of charge after the step."""
        net = flows.import_w - flows.export_w
        wander = self._wander.at(time_s)
        volts = electrical.voltage_v(self._service, net_import_w=net, wander=wander)
        factor = electrical.power_factor(self._service, net_import_w=net)
        amps = electrical.current_a(self._service, net_import_w=net, volts=volts, factor=factor)
        beat = float(np.sin(time_s / 97.0) + np.sin(time_s / 1_013.0))
        frequency = electrical.frequency_hz(self._service, wander=beat)
        return Electricals(volts, amps, factor, frequency, battery.soc(self.batteries, bank=self.bank))

    def _wind(self, point: WeatherPoint) -> Floats:
        """Return the wind power of each meter [W]."""
        if not self._wind_w.any():
            return np.zeros_like(self._wind_w)
        hub = hub_wind_m_s(point.wind_m_s, turbine=self._turbine)
        share = power_per_rated(hub, turbine=self._turbine, air_c=point.temperature_c)
        power: Floats = self._wind_w * share
        return power
