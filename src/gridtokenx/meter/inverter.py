"""Solar inverters: part-load efficiency and clipping (R-SIM-2).

Last stage of the PV chain. Source: PVWatts version 5, Dobos (2014), NREL/TP-6A20-62641, section 10: the
mean efficiency curve of 2010's certified inverters, scaled to a rated efficiency.

Validity: grid inverters from 10 % load upward within about 1 %; below, the loss of a small standing load
dominates, as in the source. Night consumption is not modelled.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_REFERENCE_EFFICIENCY = 0.9637


def inverter_ac(dc_w: Floats, *, rated_ac_w: ArrayLike, efficiency: float) -> Floats:
    """Return AC power [W]: part-load efficiency and clipping at the rating (equations 10-12).

    Args:
        dc_w: DC power [W], any shape.
        rated_ac_w: AC rating [W], broadcast against `dc_w`; 0 gives 0.
        efficiency: Efficiency at the rating.
    """
    rated = np.asarray(rated_ac_w, dtype=np.float64)
    rated_dc = np.maximum(rated / efficiency, 1e-9)
    load = np.maximum(dc_w / rated_dc, 1e-9)
    eta = efficiency / _REFERENCE_EFFICIENCY * (-0.0162 * load - 0.0059 / load + 0.9858)
    return np.clip(eta * dc_w, 0.0, rated)
