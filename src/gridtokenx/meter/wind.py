"""Wind turbines: wind at a mast to power at the meter (R-SIM-3).

Sources: power law of the wind profile, IEC 61400-1 (2019) clause 6.3.1.2 with an exponent for open
land; cubic power curve between cut-in and rated speed, as reviewed by Lydia et al. (2014),
DOI 10.1016/j.rser.2013.10.030.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Turbine:
    """A turbine of the campus size, 20 to 150 kW."""

    hub_height_m: float = 37.0
    cut_in_m_s: float = 3.0
    rated_m_s: float = 11.0
    cut_out_m_s: float = 25.0
    shear_exponent: float = 0.14
    mast_height_m: float = 10.0


def hub_wind_m_s(mast_m_s: ArrayLike, *, turbine: Turbine) -> NDArray[np.float64]:
    """Return the wind at the hub [m/s] from the wind at the weather mast."""
    raised = (turbine.hub_height_m / turbine.mast_height_m) ** turbine.shear_exponent
    hub: NDArray[np.float64] = np.asarray(mast_m_s, dtype=np.float64) * raised
    return hub


def power_per_rated(hub_m_s: ArrayLike, *, turbine: Turbine, air_c: ArrayLike = 15.0) -> NDArray[np.float64]:
    """Return power per rated power, 0 to 1, corrected for the density of warm or cold air.

    >>> float(power_per_rated(11.0, turbine=Turbine()))
    1.0
    """
    speed = np.asarray(hub_m_s, dtype=np.float64)
    low, high = turbine.cut_in_m_s**3, turbine.rated_m_s**3
    density = 288.15 / (np.asarray(air_c, dtype=np.float64) + 273.15)
    rising = np.clip(density * (speed**3 - low) / (high - low), 0.0, 1.0)
    running = (speed >= turbine.cut_in_m_s) & (speed < turbine.cut_out_m_s)
    return np.where(running, rising, 0.0)
