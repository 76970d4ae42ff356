"""Voltage, current, power factor and frequency that agree with the power (R-SIM-6).

A meter above 10 kW is connected with three phases: its voltage is from line to line and
``P = sqrt(3) V I PF``; others have one phase and ``P = V I PF``. The voltage follows the power over a
service impedance of a few percent at full power and stays within EN 50160's 10 %.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridtokenx.campus.model import Campus

Floats = NDArray[np.float64]

_THREE_PHASE_ABOVE_KW = 10.0
_DROP_AT_FULL = 0.03
_WANDER = 0.008
_IDLE_FACTOR = 0.80
_FULL_FACTOR = 0.96
_EXPORT_FACTOR = 0.99
_FREQUENCY_SPREAD = 0.0005


@dataclass(frozen=True, slots=True)
class Service:
    """How each meter is connected, arrays of shape (n,)."""

    nominal_v: Floats
    phases_factor: Floats
    """1 for one phase, the square root of 3 for three."""
    rated_w: Floats
    frequency_hz: float


def service_of(campus: Campus) -> Service:
    """Return how the meters of a campus are connected."""
    rated = np.array([
        max(m.load_limit_kw, m.pv_kw + m.wind_kw + m.battery_kw, m.capacity_kw, 1.0) for m in campus.meters
    ])  # fmt: skip
    factor = np.where(rated > _THREE_PHASE_ABOVE_KW, math.sqrt(3.0), 1.0)
    return Service(campus.voltage_v * factor, factor, 1e3 * rated, campus.frequency_hz)


def voltage_v(service: Service, *, net_import_w: Floats, wander: NDArray[np.floating]) -> Floats:
    """Return the voltage [V]: lower with import, higher with export, and wandering by itself.

    Args:
        service: The connections.
        net_import_w: Import less export [W], shape (n,) or (k, n).
        wander: Standard-normal curves of that shape.
    """
    level = _share(net_import_w / service.rated_w, low=-1.0)
    level *= -_DROP_AT_FULL
    level += _WANDER * wander
    level += 1.0
    np.minimum(np.maximum(level, 0.9, out=level), 1.1, out=level)
    level *= service.nominal_v
    return level


def power_factor(service: Service, *, net_import_w: Floats) -> Floats:
    """Return the power factor: better at high power, near 1 on export, whose inverter sees to it."""
    drawing = net_import_w / service.rated_w
    drawing *= 5.0
    _share(drawing, low=0.0)
    drawing *= _FULL_FACTOR - _IDLE_FACTOR
    drawing += _IDLE_FACTOR
    np.putmask(drawing, net_import_w < 0.0, _EXPORT_FACTOR)
    return drawing


def current_a(service: Service, *, net_import_w: Floats, volts: Floats, factor: Floats) -> Floats:
    """Return the current of each conductor [A], from P = V I PF."""
    unit = volts * factor
    unit *= service.phases_factor
    return np.divide(np.abs(net_import_w), unit, out=unit)


def _share(values: Floats, *, low: float) -> Floats:
    """Keep values from a bound to 1, in place."""
    return np.minimum(np.maximum(values, low, out=values), 1.0, out=values)


def frequency_hz(service: Service, *, wander: float) -> float:
    """Return the grid's frequency [Hz]."""
    return service.frequency_hz * (1.0 + _FREQUENCY_SPREAD * max(min(wander, 4.0), -4.0))
