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
    generation_w: Floats,
    *,
    load_w: Floats,
    power_w: Floats,
    is_storage: NDArray[np.bool_],
    local_hour: Floats,
) -> Floats:
    """Return the power that each battery should take [W], positive charges, shape (k, n).

    Args:
        generation_w: Generation [W], shape (k, n).
        load_w: Consumption [W], shape (k, n).
        power_w: Rated power of the battery [W], shape (n,).
        is_storage: True where the meter is storage alone, shape (n,).
        local_hour: Local time of day [h], shape (k, 1).
    """
    charging = (CHARGE_HOURS[0] <= local_hour) & (local_hour < CHARGE_HOURS[1])
    discharging = (DISCHARGE_HOURS[0] <= local_hour) & (local_hour < DISCHARGE_HOURS[1])
    shift = _STORAGE_SHARE * (charging.astype(np.float64) - discharging)
    return np.where(is_storage, shift * power_w, generation_w - load_w)
