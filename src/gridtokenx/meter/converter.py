"""The converter between a battery's terminals and its cells: losses by load (R-SIM-4).

Source: the loss curves of the PerMod database, Weniger, Orth, Lawaczeck, Meissner and Quaschning, HTW Berlin,
as bslib carries them (FZJ-IEK3, MIT, DOI 10.5281/zenodo.6514527): a standing, a linear and a quadratic
part of the rated power, fitted to laboratory tests by the Efficiency Guideline for PV storage systems
(2019).

Validity: fitted from 5 to 100 % of the rated power; below its standing loss a converter rests.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LossCurve:
    """Loss per rated power as a function of the load n at the terminals, 0 to 1."""

    standing: float
    linear: float
    quadratic: float

    def __call__(self, load: Floats) -> Floats:
        """Return the loss per rated power."""
        loss: Floats = self.standing + load * (self.linear + load * self.quadratic)
        return loss


@dataclass(frozen=True, slots=True)
class Converter:
    """Loss curves of both directions."""

    charging: LossCurve
    discharging: LossCurve

    def into_cells_w(self, ac_w: Floats, *, rated_w: Floats) -> Floats:
        """Return what reaches the cells [W] of what is drawn at the terminals; never below 0."""
        loss = rated_w * self.charging(_load(ac_w, rated_w=rated_w))
        return np.maximum(ac_w - loss, 0.0)

    def out_of_cells_w(self, ac_w: Floats, *, rated_w: Floats) -> Floats:
        """Return what the cells give [W] for what is delivered; 0 where the converter rests."""
        load = _load(ac_w, rated_w=rated_w)
        drawn = ac_w + rated_w * self.discharging(load)
        return np.where(load > self.discharging.standing, drawn, 0.0)


def _load(ac_w: Floats, *, rated_w: Floats) -> Floats:
    """Return the power per rated power, 0 without a converter."""
    return np.divide(ac_w, rated_w, out=np.zeros_like(ac_w), where=rated_w > 0.0)


AC_COUPLED = Converter(LossCurve(0.01823, -0.00309, 0.03552), LossCurve(0.01931, -0.00356, 0.03757))
"""A usual AC-coupled system: the database's generic one."""
CELL_EFFICIENCY = float(np.sqrt(0.95))
"""One way through the same system's cells."""
