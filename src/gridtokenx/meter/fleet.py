"""The simulated fleet: weather and load of our own, stepped through time (R-SIM-1 to R-SIM-10).

Satisfies the protocol `Fleet` of the ports. Everything random is a function of seed, meter and moment,
so the only state is registers and batteries, and a snapshot resumes bit for bit.
"""

import numpy as np

from gridtokenx.base.interval import MarketInterval
from gridtokenx.campus.model import Campus
from gridtokenx.meter.load import LoadModel, meter_keys
from gridtokenx.meter.plant import Plant, PowerFlows
from gridtokenx.meter.snapshot import Identity, identity_of, pack, unpack
from gridtokenx.meter.weather import DEFAULT_WEIGHTS, WeatherGenerator
from gridtokenx.reading.block import Energies, FleetBlock, QualityFlags


class SimulatedFleet:
    """All meters of a campus, simulated; same seed and start, same readings."""

    def __init__(
        self, campus: Campus, *, seed: int, start_s: int, weights: tuple[float, ...] = DEFAULT_WEIGHTS
    ) -> None:
        """Take the campus, the seed, the start [epoch s] and the shares of the five sky conditions."""
        self.campus = campus
        self.last_power: PowerFlows | None = None
        """Mean powers of the last step [W], for checks of the balance."""
        self._seed = seed
        self._weights = weights
        self._time_s = start_s
        keys = meter_keys(campus, seed=seed)
        self._weather = WeatherGenerator(campus.place, seed=seed, weights=weights)
        self._load = LoadModel(campus, seed=seed, keys=keys)
        self._plant = Plant(campus, keys=keys)
        self._quality = np.zeros(len(campus.meters), dtype=np.uint16)
        self._identity: Identity | None = None

    @property
    def time_s(self) -> int:
        """End of the last step [epoch s]."""
        return self._time_s

    def step(self, length_s: int) -> FleetBlock:
        """Advance every meter by one step [s] and return what the registers counted.

        Raises:
            IntervalNotAligned: The present moment is no multiple of the length.
        """
        interval = MarketInterval(self._time_s, length_s)
        middle_s = self._time_s + length_s / 2.0
        sky = self._weather.at(middle_s)
        load_w = self._load.parts(middle_s, weather=sky.point).total_w
        hour = self._load.clock.at(middle_s).hour
        flows, role = self._plant.flows(sky, load_w=load_w, length_s=length_s, local_hour=hour)
        counted = self._plant.registers.count(flows.stacked(), length_s=length_s)
        self.last_power = flows
        self._time_s = interval.end_s
        electricals = self._plant.electricals(flows, time_s=middle_s)
        quality = np.full_like(self._quality, QualityFlags.GOOD)
        return FleetBlock(interval, Energies(*counted), electricals, quality, role, sky.point)

    def snapshot(self) -> bytes:
        """Return the state, such that :meth:`restore` continues to the same readings."""
        return pack(self._plant, identity=self._own_identity(), time_s=self._time_s)

    def restore(self, state: bytes) -> None:
        """Continue from a snapshot of the same campus and seed.

        Raises:
            SnapshotMismatch: The snapshot belongs to another campus, seed or version.
        """
        self._time_s = unpack(state, plant=self._plant, identity=self._own_identity())

    def _own_identity(self) -> Identity:
        if self._identity is None:
            self._identity = identity_of(self.campus, kind=f"simulated/{self._weights}", seed=self._seed)
        return self._identity
