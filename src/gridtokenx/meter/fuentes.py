"""Cell temperature with the module's inertia, after Fuentes: what PVWatts uses (R-SIM-2).

For hourly and finer series that are judged; a fleet's step uses the steady state of
:func:`gridtokenx.meter.pv.cell_temperature_c`, which needs no memory. Source: Fuentes (1987), SAND85-0330,
"A simplified thermal model for flat-plate photovoltaic arrays", equations by their section.

Validity: flat plates on racks and roofs, described by the temperature they reach at 800 W/m2, 20 C and
1 m/s (INOCT): 45 C on a rack, 49 C on a roof in PVWatts 5 (NREL/TP-6A20-62641, section 8).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RACK_INOCT_C = 45.0
ROOF_INOCT_C = 49.0
_KELVIN = 273.15
_TEST_AIR_K = 293.15
_TEST_SKY_K = 282.21
_TEST_W_M2 = 800.0
_STEFAN_BOLTZMANN = 5.669e-8
_ABSORPTIVITY = 0.83
_EMISSIVITY = 0.84
_HEAT_CAPACITY_J_M2K = 11_000.0
_LENGTH_M = 0.5
_MODULE_HEIGHT_M = 5.0
_WIND_HEIGHT_M = 9.144
_PRANDTL = 0.71
_AIR_J_KGK = 1_007.0
_TURBULENT_REYNOLDS = 1.2e5
_ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Mounting:
    """Constants that follow from the temperature a module reaches as it is installed."""

    convection: float
    """Convection of both faces against that of the upper one."""
    ground: float
    """How far the surface below follows the module's temperature above that of the air."""
    capacity_j_m2k: float


def mounting_of(inoct_c: float) -> Mounting:
    """Return the constants of a mounting from its installed nominal temperature [C] (section 3)."""
    hot, air = inoct_c + _KELVIN, _TEST_AIR_K
    convected = _convection(hot, air, wind_m_s=1.0)
    radiated = _EMISSIVITY * _STEFAN_BOLTZMANN
    above = _ABSORPTIVITY * _TEST_W_M2 - radiated * (hot**4 - _TEST_SKY_K**4) - convected * (hot - air)
    back = above / ((_radiation(hot, air) + convected) * (hot - air))
    ground = min(max((hot**4 - back * (hot**4 - air**4)) ** 0.25, air), hot)
    lost = _ABSORPTIVITY * _TEST_W_M2 - radiated * (2.0 * hot**4 - _TEST_SKY_K**4 - ground**4)
    heavier = 1.0 + max(hot - 321.15, 0.0) / 12.0
    return Mounting(
        lost / (convected * (hot - air)), (ground - air) / (hot - air), _HEAT_CAPACITY_J_M2K * heavier
    )


def fuentes_c(
    plane_w_m2: Floats, *, air_c: Floats, wind_m_s: Floats, step_s: float, inoct_c: float
) -> Floats:
    """Return the temperature of the cells [C] along a series.

    Args:
        plane_w_m2: Irradiance on the plane [W/m2], shape (t,).
        air_c: Air temperature [C], shape (t,).
        wind_m_s: Wind at 9 m [m/s], shape (t,).
        step_s: Time from one value to the next [s].
        inoct_c: Temperature at 800 W/m2, 20 C and 1 m/s as installed [C].
    """
    mounting = mounting_of(inoct_c)
    above_ground = (_MODULE_HEIGHT_M / _WIND_HEIGHT_M) ** 0.2
    hot, sun_before = _TEST_AIR_K, 0.0
    cells = np.empty_like(plane_w_m2)
    for i, (light, air, wind) in enumerate(
        zip(plane_w_m2.tolist(), (air_c + _KELVIN).tolist(), wind_m_s.tolist(), strict=True)
    ):
        sun = _ABSORPTIVITY * light
        hot = _next_k(
            hot, air, sun=(sun_before, sun), wind_m_s=wind * above_ground + 1e-4, step_s=step_s, of=mounting
        )
        sun_before = sun
        cells[i] = hot - _KELVIN
    return cells


def _next_k(
    before: float, air: float, *, sun: tuple[float, float], wind_m_s: float, step_s: float, of: Mounting
) -> float:
    """Return the module's temperature [K] after a step in which the sun changes evenly (section 4)."""
    sky = 0.68 * 0.0552 * air**1.5 + 0.32 * air
    hot, (first, last) = before, sun
    for _ in range(_ROUNDS):
        convected = of.convection * _convection(hot, air, wind_m_s=wind_m_s)
        to_sky = _radiation(hot, sky)
        ground = air + of.ground * (hot - air)
        to_ground = _radiation(hot, ground)
        total = convected + to_sky + to_ground
        steps = -total / of.capacity_j_m2k * step_s
        kept = float(np.exp(max(steps, -50.0)))
        drive = convected * air + to_sky * sky + to_ground * ground + first + (last - first) / steps
        hot = before * kept + ((1.0 - kept) * drive + last - first) / total
    return hot


def _radiation(hot: float, other: float) -> float:
    """Return the radiative heat transfer coefficient [W/m2K]."""
    return _EMISSIVITY * _STEFAN_BOLTZMANN * (hot**2 + other**2) * (hot + other)


def _convection(hot: float, air: float, *, wind_m_s: float) -> float:
    """Return the convective coefficient of the upper face [W/m2K], free and forced together (section 2)."""
    film = 0.5 * (hot + air)
    density = 0.003484 * 101_325.0 / film
    viscosity = 0.24237e-6 * film**0.76 / density
    conductivity = 2.1695e-4 * film**0.84
    reynolds = wind_m_s * _LENGTH_M / viscosity
    carried = density * wind_m_s * _AIR_J_KGK
    if reynolds > _TURBULENT_REYNOLDS:
        forced = 0.0282 / reynolds**0.2 * carried / _PRANDTL**0.4
    else:
        forced = 0.8600 / reynolds**0.5 * carried / _PRANDTL**0.67
    grashof = 9.8 / film * abs(hot - air) * _LENGTH_M**3 / viscosity**2 * 0.5
    free = 0.21 * (grashof * _PRANDTL) ** 0.32 * conductivity / _LENGTH_M
    coefficient: float = (free**3 + forced**3) ** (1.0 / 3.0)
    return coefficient
