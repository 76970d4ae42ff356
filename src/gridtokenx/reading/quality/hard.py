"""Checks that need no history: a reading is missing, doubled, forged, unbalanced, impossible or in the dark.

Each returns marks of shape (n, t). The rules are those of docs/reference/readings.md, so what is marked here
as unbalanced or out of range is refused by the oracle too.
"""

import numpy as np
from numpy.typing import NDArray

from gridtokenx.reading.quality.rules import Thresholds
from gridtokenx.reading.quality.series import Series

Flags = NDArray[np.bool_]


def missing(series: Series) -> Flags:
    """Return where no reading came, from a meter that has any."""
    came = series.copies > 0
    marked: Flags = ~came & came.any(axis=1, keepdims=True)
    return marked


def doubled(series: Series) -> Flags:
    """Return where a reading came more than once."""
    marked: Flags = series.copies > 1
    return marked


def forged(series: Series) -> Flags:
    """Return where the signature is not the meter's (Ed25519 over the canonical bytes, RFC 8032)."""
    return series.forged


def unbalanced(series: Series, *, rules: Thresholds) -> Flags:
    """Return where generation + discharge + import is not consumption + charge + export (R-SIM-9)."""
    if not series.balanced:
        return np.zeros(series.copies.shape, dtype=np.bool_)
    made, used, charged, discharged, taken, given = series.energies_wh
    off = made + discharged + taken - used - charged - given
    marked: Flags = np.abs(off) > rules.imbalance_wh
    return marked


def out_of_range(series: Series, *, rules: Thresholds) -> Flags:
    """Return where an energy is negative or more than the meter's capacity gives in the time."""
    most = np.floor(series.limits_wh * (1.0 + rules.tolerance))[:, :, None] + 1.0
    beyond: Flags = (series.energies_wh > most) | (series.energies_wh < 0.0)
    marked: Flags = np.any(beyond, axis=0)
    return marked


def in_the_dark(series: Series, *, rules: Thresholds) -> Flags:
    """Return where PV generates although the sun is well below the horizon."""
    dark = series.span.dark[None, :] & series.sun_only[:, None]
    marked: Flags = dark & (series.generated_wh > rules.dark_wh)
    return marked
