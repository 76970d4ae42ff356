"""Transposition after Perez: diffuse light of sky disc, dome and horizon band on tilted planes (R-SIM-2).

Follows the decomposition of :mod:`gridtokenx.meter.irradiance` on the data path. Sources: Perez, Ineichen,
Seals, Michalsky and Stewart (1990), DOI 10.1016/0038-092X(90)90055-H, with the coefficients of all sites
composed and kappa 1.041; relative air mass, Kasten and Young (1989), DOI 10.1364/AO.28.004735.

Validity: fitted on 10 American and 3 European sites, hourly to 15-minute data, planes of any tilt; the
sun up to 85 degrees from the zenith, beyond which the cosine is held. A sky without diffuse light gives
none.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridtokenx.meter.irradiance import ALBEDO, Horizontal, PlaneOfArray, incidence_deg, sky_view
from gridtokenx.meter.solar import SunPosition

Floats = NDArray[np.float64]

_KAPPA = 1.041
_COS_85 = float(np.cos(np.deg2rad(85.0)))
_CLEARNESS_ENDS = np.array([1.065, 1.23, 1.5, 1.95, 2.8, 4.5, 6.2])
_F11 = np.array([-0.008, 0.130, 0.330, 0.568, 0.873, 1.132, 1.060, 0.678])
_F12 = np.array([0.588, 0.683, 0.487, 0.187, -0.392, -1.237, -1.600, -0.327])
_F13 = np.array([-0.062, -0.151, -0.221, -0.295, -0.362, -0.412, -0.359, -0.250])
_F21 = np.array([-0.060, -0.019, 0.055, 0.109, 0.226, 0.288, 0.264, 0.156])
_F22 = np.array([0.072, 0.066, -0.064, -0.152, -0.462, -0.823, -1.127, -1.377])
_F23 = np.array([-0.022, -0.029, -0.026, -0.014, 0.001, 0.056, 0.131, 0.251])


def relative_air_mass(apparent_zenith_deg: ArrayLike) -> Floats:
    """Return the air that light crosses against that at the zenith, held beyond the horizon.

    >>> round(float(relative_air_mass(60.0)), 3)
    1.994
    """
    zenith = np.minimum(np.asarray(apparent_zenith_deg, dtype=np.float64), 90.0)
    mass: Floats = 1.0 / (np.cos(np.deg2rad(zenith)) + 0.50572 * (96.07995 - zenith) ** -1.6364)
    return mass


def brightness(sky: Horizontal, *, sun: SunPosition) -> tuple[Floats, Floats]:
    """Return Perez' circumsolar and horizon brightening F1 and F2 of each moment."""
    zenith = np.deg2rad(sun.apparent_zenith_deg)
    diffuse = np.maximum(sky.dhi_w_m2, 1e-9)
    bent = _KAPPA * zenith**3
    clearness = ((diffuse + sky.dni_w_m2) / diffuse + bent) / (1.0 + bent)
    row = np.searchsorted(_CLEARNESS_ENDS, clearness, side="right")
    delta = sky.dhi_w_m2 * relative_air_mass(sun.apparent_zenith_deg) / sun.extraterrestrial_w_m2
    circumsolar = np.maximum(_F11[row] + _F12[row] * delta + _F13[row] * zenith, 0.0)
    return circumsolar, _F21[row] + _F22[row] * delta + _F23[row] * zenith


def transpose_perez(
    sky: Horizontal, *, sun: SunPosition, tilt_deg: ArrayLike, azimuth_deg: ArrayLike, albedo: float = ALBEDO
) -> PlaneOfArray:
    """Carry irradiance over to tilted planes.

    Args:
        sky: Irradiance on the ground [W/m2].
        sun: The sun of the same moments; its shape is broadcast against that of the planes.
        tilt_deg: Tilt of the planes [deg], 0 level.
        azimuth_deg: Where they face [deg], clockwise from north.
        albedo: Share of light that the ground reflects.

    Source: DOI 10.1016/0038-092X(90)90055-H, equation 9.
    """
    angle = incidence_deg(sun, tilt_deg=tilt_deg, azimuth_deg=azimuth_deg)
    facing = np.maximum(np.cos(np.deg2rad(angle)), 0.0)
    f1, f2 = brightness(sky, sun=sun)
    height = np.maximum(np.cos(np.deg2rad(sun.zenith_deg)), _COS_85)
    view = sky_view(tilt_deg)
    return PlaneOfArray(
        sky.dni_w_m2 * facing,
        sky.dhi_w_m2 * f1 * facing / height,
        sky.dhi_w_m2 * (1.0 - f1) * view,
        sky.dhi_w_m2 * f2 * np.sin(np.deg2rad(tilt_deg)),
        sky.ghi_w_m2 * albedo * (1.0 - view),
        angle,
    )
