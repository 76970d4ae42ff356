"""The simulated fleet: weather and load of our own, stepped through time (R-SIM-1 to R-SIM-10).

Satisfies the protocol `Fleet` of the ports. Everything random is a function of seed, meter and moment,
so the only state is registers and batteries, and a snapshot resumes bit for bit.

A large fleet is computed in shards of meters whose arrays stay in a core's cache, a small one several
steps ahead: both are how it is computed and never what. No meter reads another's numbers.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gridtokenx.base.interval import DAY_S, MarketInterval
from gridtokenx.campus.model import Campus
from gridtokenx.meter.battery import BatteryState
from gridtokenx.meter.file_weather import FileWeather
from gridtokenx.meter.load import LoadModel, meter_keys
from gridtokenx.meter.plant import Plant, PlantState, PlantSteps, PowerFlows
from gridtokenx.meter.sky_span import SkySpan
from gridtokenx.meter.snapshot import Identity, identity_of, pack, unpack
from gridtokenx.meter.weather import DEFAULT_WEIGHTS, WeatherGenerator, WeatherSource
from gridtokenx.meter.weather_table import WeatherTable
from gridtokenx.reading.block import Electricals, Energies, FleetBlock, QualityFlags, WeatherPoint

Floats = NDArray[np.float64]

SHARD_METERS = 32_768
"""Meters of a shard: its arrays stay in a core's caches, and what a shard costs by itself is little."""
AHEAD_STEPS = 256
AHEAD_METER_STEPS = 16_384
"""Most steps computed at once, and most of them times meters."""


@dataclass(frozen=True, slots=True)
class _Shard:
    """Some meters that follow one another."""

    place: slice
    load: LoadModel
    plant: Plant

    def advance(self, span: SkySpan, *, length_s: int) -> PlantSteps:
        load_w, local_hour = self.load.total_w(span)
        return self.plant.advance(span, load_w=load_w, length_s=length_s, local_hour=local_hour)


@dataclass(frozen=True, slots=True)
class _Ahead:
    """Steps that are computed; those of a large fleet one at a time."""

    start_s: int
    length_s: int
    points: list[WeatherPoint]
    steps: list[PlantSteps]
    """By shard."""

    def index_at(self, time_s: int, *, length_s: int) -> int | None:
        """Return which step starts at a moment, None if none of this length does."""
        index, off = divmod(time_s - self.start_s, self.length_s)
        fits = length_s == self.length_s and off == 0 and 0 <= index < len(self.points)
        return index if fits else None


