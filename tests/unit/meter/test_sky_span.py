"""Spans of weather: the columns say what the moments say, however they were made."""

import numpy as np

from gridtokenx.campus.catalogue import load
from gridtokenx.meter.sky_span import span_of
from gridtokenx.meter.weather import WeatherGenerator

PLACE = load("utcc").place
START = 1_772_470_800.0


def test_a_span_of_moments_is_what_the_generator_gives_at_once() -> None:
    moments = np.array([START + 450.0 + 900.0 * k for k in range(96)])
    at_once = WeatherGenerator(PLACE, seed=4).span(moments)
    one_by_one = span_of([WeatherGenerator(PLACE, seed=4).at(float(t)) for t in moments])
    assert len(at_once) == 96
    for name in ("time_s", "temperature_c", "humidity_pct", "wind_m_s", "ghi_w_m2", "dni_w_m2", "condition"):
        assert (getattr(at_once, name) == getattr(one_by_one, name)).all(), name
    assert (at_once.sun.zenith_deg == one_by_one.sun.zenith_deg).all()
    assert at_once.points() == one_by_one.points()
    assert at_once.temperature_c.shape == (96, 1)


def test_points_are_in_the_order_of_the_moments() -> None:
    generator = WeatherGenerator(PLACE, seed=4)
    skies = [generator.at(START + 3_600.0 * k) for k in range(24)]
    assert span_of(skies).points() == [sky.point for sky in skies]
