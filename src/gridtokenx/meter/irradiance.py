"""From irradiance on the ground to irradiance on a tilted plane and into the glass.

Takes the sun's position (:mod:`gridtokenx.meter.solar`) and global irradiance, gives what
:mod:`gridtokenx.meter.pv` turns into power. All angles in degrees, all irradiances in W/m2, arrays of
one shape.

Sources: clear sky, Haurwitz (1945), DOI 10.1175/1520-0469(1945)002<0154:IITTCC>2.0.CO;2; decomposition,
Erbs, Klein and Duffie (1982), DOI 10.1016/0038-092X(82)90302-4; transposition, Hay and Davies (1980);
incidence angle modifier, De Soto, Klein and Beckman (2006), DOI 10.1016/j.solener.2005.06.010.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridtokenx.meter.solar import SunPosition

Floats = NDArray[np.float64]

_MIN_COS_ZENITH = 0.065
_MAX_ZENITH_DEG = 87.0
ALBEDO = 0.2
"""Share of light that ground reflects: the usual value for grass and gravel, and the default of PVWatts."""
_GLASS_INDEX = 1.526
_GLASS_EXTINCTION_PER_M = 4.0
_GLASS_THICKNESS_M = 0.002


@dataclass(frozen=True, slots=True)
class Horizontal:
    """Global, direct normal and diffuse horizontal irradiance [W/m2], consistent with one another."""

    ghi_w_m2: Floats
    dni_w_m2: Floats
    dhi_w_m2: Floats


@dataclass(frozen=True, slots=True)
class PlaneOfArray:
    """Irradiance on a tilted plane [W/m2], in the parts that a horizon shades differently."""

    beam_w_m2: Floats
    circumsolar_w_m2: Floats
    """Diffuse light from around the sun; it is shaded with the beam."""
    isotropic_w_m2: Floats
    """Diffuse light from all over the sky."""
    brightening_w_m2: Floats
    """Diffuse light from the band above the horizon; a clear sky adds to it, an overcast one takes away."""
    ground_w_m2: Floats
    incidence_deg: Floats

    @property
    def sky_w_m2(self) -> Floats:
        """All diffuse light of the sky."""
        return np.maximum(self.circumsolar_w_m2 + self.isotropic_w_m2 + self.brightening_w_m2, 0.0)

    @property
    def total_w_m2(self) -> Floats:
        """All that falls on the glass."""
        return self.beam_w_m2 + self.sky_w_m2 + self.ground_w_m2


def clear_sky_ghi(apparent_zenith_deg: Floats) -> Floats:
    """Return global irradiance under a clear sky [W/m2], after Haurwitz (1945)."""
    cosine = np.maximum(np.cos(np.deg2rad(apparent_zenith_deg)), 1e-9)
    lit = np.cos(np.deg2rad(apparent_zenith_deg)) > 0.0
    return np.where(lit, 1098.0 * cosine * np.exp(-0.059 / cosine), 0.0)


def decompose(ghi_w_m2: Floats, *, sun: SunPosition) -> Horizontal:
    """Split global irradiance into direct and diffuse, after Erbs et al. (1982).

    Closure holds: GHI = DNI cos(zenith) + DHI.
    """
    ghi = np.maximum(ghi_w_m2, 0.0)
    cosine = np.cos(np.deg2rad(sun.zenith_deg))
    above = sun.extraterrestrial_w_m2 * np.maximum(cosine, _MIN_COS_ZENITH)
    kt = np.clip(ghi / above, 0.0, 1.0)
    middle = 0.9511 - 0.1604 * kt + 4.388 * kt**2 - 16.638 * kt**3 + 12.336 * kt**4
    share = np.where(kt <= 0.22, 1.0 - 0.09 * kt, np.where(kt <= 0.80, middle, 0.165))
    high = sun.zenith_deg <= _MAX_ZENITH_DEG
    diffuse = np.where(high, share * ghi, ghi)
    direct = np.where(high, (ghi - diffuse) / np.maximum(cosine, _MIN_COS_ZENITH / 2.0), 0.0)
    return Horizontal(ghi, direct, diffuse)


def incidence_deg(sun: SunPosition, *, tilt_deg: ArrayLike, azimuth_deg: ArrayLike) -> Floats:
    """Return the angle between the sun and the plane's normal [deg]; sun and planes are broadcast."""
    zenith = np.deg2rad(sun.zenith_deg)
    tilt = np.deg2rad(tilt_deg)
    turn = np.deg2rad(sun.azimuth_deg - np.asarray(azimuth_deg))
    cosine = np.cos(zenith) * np.cos(tilt) + np.sin(zenith) * np.sin(tilt) * np.cos(turn)
    angle: Floats = np.rad2deg(np.arccos(np.clip(cosine, -1.0, 1.0)))
    return angle


