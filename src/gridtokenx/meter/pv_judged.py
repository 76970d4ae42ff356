"""How far the PV chain is from PVWatts and from a measured array, as numbers for a report (R-SIM-2).

Computes, judges nothing away: whoever asks compares with the limits, which stand beside the figures. Errors
are those of ASHRAE Guideline 14 (2014), section 5.2.11: bias and root mean square over the mean of what was
measured. Both data sets are of Colorado and say nothing of Bangkok's sky.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridtokenx.meter.fuentes import RACK_INOCT_C, ROOF_INOCT_C, fuentes_c
from gridtokenx.meter.inverter import inverter_ac
from gridtokenx.meter.irradiance import Horizontal, absorbed_w_m2, decompose
from gridtokenx.meter.perez import transpose_perez
from gridtokenx.meter.pv import PvModule, cell_temperature_c, dc_per_nameplate
from gridtokenx.meter.pv_data import MeasuredArray, PvWattsYear, pvwatts_year, serf_east
from gridtokenx.meter.solar import sun_position

Floats = NDArray[np.float64]

CALIBRATED_SHARE = 0.30
PVWATTS_LIMIT_PCT = (1.0, 3.0)
"""Largest bias and largest hourly CV(RMSE) against PVWatts."""
SERF_LIMIT_PCT = (5.0, 15.0, 30.0)
"""Largest bias, daily and hourly CV(RMSE) on SERF East."""
_INOCT_C = {"rack": RACK_INOCT_C, "roof": ROOF_INOCT_C}
_USUAL_WIND_M_S = 1.0
"""Where wind was not measured: that of the nominal operating conditions."""
_DAY_S = 86_400
_DENVER_OFFSET_S = -7 * 3_600


@dataclass(frozen=True, slots=True)
class SeriesError:
    """Error of a computed series against a given one."""

    nmbe_pct: float
    """Mean error over the mean of what is given [%]; positive is too much."""
    cv_rmse_pct: float
    """Root mean square error over the mean of what is given [%]."""
    count: int


@dataclass(frozen=True, slots=True)
class PvWattsJudged:
    """The chain against a year of PVWatts."""

    mounting: str
    hourly: SeriesError
    """AC power over the hours in which PVWatts gives any."""
    plane: SeriesError
    """Irradiance on the plane, before any module."""

    @property
    def passed(self) -> bool:
        """Tell whether both limits are kept."""
        return abs(self.hourly.nmbe_pct) <= PVWATTS_LIMIT_PCT[0] and (
            self.hourly.cv_rmse_pct <= PVWATTS_LIMIT_PCT[1]
        )


@dataclass(frozen=True, slots=True)
class MeasuredJudged:
    """The chain against a measured array, calibrated on its first days and judged on the rest."""

    nameplate_w: float
    """The one number that was fitted: DC power at 1000 W/m2 and 25 C, with all losses in it."""
    calibrated_rows: int
    judged_rows: int
    hourly: SeriesError
    """Over hours with the sun up at their middle."""
    daily: SeriesError
    weekly: SeriesError

    @property
    def passed(self) -> bool:
        """Tell whether all three limits are kept."""
        bias, day, hour = SERF_LIMIT_PCT
        kept = abs(self.hourly.nmbe_pct) <= bias and self.daily.cv_rmse_pct <= day
        return kept and self.hourly.cv_rmse_pct <= hour


def series_error(computed: Floats, *, given: Floats) -> SeriesError:
    """Return the error of a series, both of one shape.

    >>> series_error(np.array([1.0, 3.0]), given=np.array([1.0, 1.0])).nmbe_pct
    100.0
    """
    error, mean = computed - given, float(given.mean())
    return SeriesError(
        float(100.0 * error.mean() / mean), float(100.0 * np.sqrt((error**2).mean()) / mean), len(given)
    )


def judge_pvwatts(mounting: str) -> PvWattsJudged:
    """Compute the shipped PVWatts year of a mounting, ``rack`` or ``roof``, and return the error."""
    year = pvwatts_year(mounting)
    plane_w_m2, ac_w = _pvwatts_again(year, inoct_c=_INOCT_C[mounting])
    lit = year.ac_w > 0.0
    return PvWattsJudged(
        mounting,
        series_error(ac_w[lit], given=year.ac_w[lit]),
        series_error(plane_w_m2[lit], given=year.plane_w_m2[lit]),
    )


def _pvwatts_again(year: PvWattsYear, *, inoct_c: float) -> tuple[Floats, Floats]:
    """Return plane irradiance and AC power of PVWatts' system from its weather; nothing is fitted."""
    sun = sun_position(year.middle_s, latitude_deg=39.73, longitude_deg=-105.18)
    height = np.maximum(np.cos(np.deg2rad(sun.zenith_deg)), 0.0)
    light = Horizontal(year.dni_w_m2 * height + year.dhi_w_m2, year.dni_w_m2, year.dhi_w_m2)
    plane = transpose_perez(light, sun=sun, tilt_deg=20.0, azimuth_deg=180.0)
    cell_c = fuentes_c(
        plane.total_w_m2, air_c=year.air_c, wind_m_s=year.wind_m_s, step_s=3_600.0, inoct_c=inoct_c
    )
    module = PvModule(temperature_coefficient_per_c=-0.0047)  # PVWatts' standard module
    dc_w = 4_000.0 * (1.0 - 0.1408) * dc_per_nameplate(absorbed_w_m2(plane), cell_c=cell_c, module=module)
    return plane.total_w_m2, inverter_ac(dc_w, rated_ac_w=4_000.0 / 1.2, efficiency=0.96)


