"""Photovoltaic modules: irradiance on the plane to cell temperature and DC power (R-SIM-2).

Follows :mod:`gridtokenx.meter.irradiance` on the data path, and :mod:`gridtokenx.meter.inverter` follows
it. Sources: cell temperature, Faiman (2008), DOI 10.1002/pip.813; DC and loss categories, PVWatts version
5 (Dobos 2014, NREL/TP-6A20-62641).

Validity: Faiman's coefficients are of crystalline modules on open racks, means over 5 minutes and longer;
modules close to a roof run some 5 K hotter, which is 2 % of their energy: see
:mod:`gridtokenx.meter.fuentes`. DC power is linear in the light, from some 100 W/m2 upward.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_STANDARD_W_M2 = 1000.0
_STANDARD_C = 25.0


@dataclass(frozen=True, slots=True)
class PvModule:
    """What kind of module, mounting and inverter an array has."""

    temperature_coefficient_per_c: float = -0.0035
    """Loss of DC power per degree above 25 C, of a present-day crystalline module."""
    faiman_u0: float = 25.0
    """Heat loss without wind [W/(m2 K)]."""
    faiman_u1: float = 6.84
    """Heat loss per wind speed [W s/(m3 K)]."""
    inverter_efficiency: float = 0.96


@dataclass(frozen=True, slots=True)
class PvLosses:
    """Shares lost before the inverter, each 0 to 1; for age see :mod:`gridtokenx.meter.pv_ageing`."""

    soiling: float = 0.02
    """Where the rain of the place is not known."""
    shading: float = 0.02
    """By what is near, where no horizon is given."""
    mismatch: float = 0.015
    wiring: float = 0.02

    @property
    def remaining(self) -> float:
        """Share of the power that is left after all losses."""
        return float(
            (1.0 - self.soiling) * (1.0 - self.shading) * (1.0 - self.mismatch) * (1.0 - self.wiring)
        )


def cell_temperature_c(
    plane_w_m2: Floats, *, air_c: ArrayLike, wind_m_s: ArrayLike, module: PvModule
) -> Floats:
    """Return the temperature of the cells [C], after Faiman (2008)."""
    loss = module.faiman_u0 + module.faiman_u1 * np.asarray(wind_m_s, dtype=np.float64)
    return np.asarray(air_c, dtype=np.float64) + plane_w_m2 / loss


def dc_per_nameplate(absorbed_w_m2: Floats, *, cell_c: Floats, module: PvModule) -> Floats:
    """Return DC power per nameplate power, 1 at 1000 W/m2 and 25 C (PVWatts 5, equation 8)."""
    heated = 1.0 + module.temperature_coefficient_per_c * (cell_c - _STANDARD_C)
    return np.maximum(absorbed_w_m2 / _STANDARD_W_M2 * heated, 0.0)
