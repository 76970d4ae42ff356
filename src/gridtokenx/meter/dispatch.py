"""What a battery is asked to do: use one's own surplus first, or move grid energy to the evening.

Self-consumption charges from surplus and discharges into deficit, so that a battery never exports. A
meter that is storage alone charges around noon, when the campus has surplus, and discharges in the
evening peak.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CHARGE_HOURS = (10.0, 14.0)
DISCHARGE_HOURS = (18.0, 21.0)
_STORAGE_SHARE = 0.5


def wanted_w(
    generation_w: Floats, *, load_w: Floats, power_w: Floats, is_storage: NDArray[np.bool_], local_hour: float
) -> Floats:
    """Return the power that each battery should take [W], positive charges, shape (n,).

    Args:
        generation_w: Generation [W], shape (n,).
        load_w: Consumption [W], shape (n,).
        power_w: Rated power of the battery [W], shape (n,).
        is_storage: True where the meter is storage alone, shape (n,).
        local_hour: Local time of day [h].
    """
    own = generation_w - load_w
    if CHARGE_HOURS[0] <= local_hour < CHARGE_HOURS[1]:
        shift = _STORAGE_SHARE
    elif DISCHARGE_HOURS[0] <= local_hour < DISCHARGE_HOURS[1]:
        shift = -_STORAGE_SHARE
    else:
        shift = 0.0
    return np.where(is_storage, shift * power_w, own)
