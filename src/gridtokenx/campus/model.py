"""The nouns of a campus, as frozen records. Owns no file and no default campus (R-CAM-1, R-CAM-7)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from gridtokenx.base.ids import MeterId
from gridtokenx.campus.fault import FaultSpec

LOAD_LIMIT = 1.5
"""Hot, crowded and noisy at once, a load stays below this multiple of its largest ordinary peak."""


class BuildingType(StrEnum):
    """What a building is used for; the sources' six kinds."""

    ACADEMIC = "academic"
    RESIDENTIAL = "residential"
    ADMINISTRATIVE = "administrative"
    ATHLETIC = "athletic"
    RESEARCH = "research"
    SUPPORT = "support"


class MeterType(StrEnum):
    """What a meter's place can do; `type` in the campus file."""

    PROSUMER = "prosumer"
    CONSUMER = "consumer"
    HYBRID = "hybrid"
    STORAGE = "storage"


class Strategy(StrEnum):
    """How a meter's automatic orders are priced (R-MKT-3)."""

    CONSERVATIVE = "Conservative"
    MODERATE = "Moderate"
    AGGRESSIVE = "Aggressive"


class AuthorityModel(StrEnum):
    """Who attests and certifies (R-LED-3)."""

    ENGINEERING = "engineering"
    REGULATORS = "regulators"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the campus is; solar time follows from the longitude, wall time from the zone."""

    latitude_deg: float
    longitude_deg: float
    elevation_m: float
    timezone: str
    climate: str
    """Name of a climate table that the weather generator knows, such as ``bangkok``."""


@dataclass(frozen=True, slots=True)
class Tariff:
    """Prices in ticks [0.001 credit/kWh] and the band that orders must stay in."""

    grid_ticks: int
    feed_in_ticks: int
    sell_min_ticks: int
    sell_max_ticks: int
    buy_min_ticks: int
    buy_max_ticks: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days that differ from an ordinary teaching week; dates in the campus's own zone."""

    holidays: frozenset[date] = frozenset()
    breaks: tuple[tuple[date, date], ...] = ()
    """Term breaks, each from its first to its last day."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Hours in which a campus is open, local time [h]; outside them nobody is counted as present."""

    weekday_h: tuple[float, float] = (0.0, 24.0)
    weekend_h: tuple[float, float] = (0.0, 24.0)
    closed_on_holidays: bool = False


@dataclass(frozen=True, slots=True)
class MeterSpec:
    """One meter as the campus file describes it; powers in kW, energy in kWh."""

    meter_id: MeterId
    building: str
    building_type: BuildingType
    floor: int
    meter_type: MeterType
    capacity_kw: float
    load_profile: str
    base_kw: float
    peak_weekday_kw: float
    peak_weekend_kw: float
    pv_kw: float = 0.0
    wind_kw: float = 0.0
    battery_kwh: float = 0.0
    battery_kw: float = 0.0
    zone: str = ""
    strategy: Strategy = Strategy.MODERATE
    external: bool = False
    """True when a real meter reports in this one's place; it is then not simulated (R-SIM-12)."""
    grid_connection_point: bool = False
    """True where the campus meets the public grid."""
    pv_tilt_deg: float | None = None
    """Tilt of this meter's PV [deg]; None is the campus's."""
    pv_azimuth_deg: float | None = None
    """Where this meter's PV faces [deg]; None is the campus's."""
    pv_since: date | None = None
    """First day of this meter's PV, from which it ages; None is an age of three years."""

    @property
    def load_limit_kw(self) -> float:
        """Most the building can draw [kW]; the simulated load never passes it."""
        return LOAD_LIMIT * max(self.base_kw, self.peak_weekday_kw, self.peak_weekend_kw)


@dataclass(frozen=True, slots=True)
class Campus:
    """A whole campus; totals are computed from the meters, never typed."""

    name: str
    title: str
    place: Place
    currency: str
    tariff: Tariff
    meters: Sequence[MeterSpec]
    calendar: Calendar = field(default_factory=Calendar)
    authority: AuthorityModel = AuthorityModel.ENGINEERING
    meter_prefixes: tuple[str, ...] = ()
    """Prefixes that the engineering authority accepts; empty accepts every id."""
    pv_tilt_deg: float = 15.0
    pv_azimuth_deg: float = 180.0
    pv_horizon: tuple[tuple[float, float], ...] = ()
    """What shades all arrays: azimuth and elevation [deg], azimuths rising; empty is open land."""
    measured: str | None = None
    """Name of a shipped data set that replaces the load model, such as ``cambridge``."""
    pv_efficiency: float = 0.85
    """Inverter rating per nameplate [kW/kWp]: the most a PV array delivers to its meter."""
    voltage_v: float = 230.0
    """Nominal voltage from phase to neutral [V]."""
    frequency_hz: float = 50.0
    """Nominal frequency [Hz]."""
    opening: Opening = field(default_factory=Opening)
    participants: tuple[tuple[str, int], ...] = ()
    """Who uses the campus, such as ``(("faculty", 50),)``."""
    faults: tuple[FaultSpec, ...] = ()
    """What goes wrong with its meters, on purpose (R-SIM-11)."""

    @property
    def pv_kw(self) -> float:
        """Installed PV [kW]."""
        return sum(m.pv_kw for m in self.meters)

    @property
    def battery_kwh(self) -> float:
        """Installed storage [kWh]."""
        return sum(m.battery_kwh for m in self.meters)