class SimulatedFleet:
    """All meters of a campus, simulated; same seed and start, same readings."""

    def __init__(
        self,
        campus: Campus,
        *,
        seed: int,
        start_s: int,
        weights: tuple[float, ...] = DEFAULT_WEIGHTS,
        weather: WeatherTable | None = None,
    ) -> None:
        """Take the campus, the seed, the start [epoch s], and the sky: shares of conditions, or a file.

        Raises:
            WeatherElsewhere: The weather file is of another place, or the start is not in it.
        """
        self.campus = campus
        self._seed = seed
        self._time_s = start_s
        self._weather: WeatherSource = WeatherGenerator(campus.place, seed=seed, weights=weights)
        self._kind = f"simulated/{weights}"
        if weather is not None:
            from_file = FileWeather(weather, place=campus.place, seed=seed)
            from_file.check_start(start_s)
            self._weather, self._kind = from_file, f"simulated/{weather.fingerprint}"
        self._shards = [
            _shard(campus, first=first, seed=seed) for first in range(0, len(campus.meters), SHARD_METERS)
        ]
        self._ahead: _Ahead | None = None
        self._done = 0
        """Steps of those ahead that have been taken."""
        self._identity: Identity | None = None

    @property
    def time_s(self) -> int:
        """End of the last step [epoch s]."""
        return self._time_s

    @property
    def last_power(self) -> PowerFlows | None:
        """Mean powers of the last step [W], for checks of the balance."""
        if self._ahead is None or not self._done:
            return None
        rows = [steps.powers_w[:, self._done - 1] for steps in self._ahead.steps]
        return PowerFlows(*np.concatenate(rows, axis=1))

    def step(self, length_s: int) -> FleetBlock:
        """Advance every meter by one step [s] and return what the registers counted.

        Raises:
            IntervalNotAligned: The present moment is no multiple of the length.
        """
        interval = MarketInterval(self._time_s, length_s)
        ahead, index = self._computed(length_s)
        self._done = index + 1
        self._time_s = interval.end_s
        frequency = self._shards[0].plant.frequency_hz(interval.start_s + length_s / 2.0)
        if len(ahead.steps) == 1:
            steps = ahead.steps[0]
            energies, role = Energies(*steps.counted_wh[index]), steps.role[index]
            electricals = steps.electricals(index, frequency_hz=frequency)
        else:
            energies = Energies(*np.concatenate([s.counted_wh[index] for s in ahead.steps], axis=1))
            role = np.concatenate([s.role[index] for s in ahead.steps])
            parts = [s.electricals(index, frequency_hz=frequency) for s in ahead.steps]
            electricals = Electricals(
                np.concatenate([p.voltage_v for p in parts]),
                np.concatenate([p.current_a for p in parts]),
                np.concatenate([p.power_factor for p in parts]),
                frequency,
                np.concatenate([p.battery_soc for p in parts]),
            )
        quality = np.full(len(role), QualityFlags.GOOD, dtype=np.uint16)
        return FleetBlock(interval, energies, electricals, quality, role, ahead.points[index])

    def snapshot(self) -> bytes:
        """Return the state, such that :meth:`restore` continues to the same readings."""
        return pack(_merged(self._states()), identity=self._own_identity(), time_s=self._time_s)

    def restore(self, state: bytes) -> None:
        """Continue from a snapshot of the same campus and seed.

        Raises:
            SnapshotMismatch: The snapshot belongs to another campus, seed or version.
        """
        self._time_s, whole = unpack(state, identity=self._own_identity())
        self._ahead, self._done = None, 0
        first = 0
        for shard in self._shards:
            count = len(shard.plant.state.batteries.stored_wh)
            shard.plant.state = _part(whole, meters=shard.place, batteries=slice(first, first + count))
            first += count

    def _computed(self, length_s: int) -> tuple[_Ahead, int]:
        """Return the steps ahead and which of them is next, computed if they are not yet."""
        index = None if self._ahead is None else self._ahead.index_at(self._time_s, length_s=length_s)
        if self._ahead is not None and index is not None:
            return self._ahead, index
        for shard, state in zip(self._shards, self._states(), strict=True):
            shard.plant.state = state
        self._ahead = None
        count = max(1, min(AHEAD_STEPS, AHEAD_METER_STEPS // max(len(self.campus.meters), 1)))
        count = min(count, max(1, (DAY_S - self._time_s % DAY_S) // length_s))
        middles_s = self._time_s + length_s * (np.arange(count, dtype=np.float64) + 0.5)
        span = self._weather.span(middles_s)
        steps = [shard.advance(span, length_s=length_s) for shard in self._shards]
        self._ahead = _Ahead(self._time_s, length_s, span.points(), steps)
        return self._ahead, 0

    def _states(self) -> list[PlantState]:
        """Return the memory of each shard now."""
        if self._ahead is None or not self._done:
            return [shard.plant.state for shard in self._shards]
        return [steps.states[self._done - 1] for steps in self._ahead.steps]

    def _own_identity(self) -> Identity:
        if self._identity is None:
            self._identity = identity_of(self.campus, kind=self._kind, seed=self._seed)
        return self._identity


def _shard(campus: Campus, *, first: int, seed: int) -> _Shard:
    place = slice(first, min(first + SHARD_METERS, len(campus.meters)))
    part = replace(campus, meters=campus.meters[place])
    keys = meter_keys(part, seed=seed)
    return _Shard(place, LoadModel(part, seed=seed, keys=keys), Plant(part, keys=keys))


def _merged(states: list[PlantState]) -> PlantState:
    batteries = [state.batteries for state in states]
    return PlantState(
        np.concatenate([state.total_wh for state in states], axis=1),
        np.concatenate([state.rest_wh for state in states], axis=1),
        BatteryState(
            np.concatenate([b.stored_wh for b in batteries]),
            np.concatenate([b.fade_calendar for b in batteries]),
            np.concatenate([b.fade_cycle for b in batteries]),
        ),
    )


def _part(whole: PlantState, *, meters: slice, batteries: slice) -> PlantState:
    held = whole.batteries
    return PlantState(
        whole.total_wh[:, meters].copy(),
        whole.rest_wh[:, meters].copy(),
        BatteryState(
            held.stored_wh[batteries].copy(),
            held.fade_calendar[batteries].copy(),
            held.fade_cycle[batteries].copy(),
        ),
    )
