"""Shading by the horizon: hills and buildings far away, as an elevation in each direction (R-SIM-2).

Stands between transposition and glass on the data path. While the sun is behind the horizon, beam and
circumsolar light are gone; light from the rest of the sky is reduced to the part of the sky that is in
view, by integration over the dome.

Sources: horizon profiles and the loss of beam and isotropic light, Perez (1990),
DOI 10.1016/0038-092X(90)90055-H, section 5, and Duffie and Beckman (2013), section 2.14. Validity:
obstacles far away against the size of the array, so that all of it is shaded or none; an array's own rows
are not this case. Light that obstacles reflect is left out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.meter.irradiance import PlaneOfArray
from gridtokenx.meter.solar import SunPosition

Floats = NDArray[np.float64]

POINTS_MAX = 360
_BAND_DEG = 6.5
"""Height of the bright band above the horizon in Perez' model."""
_AZIMUTHS = 120
_ELEVATIONS = 30


class HorizonInvalid(GridTokenXError):
    """A profile that is no horizon."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """Elevation of what stands around [deg], by direction; straight lines between the points."""

    azimuth_deg: tuple[float, ...]
    """Directions [deg], clockwise from north, rising."""
    elevation_deg: tuple[float, ...]

    def __post_init__(self) -> None:
        """Check the profile.

        Raises:
            HorizonInvalid: Directions do not rise within 0 to 360, or an elevation is not 0 to 90.
        """
        turns, heights = self.azimuth_deg, self.elevation_deg
        if not 1 <= len(turns) == len(heights) <= POINTS_MAX:
            raise HorizonInvalid(f"horizon: {len(turns)} directions: give 1 to {POINTS_MAX}, each a height")
        for before, after in zip((-1.0, *turns), turns, strict=False):
            if not (before < after and 0.0 <= after < 360.0):
                raise HorizonInvalid(f"horizon azimuth {after:g}: write directions that rise from 0 to 360")
        for height in heights:
            if not 0.0 <= height <= 90.0:
                raise HorizonInvalid(f"horizon elevation {height:g}: write 0 to 90 degrees")

    def elevation_at(self, azimuth_deg: ArrayLike) -> Floats:
        """Return the horizon's elevation [deg] in some directions."""
        found: Floats = np.interp(
            np.asarray(azimuth_deg, dtype=np.float64), self.azimuth_deg, self.elevation_deg, period=360.0
        )
        return found

    def hides(self, sun: SunPosition) -> NDArray[np.bool_]:
        """Tell at which moments the sun stands behind the horizon."""
        hidden: NDArray[np.bool_] = 90.0 - sun.apparent_zenith_deg < self.elevation_at(sun.azimuth_deg)
        return hidden


@dataclass(frozen=True, slots=True)
class View:
    """What planes still see over a horizon, arrays of the planes' shape, each 0 to 1."""

    sky: Floats
    """Share of the even sky's light."""
    band: Floats
    """Share of the light from the band at the horizon."""


def view_of(horizon: Horizon, *, tilt_deg: ArrayLike, azimuth_deg: ArrayLike) -> View:
    """Integrate what planes see of the sky above a horizon; once for a fleet, not in a step.

    Args:
        horizon: The profile.
        tilt_deg: Tilt of the planes [deg], any shape.
        azimuth_deg: Where they face [deg], the same shape.
    """
    tilt = np.deg2rad(np.asarray(tilt_deg, dtype=np.float64))
    facing = np.deg2rad(np.asarray(azimuth_deg, dtype=np.float64))
    seen, whole, band, band_whole = (np.zeros(np.broadcast(tilt, facing).shape) for _ in range(4))
    for azimuth in (np.arange(_AZIMUTHS) + 0.5) * (360.0 / _AZIMUTHS):
        height = float(horizon.elevation_at(azimuth))
        turn = np.cos(np.deg2rad(azimuth) - facing)
        whole += _slice(tilt, turn, low_deg=0.0, high_deg=90.0)
        seen += _slice(tilt, turn, low_deg=height, high_deg=90.0)
        band_whole += _slice(tilt, turn, low_deg=0.0, high_deg=_BAND_DEG)
        band += _slice(tilt, turn, low_deg=min(height, _BAND_DEG), high_deg=_BAND_DEG)
    ones = np.ones_like(whole)
    return View(
        np.divide(seen, whole, out=ones.copy(), where=whole > 1e-9),
        np.divide(band, band_whole, out=ones.copy(), where=band_whole > 1e-9),
    )


def _slice(tilt: Floats, turn: Floats, *, low_deg: float, high_deg: float) -> Floats:
    """Return the light on planes from one direction's slice of an even sky between two elevations."""
    edges = np.linspace(np.deg2rad(low_deg), np.deg2rad(high_deg), _ELEVATIONS + 1)
    middle, height = 0.5 * (edges[1:] + edges[:-1]), edges[1] - edges[0]
    up, level = np.sin(middle), np.cos(middle)
    cosine = np.cos(tilt)[..., None] * up + (np.sin(tilt) * turn)[..., None] * level
    light: Floats = (np.maximum(cosine, 0.0) * level).sum(axis=-1) * height
    return light


def shaded(plane: PlaneOfArray, *, sun: SunPosition, horizon: Horizon, view: View) -> PlaneOfArray:
    """Return what reaches planes over a horizon.

    Args:
        plane: Irradiance on the planes with nothing around them.
        sun: The sun of the same moments.
        horizon: What stands around.
        view: What :func:`view_of` gives for these planes.
    """
    open_sky = np.where(horizon.hides(sun), 0.0, 1.0)
    return PlaneOfArray(
        plane.beam_w_m2 * open_sky,
        plane.circumsolar_w_m2 * open_sky,
        plane.isotropic_w_m2 * view.sky,
        plane.brightening_w_m2 * view.band,
        plane.ground_w_m2,
        plane.incidence_deg,
    )