def transpose(
    sky: Horizontal, *, sun: SunPosition, tilt_deg: ArrayLike, azimuth_deg: ArrayLike, albedo: float = ALBEDO
) -> PlaneOfArray:
    """Carry irradiance over to tilted planes, after Hay and Davies (1980).

    The circumsolar part of the diffuse light follows the beam, the rest comes evenly from the sky. The
    finer model is :func:`gridtokenx.meter.perez.transpose_perez`.
    """
    angle = incidence_deg(sun, tilt_deg=tilt_deg, azimuth_deg=azimuth_deg)
    facing = np.maximum(np.cos(np.deg2rad(angle)), 0.0)
    horizontal = np.maximum(np.cos(np.deg2rad(sun.zenith_deg)), 0.01745)
    anisotropy = sky.dni_w_m2 / sun.extraterrestrial_w_m2
    even = sky.dhi_w_m2 * (1.0 - anisotropy) * sky_view(tilt_deg)
    circumsolar = sky.dhi_w_m2 * anisotropy * facing / horizontal
    ground = sky.ghi_w_m2 * albedo * (1.0 - sky_view(tilt_deg))
    return PlaneOfArray(sky.dni_w_m2 * facing, circumsolar, even, np.zeros_like(even), ground, angle)


def sky_view(tilt_deg: ArrayLike) -> Floats:
    """Return the share of an even sky's light that a plane receives, 1 level and 0.5 upright."""
    view: Floats = (1.0 + np.cos(np.deg2rad(tilt_deg))) / 2.0
    return view


def incidence_modifier(angle_deg: Floats) -> Floats:
    """Return the share of a beam that passes the glass, 1 at normal incidence, 0 from behind."""
    angle = np.deg2rad(np.clip(angle_deg, 1e-3, 89.999))
    refracted = np.arcsin(np.sin(angle) / _GLASS_INDEX)
    parallel = np.tan(refracted - angle) ** 2 / np.tan(refracted + angle) ** 2
    perpendicular = np.sin(refracted - angle) ** 2 / np.sin(refracted + angle) ** 2
    path = _GLASS_EXTINCTION_PER_M * _GLASS_THICKNESS_M
    passed = np.exp(-path / np.cos(refracted)) * (1.0 - 0.5 * (parallel + perpendicular))
    normal = np.exp(-path) * (1.0 - ((_GLASS_INDEX - 1.0) / (_GLASS_INDEX + 1.0)) ** 2)
    return np.where(angle_deg >= 90.0, 0.0, passed / normal)


def absorbed_w_m2(plane: PlaneOfArray) -> Floats:
    """Return the irradiance that reaches the cells [W/m2]: the beam by its modifier, diffuse light whole.

    PVWatts 5 (NREL/TP-6A20-62641, section 7) modifies the beam alone, too.
    """
    return plane.beam_w_m2 * incidence_modifier(plane.incidence_deg) + plane.sky_w_m2 + plane.ground_w_m2
