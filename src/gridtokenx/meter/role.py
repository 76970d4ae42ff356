"""What each meter is doing now: consumer, prosumer, storage or metering only (R-SIM-7)."""

import numpy as np
from numpy.typing import NDArray

from gridtokenx.reading.block import Role

Floats = NDArray[np.float64]

IDLE_W = 5.0
"""Power under which a meter counts as doing nothing."""


def roles(
    *, generation_w: Floats, load_w: Floats, charge_w: Floats, discharge_w: Floats, export_w: Floats
) -> NDArray[np.uint8]:
    """Return each meter's role, of the shape of the powers, dtype uint8.

    A meter whose battery moves at least half of what it generates or consumes is storage; one that
    exports, or generates at least what it consumes, is a prosumer; one that moves nothing is metering
    only; the others consume.
    """
    battery = np.maximum(charge_w, discharge_w)
    others = np.maximum(generation_w, load_w)
    is_prosumer = (generation_w > IDLE_W) & (generation_w >= load_w)
    is_prosumer |= export_w > IDLE_W
    is_storage = (battery > IDLE_W) & (battery >= 0.5 * others)
    role = is_prosumer.view(np.uint8) * np.uint8(Role.PROSUMER - Role.CONSUMER)
    role += np.uint8(Role.CONSUMER)
    np.putmask(role, is_storage, np.uint8(Role.STORAGE))
    np.putmask(role, np.maximum(battery, others, out=others) <= IDLE_W, np.uint8(Role.AMI))
    return role
