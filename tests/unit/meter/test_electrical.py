"""Electricals: P = V I PF, three phases, voltage limits."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtokenx.campus.catalogue import load
from gridtokenx.meter.electrical import current_a, frequency_hz, power_factor, service_of, voltage_v

ENGINEERING = load("engineering")
SERVICE = service_of(
    replace(ENGINEERING, meters=tuple(replace(m, capacity_kw=10.0) for m in ENGINEERING.meters))
)
UTCC = service_of(load("utcc"))


def test_large_meters_have_three_phases_and_small_ones_one() -> None:
    assert UTCC.nominal_v[0] == pytest.approx(398.37, abs=0.01)
    assert UTCC.phases_factor[0] == pytest.approx(3**0.5)
    assert SERVICE.phases_factor[0] == 1.0
    assert SERVICE.nominal_v[0] == 230.0


@given(share=st.floats(-1.2, 1.2), wander=st.floats(-6.0, 6.0))
def test_power_is_voltage_times_current_times_factor(share: float, wander: float) -> None:
    net = share * UTCC.rated_w
    volts = voltage_v(UTCC, net_import_w=net, wander=np.full(25, wander))
    factor = power_factor(UTCC, net_import_w=net)
    amps = current_a(UTCC, net_import_w=net, volts=volts, factor=factor)
    assert UTCC.phases_factor * volts * amps * factor == pytest.approx(np.abs(net), rel=1e-12)
    assert (np.abs(volts / UTCC.nominal_v - 1.0) <= 0.1 + 1e-12).all()
    assert ((factor > 0.0) & (factor <= 1.0)).all()
    assert (amps >= 0.0).all()


def test_import_lowers_and_export_raises_the_voltage() -> None:
    still = np.zeros(25)
    low = voltage_v(UTCC, net_import_w=UTCC.rated_w, wander=still)
    high = voltage_v(UTCC, net_import_w=-UTCC.rated_w, wander=still)
    assert (low < UTCC.nominal_v).all()
    assert (high > UTCC.nominal_v).all()


def test_stanford_has_sixty_hertz() -> None:
    stanford = service_of(load("stanford"))
    assert frequency_hz(stanford, wander=0.0) == 60.0
    assert abs(frequency_hz(UTCC, wander=100.0) - 50.0) <= 0.1 + 1e-9
