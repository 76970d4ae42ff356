"""Converter losses against bslib's database, and limits that losses obey."""

import bslib  # type: ignore[import-untyped]  # ships no types
import numpy as np
import pytest
from bslib.bslib import load_parameters  # type: ignore[import-untyped]  # ships no types

from gridtokenx.meter.converter import AC_COUPLED, CELL_EFFICIENCY, Converter, LossCurve

RATED = np.full(40, 5_000.0)
POWER = np.linspace(0.0, 5_000.0, 40)


def test_the_usual_system_is_the_databases_generic_one() -> None:
    found = load_parameters("SG1")
    for curve, name in ((AC_COUPLED.charging, "AC2BAT"), (AC_COUPLED.discharging, "BAT2AC")):
        side = "in" if name == "AC2BAT" else "out"
        expected = [found[f"{name}_{letter}_{side}"] / 1_000.0 for letter in "cba"]
        assert [curve.standing, curve.linear, curve.quadratic] == pytest.approx(expected)
    assert pytest.approx(found["eta_BAT"] / 100.0) == CELL_EFFICIENCY**2


def test_charging_is_bslibs() -> None:
    system = bslib.bslib.ACBatMod("SG1", p_inv_custom=5_000.0, e_bat_custom=10.0)
    expected = [system.charge_battery(float(p)) for p in POWER]
    assert np.abs(AC_COUPLED.into_cells_w(POWER, rated_w=RATED) - expected).max() < 1e-9


def test_discharging_is_bslibs() -> None:
    system = bslib.bslib.ACBatMod("SG1", p_inv_custom=5_000.0, e_bat_custom=10.0)
    above = POWER > 100.0
    expected = np.array([-system.discharge_battery(-float(p)) for p in POWER])
    found = AC_COUPLED.out_of_cells_w(POWER, rated_w=RATED)
    assert np.abs(found - expected)[above].max() < 1e-9
    assert found[0] == 0.0


def test_nothing_is_gained_either_way() -> None:
    into = AC_COUPLED.into_cells_w(POWER, rated_w=RATED)
    out = AC_COUPLED.out_of_cells_w(POWER, rated_w=RATED)
    assert (into <= POWER).all()
    assert (out[out > 0.0] >= POWER[out > 0.0]).all()


def test_no_converter_moves_nothing() -> None:
    none = np.zeros(1)
    lossless = Converter(LossCurve(0.0, 0.0, 0.0), LossCurve(0.0, 0.0, 0.0))
    assert lossless.into_cells_w(none, rated_w=none)[0] == 0.0
    assert lossless.out_of_cells_w(none, rated_w=none)[0] == 0.0
