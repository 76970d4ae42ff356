"""Campus records: totals follow from the meters."""

from dataclasses import replace

import pytest

from gridtokenx.campus.catalogue import load


def test_totals_are_computed_from_the_meters() -> None:
    utcc = load("utcc")
    smaller = replace(utcc, meters=utcc.meters[1:])
    assert utcc.pv_kw - smaller.pv_kw == pytest.approx(150.0)
    assert utcc.battery_kwh - smaller.battery_kwh == pytest.approx(90.0)


def test_the_load_limit_is_over_every_peak() -> None:
    meter = load("utcc").meters[0]
    assert meter.load_limit_kw == pytest.approx(1.5 * 75.0)
    assert replace(meter, peak_weekend_kw=200.0).load_limit_kw == pytest.approx(300.0)
