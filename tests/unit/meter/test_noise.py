"""Smooth noise: the same at any order of reading, continuous, of the stated size."""

import numpy as np

from gridtokenx.base.stream import stream_key
from gridtokenx.meter.noise import SmoothNoise

KEYS = np.array([stream_key(1, f"M{i}") for i in range(2_000)], dtype=np.uint64)


def test_a_value_does_not_depend_on_what_was_read_before() -> None:
    walked = SmoothNoise(KEYS, period_s=600, channel=3)
    for moment in range(0, 10_000, 450):
        value = walked.at(moment)
        assert (value == SmoothNoise(KEYS, period_s=600, channel=3).at(moment)).all()
    assert (walked.at(37.5) == SmoothNoise(KEYS, period_s=600, channel=3).at(37.5)).all()


def test_the_spread_is_one_at_and_between_knots() -> None:
    noise = SmoothNoise(KEYS, period_s=600, channel=4)
    for moment in (1_200.0, 1_350.0, 1_500.0):
        assert abs(noise.at(moment).std() - 1.0) < 0.06
        assert abs(noise.at(moment).mean()) < 0.08


def test_the_curve_has_no_jumps() -> None:
    noise = SmoothNoise(KEYS[:50], period_s=600, channel=5)
    series = np.array([noise.at(t) for t in range(0, 6_000, 5)])
    assert np.abs(np.diff(series, axis=0)).max() < 0.12


def test_many_moments_at_once_are_each_of_them_alone() -> None:
    moments = np.array([5.0, 250.5, 599.0, 600.0, 2_399.0, 2_400.0])
    noise = SmoothNoise(KEYS, period_s=600, channel=6)
    together = noise.over(moments, scale=0.05)
    for row, moment in zip(together, moments, strict=True):
        alone = SmoothNoise(KEYS[7:9], period_s=600, channel=6).over(np.array([moment]), scale=0.05)
        assert (alone[0] == row[7:9]).all()
    assert (noise.over(moments[4:], scale=0.05) == together[4:]).all()
    assert (noise.over(moments[:2], scale=0.05) == together[:2]).all()
