"""The columns of the regression: time of week, term, holiday, and temperature beyond hinges.

A change-point model with several fixed hinges (ASHRAE RP-1050, Kissock, Haberl, Claridge 2003), apart for
working and other hours, on the profile of the week (time-of-week and temperature, Mathieu et al. 2011,
DOI 10.1109/TSG.2011.2145010). No column knows a date, so nothing is learned that a second year cannot
repeat.
"""

import numpy as np

from gridtokenx.forecast.daykind import KINDS, HourKinds
from gridtokenx.forecast.history import Floats
from gridtokenx.forecast.outdoor import Outdoor

HEATING_C = (10.0, 15.0)
COOLING_C = (14.0, 18.0, 22.0, 26.0)
_TEN_K = 10.0
_GHI_SCALE_W_M2 = 300.0
_BLOCK_H = 3


def design(kinds: HourKinds, *, outdoor: Outdoor | None) -> Floats:
    """Return the regression's columns, shape (hours, columns).

    Args:
        kinds: Kinds of the hours.
        outdoor: Weather of the same hours; without it the weather columns are left out.
    """
    columns = [_week(kinds), _term(kinds), _holiday(kinds)]
    if outdoor is not None:
        columns.append(weather_columns(kinds, outdoor=outdoor))
    return np.hstack(columns)


def _week(kinds: HourKinds) -> Floats:
    """One column for each hour of each kind of day."""
    one_hot: Floats = np.eye(KINDS * 24)[kinds.kind * 24 + kinds.hour]
    return one_hot


def _term(kinds: HourKinds) -> Floats:
    """What term adds, by three-hour block, on workdays and other days."""
    blocks = 24 // _BLOCK_H
    place = kinds.hour // _BLOCK_H + blocks * kinds.workday
    in_term: Floats = np.eye(2 * blocks)[place] * kinds.term[:, None]
    return in_term


def _holiday(kinds: HourKinds) -> Floats:
    """How a holiday differs from a Sunday, by night and by day."""
    day = kinds.holiday & (kinds.hour >= 7) & (kinds.hour < 19)
    return np.stack((kinds.holiday, day), axis=1).astype(np.float64)


def weather_columns(kinds: HourKinds, *, outdoor: Outdoor) -> Floats:
    """Return the last columns: temperature beyond hinges and irradiance, in working and in other hours."""
    felt = outdoor.temperature_c
    signals = [np.maximum(hinge - t, 0.0) / _TEN_K for t in felt for hinge in HEATING_C]
    signals += [np.maximum(t - hinge, 0.0) / _TEN_K for t in felt for hinge in COOLING_C]
    if outdoor.ghi_w_m2 is not None:
        signals.append(outdoor.ghi_w_m2 / _GHI_SCALE_W_M2)
    stacked = np.stack(signals, axis=1)
    working = kinds.working[:, None]
    return np.hstack((stacked * working, stacked * ~working))
