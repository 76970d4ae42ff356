"""Streams: each draw depends on its own key, step and channel only."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gridtokenx.base.stream import normals, stream_key, uniform, uniforms

KEYS = np.array([stream_key(7, f"METER_{i}") for i in range(20_000)], dtype=np.uint64)


def test_a_key_is_stable_across_releases() -> None:
    assert stream_key(7, "UTCC_ENG_001") == 0xB916B4E97F94EC36
    assert stream_key(7, "UTCC_ENG_001") != stream_key(8, "UTCC_ENG_001")
    assert stream_key(7, "UTCC_ENG_001") != stream_key(7, "UTCC_ENG_002")


@given(order=st.permutations(range(25)), step=st.integers(0, 2**40), channel=st.integers(0, 50))
def test_a_draw_does_not_depend_on_the_others(order: list[int], step: int, channel: int) -> None:
    together = normals(KEYS[:25], (step,), channel=channel)[0]
    shuffled = normals(KEYS[np.array(order)], (step,), channel=channel)[0]
    alone = np.concatenate([normals(KEYS[i : i + 1], (step,), channel=channel)[0] for i in order])
    assert (shuffled == together[np.array(order)]).all()
    assert (shuffled == alone).all()


def test_uniform_numbers_fill_the_unit_interval_evenly() -> None:
    drawn = uniform(KEYS, 900)
    assert drawn.min() >= 0.0
    assert drawn.max() < 1.0
    counts = np.histogram(drawn, bins=20, range=(0.0, 1.0))[0]
    chi_squared = float(((counts - 1_000) ** 2 / 1_000).sum())
    assert chi_squared < 43.8  # 19 degrees of freedom, p = 0.001


def test_normal_numbers_have_the_moments_of_the_bell_curve() -> None:
    drawn = normals(KEYS, (1_800,))[0].astype(np.float64)
    assert abs(drawn.mean()) < 0.03
    assert abs(drawn.std() - 1.0) < 0.03
    assert abs((drawn**3).mean()) < 0.1
    assert abs((drawn**4).mean() - 3.0) < 0.25


def test_steps_and_channels_are_independent() -> None:
    base = uniform(KEYS, 900)
    for other in (uniform(KEYS, 901), uniform(KEYS, 1_800), uniform(KEYS, 900, channel=1)):
        assert abs(np.corrcoef(base, other)[0, 1]) < 0.03


def test_one_key_over_time_is_uncorrelated() -> None:
    series = np.array([uniform(KEYS[:1], 900 * k)[0] for k in range(4_000)])
    assert abs(np.corrcoef(series[:-1], series[1:])[0, 1]) < 0.06
    assert abs(series.mean() - 0.5) < 0.03


def test_draws_of_many_steps_are_the_draws_of_each() -> None:
    together, evenly = normals(KEYS[:301], range(5, 40), channel=3), uniforms(KEYS[:301], range(5, 40))
    assert together.dtype == np.float32
    for row, step in enumerate(range(5, 40)):
        assert (together[row] == normals(KEYS[:301], (step,), channel=3)[0]).all()
        assert (evenly[row] == uniform(KEYS[:301], step)).all()
    assert np.isfinite(normals(KEYS, range(50))).all()
