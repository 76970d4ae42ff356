"""The PV arrays of a fleet: sky to AC power of every meter at once (R-SIM-2).

Joins the stages, each a module of its own: transposition (:mod:`.perez`), horizon (:mod:`.horizon`),
glass (:mod:`.irradiance`), cell temperature and DC (:mod:`.pv`), soiling (:mod:`.soiling`), ageing
(:mod:`.pv_ageing`), inverter (:mod:`.inverter`). Arrays that face the same way are computed once: a step
costs one row a direction and one product a meter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import numpy as np
from numpy.typing import NDArray

from gridtokenx.campus.model import Campus
from gridtokenx.meter.climate import climate_named
from gridtokenx.meter.horizon import Horizon, View, shaded, view_of
from gridtokenx.meter.inverter import inverter_ac
from gridtokenx.meter.irradiance import Horizontal, PlaneOfArray, absorbed_w_m2
from gridtokenx.meter.perez import transpose_perez
from gridtokenx.meter.pv import PvLosses, PvModule, cell_temperature_c, dc_per_nameplate
from gridtokenx.meter.pv_ageing import USUAL_AGE_YEARS, YEAR_S, remaining
from gridtokenx.meter.sky_span import SkySpan, span_of
from gridtokenx.meter.soiling import Dust, soiling_year
from gridtokenx.meter.solar import SunPosition
from gridtokenx.meter.weather import Sky

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Planes:
    """Directions of arrays, shape (k,), and what they see over the horizon."""

    tilt_deg: Floats
    azimuth_deg: Floats
    horizon: Horizon | None = None
    view: View | None = None


def planes_of(tilt_deg: Floats, *, azimuth_deg: Floats, horizon: Horizon | None = None) -> Planes:
    """Return planes and, under a horizon, their view of the sky."""
    if horizon is None:
        return Planes(tilt_deg, azimuth_deg)
    view = view_of(horizon, tilt_deg=tilt_deg, azimuth_deg=azimuth_deg)
    return Planes(tilt_deg, azimuth_deg, horizon, view)


def light_on(planes: Planes, *, light: Horizontal, sun: SunPosition) -> PlaneOfArray:
    """Return the irradiance on planes, over their horizon where one is given."""
    plane = transpose_perez(light, sun=sun, tilt_deg=planes.tilt_deg, azimuth_deg=planes.azimuth_deg)
    if planes.horizon is None or planes.view is None:
        return plane
    return shaded(plane, sun=sun, horizon=planes.horizon, view=planes.view)


def dc_of(plane: PlaneOfArray, *, air_c: Floats, wind_m_s: Floats, module: PvModule) -> Floats:
    """Return DC power per nameplate of clean and new arrays without losses, of the plane's shape."""
    cell = cell_temperature_c(plane.total_w_m2, air_c=air_c, wind_m_s=wind_m_s, module=module)
    return dc_per_nameplate(absorbed_w_m2(plane), cell_c=cell, module=module)


class PvFleet:
    """The arrays of a campus; what it remembers is today's soiling and ages, never a state."""

    def __init__(self, campus: Campus) -> None:
        """Take the sizes and directions of the arrays; external meters have none of ours."""
        meters = campus.meters
        self._nameplate_w = 1e3 * np.array([0.0 if m.external else m.pv_kw for m in meters])
        tilt = np.array([campus.pv_tilt_deg if m.pv_tilt_deg is None else m.pv_tilt_deg for m in meters])
        azimuth = np.array(
            [campus.pv_azimuth_deg if m.pv_azimuth_deg is None else m.pv_azimuth_deg for m in meters]
        )
        self._any = bool(self._nameplate_w.any())
        kinds, self._kind = np.unique(np.stack((tilt, azimuth)), axis=1, return_inverse=True)
        horizon = None if not campus.pv_horizon else Horizon(*zip(*campus.pv_horizon, strict=True))
        self._planes = planes_of(kinds[0], azimuth_deg=kinds[1], horizon=horizon)
        self._rated_ac = campus.pv_efficiency
        self._module = PvModule()
        self._losses = PvLosses(soiling=0.0, shading=PvLosses().shading if horizon is None else 0.0)
        self._soiling = _soiling_of(campus)
        self._first_s = np.array([_first_second(m.pv_since) for m in meters])
        self._dated = bool(np.isfinite(self._first_s).any())
        self._day = -1
        self._worth: Floats | float = 1.0

    def power_w(self, sky: Sky) -> Floats:
        """Return the AC power of each meter's array at one moment [W], shape (n,)."""
        power: Floats = np.broadcast_to(self.over(span_of([sky])), (1, len(self._nameplate_w)))[0]
        return power

    def over(self, span: SkySpan) -> Floats:
        """Return the AC power of each meter's array at each moment [W], shape (k, n), or (1, 1) of zero."""
        if not (self._any and span.ghi_w_m2.max() > 0.0):
            return np.zeros((1, 1))
        light = Horizontal(span.ghi_w_m2, span.dni_w_m2, span.dhi_w_m2)
        plane = light_on(self._planes, light=light, sun=span.sun)
        dc = dc_of(plane, air_c=span.temperature_c, wind_m_s=span.wind_m_s, module=self._module)
        dc *= self._losses.remaining
        worth = self._worth_over(span.time_s[:, 0])
        if self._dated:
            dc = dc[:, self._kind]
        dc = np.where(span.ghi_w_m2 > 0.0, dc * worth, 0.0)
        ac = inverter_ac(dc, rated_ac_w=self._rated_ac, efficiency=self._module.inverter_efficiency)
        one_each = self._dated or ac.shape[1] == 1
        power: Floats = self._nameplate_w * (ac if one_each else ac[:, self._kind])
        return power

    def _worth_over(self, times_s: Floats) -> Floats | float:
        """Return what soiling and age leave at each moment: one number, or of shape (k, 1) or (k, n)."""
        days = (times_s // 86_400.0).astype(np.int64)
        if days[0] == days[-1]:
            return self._worth_on(times_s[0])
        each = {int(day): np.atleast_1d(self._worth_on(day * 86_400.0)) for day in np.unique(days)}
        return np.stack([each[day] for day in days.tolist()])

    def _worth_on(self, time_s: float) -> Floats | float:
        """Return what soiling and age leave on a day: one number, or one a meter where ages differ."""
        day = int(time_s // 86_400)
        if day != self._day:
            clean = 1.0 - self._soiling(day)
            age: Floats | float = USUAL_AGE_YEARS
            if self._dated:
                years = (day * 86_400.0 - self._first_s) / YEAR_S
                age = np.where(np.isfinite(years), years, USUAL_AGE_YEARS)
            left = remaining(age) * clean
            self._worth, self._day = (left if self._dated else float(left)), day
        return self._worth


def _soiling_of(campus: Campus) -> Callable[[int], float]:
    """Return the loss by soiling as a function of the day since 1970."""
    rain = climate_named(campus.place.climate).rainfall_mm
    if rain is None:
        return lambda _: PvLosses().soiling
    year = soiling_year(rain, dust=Dust())

    def loss(day: int) -> float:
        of_year = datetime.fromtimestamp(day * 86_400, UTC).timetuple().tm_yday
        return float(year[min(of_year, 365) - 1])

    return loss


def _first_second(since: date | None) -> float:
    """Return the first second of a date [epoch s], NaN where none is given."""
    return float("nan") if since is None else datetime.combine(since, time(), UTC).timestamp()