def judge_serf_east(*, first_share: float = CALIBRATED_SHARE) -> MeasuredJudged:
    """Calibrate SERF East on its first days and return the error on the rest.

    Args:
        first_share: Share of the rows to calibrate on, over 0 and under 1; whole days of it are used.
    """
    data = serf_east()
    rows_a_day = _DAY_S // int(data.time_s[1] - data.time_s[0])
    first = max(int(first_share * len(data.time_s)) // rows_a_day, 1) * rows_a_day
    unit, zenith = _unit_of(data)
    nameplate = _nameplate_w(unit[:first], ac_w=data.ac_w[:first])
    computed, given = _ac_w(unit[first:], nameplate_w=nameplate), data.ac_w[first:]
    local = data.time_s[first:] + _DENVER_OFFSET_S
    hours = _means(np.stack((computed, given, zenith[first:])), of=local // 3_600)
    up = hours[2] < 90.0
    days = _means(np.stack((computed, given)), of=local // _DAY_S)
    weeks = _means(np.stack((computed, given)), of=(local - local[0]) // (7 * _DAY_S))
    return MeasuredJudged(
        nameplate,
        first,
        len(given),
        series_error(hours[0, up], given=hours[1, up]),
        series_error(days[0], given=days[1]),
        series_error(weeks[0], given=weeks[1]),
    )


def _unit_of(data: MeasuredArray) -> tuple[Floats, Floats]:
    """Return DC power per nameplate of SERF East at each row, and the sun's zenith angle [deg]."""
    sun = sun_position(data.time_s, latitude_deg=39.742, longitude_deg=-105.1727)
    plane = transpose_perez(decompose(data.ghi_w_m2, sun=sun), sun=sun, tilt_deg=45.0, azimuth_deg=158.0)
    module = PvModule()
    cell_c = cell_temperature_c(plane.total_w_m2, air_c=data.air_c, wind_m_s=_USUAL_WIND_M_S, module=module)
    return dc_per_nameplate(absorbed_w_m2(plane), cell_c=cell_c, module=module), sun.zenith_deg


def _nameplate_w(unit: Floats, *, ac_w: Floats) -> float:
    """Return the nameplate at which the computed energy is the measured one."""
    energy = float(np.maximum(ac_w, 0.0).sum())
    return energy / float(_ac_w(unit, nameplate_w=1.0).sum())


def _ac_w(unit: Floats, *, nameplate_w: float) -> Floats:
    """Return AC power [W]; the inverter is as large as the array, its rating being unknown."""
    efficiency = PvModule().inverter_efficiency
    return inverter_ac(nameplate_w * unit, rated_ac_w=nameplate_w, efficiency=efficiency)


def _means(rows: Floats, *, of: NDArray[np.int64]) -> Floats:
    """Return the mean of each row over the members of each group that is whole, groups rising."""
    _, place, size = np.unique(of, return_inverse=True, return_counts=True)
    sums = np.stack([np.bincount(place, weights=row) for row in rows])
    whole = size == size.max()
    means: Floats = (sums / size)[:, whole]
    return means
