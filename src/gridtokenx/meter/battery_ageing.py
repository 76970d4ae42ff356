"""How LFP cells lose capacity, by time and by use (R-SIM-4).

Sources: Naumann, Schimpe, Keil, Hesse and Jossen (2018), DOI 10.1016/j.est.2018.01.019, calendar ageing of a
commercial LiFePO4/graphite cell (Sony US26650FTC1) over 885 days; Naumann, Spingler and Jossen (2020),
DOI 10.1016/j.jpowsour.2019.227666, its cycle ageing. Loss grows with the square root of time and of full
equivalent cycles; the two add.

Validity: 0 to 60 C and any state of charge for the calendar; 25 to 40 C, rates to 1 C and 4,000 to 14,000
cycles for use. The depth of a cycle is taken as the window that the battery may use, which overstates the
loss of one that swings less: by up to a third. What other makers' cells do differs by a factor of two.
"""

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_GAS_J_MOLK = 8.314
_REFERENCE_K = 298.15
_ACTIVATION_J_MOL = 17_126.0
_CALENDAR_PER_SQRT_S = 1.2571e-5
_SOC_CUBE, _SOC_BASE = 2.8575, 0.60225
_RATE_SLOPE, _RATE_BASE = 0.0630, 0.0971
_DEPTH_CUBE, _DEPTH_BASE = 4.0253, 1.0923


def calendar_fade_per_sqrt_s(soc: Floats, *, cell_c: float) -> Floats:
    """Return the loss of capacity per square root of time [1/sqrt(s)].

    Args:
        soc: State of charge, 0 to 1, any shape.
        cell_c: Temperature of the cells [C].

    Source: DOI 10.1016/j.est.2018.01.019, equations 4 to 8.
    """
    inverse = 1.0 / (cell_c + 273.15) - 1.0 / _REFERENCE_K
    heat = math.exp(-_ACTIVATION_J_MOL / _GAS_J_MOLK * inverse)
    off = soc - 0.5
    fade: Floats = _CALENDAR_PER_SQRT_S * heat * (_SOC_CUBE * (off * off * off) + _SOC_BASE)
    return fade


def cycle_fade_per_sqrt_cycle(c_rate: Floats, *, depth: float) -> Floats:
    """Return the loss of capacity per square root of full equivalent cycles.

    Args:
        c_rate: Power inside over capacity [1/h], any shape.
        depth: Depth of the cycles, 0 to 1.

    Source: DOI 10.1016/j.jpowsour.2019.227666, equations 4 to 6, which are in percent.
    """
    deep = _DEPTH_CUBE * (depth - 0.6) ** 3 + _DEPTH_BASE
    fade: Floats = 0.01 * (_RATE_SLOPE * c_rate + _RATE_BASE) * deep
    return fade
