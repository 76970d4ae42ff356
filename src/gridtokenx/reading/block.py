"""What a fleet measured over one step, as arrays over the campus's meters in their order.

Energies are differences of integer registers that truncate the running total, so no watt-hour is lost
to the step and short steps add up to long ones exactly (R-RDG-2). At every step and meter the physics
holds ``generation + discharge + import = consumption + charge + export`` (R-SIM-9).
"""

from dataclasses import dataclass
from enum import IntEnum, IntFlag

import numpy as np
from numpy.typing import NDArray

from gridtokenx.base.interval import MarketInterval


class QualityFlags(IntFlag):
    """What is known about a reading beside its value; 0 is a plain good one."""

    GOOD = 0
    ESTIMATED = 1
    LATE = 2
    GAP_BEFORE = 4
    SUSPECT = 8
    REPLAYED = 16
    """Came from a file of measurements and not from a live meter."""


class Role(IntEnum):
    """What a meter is doing now (R-SIM-7)."""

    CONSUMER = 0
    PROSUMER = 1
    STORAGE = 2
    AMI = 3


class Condition(IntEnum):
    """Sky condition of the generated weather (R-SIM-5)."""

    SUNNY = 0
    PARTLY_CLOUDY = 1
    CLOUDY = 2
    OVERCAST = 3
    RAINY = 4


@dataclass(frozen=True, slots=True)
class WeatherPoint:
    """Weather at the campus, the mean over a step."""

    temperature_c: float
    humidity_pct: float
    wind_m_s: float
    ghi_w_m2: float
    dni_w_m2: float
    dhi_w_m2: float
    condition: Condition


@dataclass(frozen=True, slots=True)
class Energies:
    """Energy of one step by meter [Wh], each array of shape (n,), dtype int64, never negative."""

    generated_wh: NDArray[np.int64]
    consumed_wh: NDArray[np.int64]
    charged_wh: NDArray[np.int64]
    discharged_wh: NDArray[np.int64]
    import_wh: NDArray[np.int64]
    export_wh: NDArray[np.int64]

    def __add__(self, other: "Energies") -> "Energies":
        """Add two steps that follow one another."""
        return Energies(*(getattr(self, n) + getattr(other, n) for n in self.__slots__))


@dataclass(frozen=True, slots=True)
class Electricals:
    """Means over the step by meter, each of shape (n,), float64; consistent with P = V I PF (R-SIM-6)."""

    voltage_v: NDArray[np.float64]
    current_a: NDArray[np.float64]
    power_factor: NDArray[np.float64]
    frequency_hz: float
    battery_soc: NDArray[np.float64]
    """State of charge at the end of the step, 0 to 1; NaN without a battery."""


@dataclass(frozen=True, slots=True)
class FleetBlock:
    """One step of the whole fleet; settlement steps are 900 s, telemetry steps shorter."""

    interval: MarketInterval
    energies: Energies
    electricals: Electricals
    quality: NDArray[np.uint16]
    role: NDArray[np.uint8]
    weather: WeatherPoint
