"""The replayed fleet: measured consumption, with PV and batteries of the campus run on top (R-CAM-1).

Satisfies the protocol `Fleet` of the ports. Consumption comes from integer registers over the measured
running total: over any whole rows it is the file's energy to the watt-hour, whatever the step and the
start. Every reading is flagged REPLAYED.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.campus.catalogue import DEFAULT, load, measured_text, measured_years
from gridtokenx.campus.model import BuildingType, Campus, MeterSpec, MeterType
from gridtokenx.meter.load import CampusClock, meter_keys
from gridtokenx.meter.measured import UWH_PER_WH, Measurements, read_measurements
from gridtokenx.meter.measured_weather import MeasuredWeather
from gridtokenx.meter.plant import Plant, PowerFlows
from gridtokenx.meter.sky_span import span_of
from gridtokenx.meter.snapshot import Identity, identity_of, pack, unpack
from gridtokenx.reading.block import Energies, FleetBlock, QualityFlags

_CONSUMED = 1


class MeterNotMeasured(GridTokenXError):
    """A meter of the campus that the measured data have no column for."""


class ReplayFleet:
    """All meters of a campus, replayed from measured readings."""

    def __init__(self, campus: Campus, *, data: Measurements, seed: int, start_s: int) -> None:
        """Take the campus, the readings, the seed of what was not measured, and the start [epoch s].

        Raises:
            MeterNotMeasured: A meter has no column.
            OutsideMeasurements: The start is not inside the data.
        """
        self.campus = campus
        self.last_power: PowerFlows | None = None
        """Mean powers of the last step [W], for checks of the balance."""
        self._data = data
        self._seed = seed
        self._time_s = start_s
        self._columns = _columns_of(campus, data=data)
        data.running_uwh(start_s)
        keys = meter_keys(campus, seed=seed)
        self._clock = CampusClock(campus.calendar, timezone=campus.place.timezone)
        self._weather = MeasuredWeather(data, place=campus.place, seed=seed)
        self._plant = Plant(campus, keys=keys)
        self._live = np.array([0 if m.external else 1 for m in campus.meters], dtype=np.int64)
        self._identity: Identity | None = None

    @property
    def time_s(self) -> int:
        """End of the last step [epoch s]."""
        return self._time_s

    @property
    def covered(self) -> tuple[int, int]:
        """Start and end of the measured data [epoch s]."""
        return self._data.start_s, self._data.end_s

    def step(self, length_s: int) -> FleetBlock:
        """Advance every meter by one step [s] and return what the registers counted.

        Raises:
            OutsideMeasurements: The step would leave the data.
            IntervalNotAligned: The present moment is no multiple of the length.
        """
        interval = MarketInterval(self._time_s, length_s)
        middle_s = self._time_s + length_s / 2.0
        before = self._data.running_uwh(interval.start_s)[self._columns]
        after = self._data.running_uwh(interval.end_s)[self._columns]
        load_w = (after - before) / UWH_PER_WH * 3600.0 / length_s
        span = span_of([self._weather.at(middle_s)])
        hour = np.array([[self._clock.at(middle_s).hour]])
        steps = self._plant.advance(span, load_w=load_w[np.newaxis], length_s=length_s, local_hour=hour)
        counted = steps.counted_wh[0]
        counted[_CONSUMED] = (after // UWH_PER_WH - before // UWH_PER_WH) * self._live
        self.last_power = PowerFlows(*steps.powers_w[:, 0])
        self._time_s = interval.end_s
        electricals = steps.electricals(0, frequency_hz=self._plant.frequency_hz(middle_s))
        quality = np.full(len(self.campus.meters), QualityFlags.REPLAYED, dtype=np.uint16)
        return FleetBlock(interval, Energies(*counted), electricals, quality, steps.role[0], span.points()[0])

    def snapshot(self) -> bytes:
        """Return the state, such that :meth:`restore` continues to the same readings."""
        return pack(self._plant.state, identity=self._own_identity(), time_s=self._time_s)

    def restore(self, state: bytes) -> None:
        """Continue from a snapshot of the same campus, data and seed.

        Raises:
            SnapshotMismatch: The snapshot belongs to another campus, data, seed or version.
        """
        self._time_s, self._plant.state = unpack(state, identity=self._own_identity())

    def _own_identity(self) -> Identity:
        if self._identity is None:
            digest = hashlib.sha256(self._data.total_uwh.tobytes()).hexdigest()
            kind = f"replayed/{self._data.start_s}/{digest}"
            self._identity = identity_of(self.campus, kind=kind, seed=self._seed)
        return self._identity


def shipped_fleet(campus: Campus, *, seed: int, start_s: int) -> ReplayFleet:
    """Return the replay of a campus whose measured data ship with the package, such as `cambridge`.

    Raises:
        NotMeasured: The campus has no measured data.
        OutsideMeasurements: The start is not inside the data.
    """
    return ReplayFleet(campus, data=shipped_measurements(campus), seed=seed, start_s=start_s)


def shipped_measurements(campus: Campus) -> Measurements:
    """Return the measured data of a campus that ship, all years of them.

    Raises:
        NotMeasured: The campus has none.
    """
    name = campus.measured or campus.name
    years = measured_years(name) or (0,)
    return read_measurements({f"{name} {year}": measured_text(name, year=year) for year in years})


def replay_campus(text: str, name: str) -> Campus:
    """Build a campus of plain consumers from the columns of a measured file.

    Place, tariff and calendar are those of the default campus; a file of one's own gives others, and PV.

    Raises:
        MeasurementInvalid: The file cannot be replayed.
    """
    data = read_measurements({name: text})
    power_kw = np.diff(data.total_uwh, axis=0) / (UWH_PER_WH * 1e3) * (3600.0 / data.row_s)
    low, high = np.quantile(power_kw, 0.1, axis=0), power_kw.max(axis=0)
    meters = tuple(
        _consumer(meter_id, base_kw=float(b), peak_kw=float(p))
        for meter_id, b, p in zip(data.meter_ids, low, high, strict=True)
    )
    return replace(load(DEFAULT), name="replay", title=name, meters=meters, meter_prefixes=())


def replay_fleet(texts: Mapping[str, str], *, campus: Campus, seed: int, start_s: int | None) -> ReplayFleet:
    """Return the replay of a user's files; it starts with the data where no start is given.

    Raises:
        MeasurementInvalid: A file cannot be replayed.
        MeterNotMeasured: A meter of the campus has no column.
        OutsideMeasurements: The start is not inside the data.
    """
    data = read_measurements(texts)
    return ReplayFleet(campus, data=data, seed=seed, start_s=data.start_s if start_s is None else start_s)


def _consumer(meter_id: str, *, base_kw: float, peak_kw: float) -> MeterSpec:
    return MeterSpec(
        meter_id=MeterId(meter_id),
        building=meter_id,
        building_type=BuildingType.ACADEMIC,
        floor=1,
        meter_type=MeterType.CONSUMER,
        capacity_kw=max(peak_kw, 1.0),
        load_profile="academic",
        base_kw=base_kw,
        peak_weekday_kw=peak_kw,
        peak_weekend_kw=peak_kw,
    )


def _columns_of(campus: Campus, *, data: Measurements) -> list[int]:
    places = {name: i for i, name in enumerate(data.meter_ids)}
    missing = [m.meter_id for m in campus.meters if m.meter_id not in places]
    if missing:
        raise MeterNotMeasured(
            f"meter_id {missing[0]} (and {len(missing) - 1} more) has no column in the measured data: add "
            "it, or leave --campus out to take the meters from the file"
        )
    return [places[m.meter_id] for m in campus.meters]
