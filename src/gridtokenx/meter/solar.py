"""Where the sun is, from time and place; the first stage of every irradiance on the data path.

Source: the Astronomical Almanac's low-precision formulas as given by Michalsky (1988),
DOI 10.1016/0038-092X(88)90045-X, good to 0.01 degree from 1950 to 2050, and the atmospheric
refraction of the same paper. Extraterrestrial irradiance: Spencer (1971).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

SOLAR_CONSTANT_W_M2 = 1366.1
_J2000_S = 946_728_000
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class SunPosition:
    """Direction of the sun seen from a place; arrays share the shape of the times asked for."""

    zenith_deg: NDArray[np.float64]
    """True zenith angle [deg], 0 overhead, over 90 below the horizon."""
    apparent_zenith_deg: NDArray[np.float64]
    """Zenith angle lifted by refraction [deg]."""
    azimuth_deg: NDArray[np.float64]
    """Azimuth [deg], clockwise from north."""
    extraterrestrial_w_m2: NDArray[np.float64]
    """Irradiance normal to the sun above the atmosphere [W/m2]."""


def sun_position(time_s: ArrayLike, *, latitude_deg: float, longitude_deg: float) -> SunPosition:
    """Compute the sun's position.

    Args:
        time_s: Moments [epoch s, UTC], any shape.
        latitude_deg: Latitude [deg], north positive.
        longitude_deg: Longitude [deg], east positive.

    Returns:
        The position, arrays of the shape of `time_s`.

    Source: DOI 10.1016/0038-092X(88)90045-X.
    """
    time = np.asarray(time_s, dtype=np.float64)
    days = (time - _J2000_S) / _DAY_S
    right_ascension, declination = _equatorial(days)
    greenwich_h = 6.697375 + 0.0657098242 * days + (time % _DAY_S) / 3600.0
    sidereal = np.deg2rad((greenwich_h * 15.0 + longitude_deg) % 360.0)
    hour_angle = (sidereal - right_ascension + np.pi) % (2.0 * np.pi) - np.pi
    latitude = np.deg2rad(latitude_deg)
    sin_elevation = np.sin(declination) * np.sin(latitude) + np.cos(declination) * np.cos(latitude) * np.cos(
        hour_angle
    )
    elevation_deg = np.rad2deg(np.arcsin(np.clip(sin_elevation, -1.0, 1.0)))
    east = -np.cos(declination) * np.sin(hour_angle)
    north = np.sin(declination) * np.cos(latitude) - np.cos(declination) * np.sin(latitude) * np.cos(
        hour_angle
    )
    return SunPosition(
        90.0 - elevation_deg,
        90.0 - elevation_deg - refraction_deg(elevation_deg),
        np.rad2deg(np.arctan2(east, north)) % 360.0,
        extraterrestrial_w_m2(time),
    )


def _equatorial(days: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return right ascension and declination [rad] for days since J2000."""
    mean_longitude = np.deg2rad((280.460 + 0.9856474 * days) % 360.0)
    anomaly = np.deg2rad((357.528 + 0.9856003 * days) % 360.0)
    longitude = mean_longitude + np.deg2rad(1.915 * np.sin(anomaly) + 0.020 * np.sin(2.0 * anomaly))
    obliquity = np.deg2rad(23.439 - 0.0000004 * days)
    right_ascension = np.arctan2(np.cos(obliquity) * np.sin(longitude), np.cos(longitude))
    return right_ascension, np.arcsin(np.sin(obliquity) * np.sin(longitude))


def refraction_deg(elevation_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far the atmosphere lifts the sun [deg]; none deep below the horizon."""
    x = np.maximum(elevation_deg, -0.56)
    lifted = 3.51561 * (0.1594 + 0.0196 * x + 0.00002 * x**2) / (1.0 + 0.505 * x + 0.0845 * x**2)
    return np.where(elevation_deg >= -0.56, lifted, 0.0)


def extraterrestrial_w_m2(time_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the irradiance normal to the sun above the atmosphere [W/m2], after Spencer (1971)."""
    angle = 2.0 * np.pi * ((time_s / _DAY_S - 0.25) % 365.25) / 365.25
    factor = (
        1.00011
        + 0.034221 * np.cos(angle)
        + 0.00128 * np.sin(angle)
        + 0.000719 * np.cos(2.0 * angle)
        + 0.000077 * np.sin(2.0 * angle)
    )
    return SOLAR_CONSTANT_W_M2 * factor


def solar_hour(time_s: ArrayLike, *, longitude_deg: float) -> NDArray[np.float64]:
    """Return mean solar time of day [h], which needs the longitude and no time zone.

    >>> float(solar_hour(0, longitude_deg=90.0))
    6.0
    """
    hour: NDArray[np.float64] = (np.asarray(time_s, dtype=np.float64) / 3600.0 + longitude_deg / 15.0) % 24.0
    return hour
