from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtokenx.base.interval import DAY_S, SETTLEMENT_S, IntervalNotAligned, MarketInterval

LENGTHS = st.sampled_from([15, 60, 300, SETTLEMENT_S, 3_600, DAY_S])
TIMES = st.integers(min_value=0, max_value=2**40)


@given(TIMES, LENGTHS)
def test_a_moment_is_in_its_own_half_open_interval(time_s: int, length_s: int) -> None:
    interval = MarketInterval.containing(time_s, length_s=length_s)
    assert interval.start_s <= time_s < interval.end_s
    assert interval.end_s - interval.start_s == length_s
    assert interval.start_s % length_s == 0


@given(TIMES, LENGTHS)
def test_intervals_follow_without_gap_or_overlap(time_s: int, length_s: int) -> None:
    interval = MarketInterval.containing(time_s, length_s=length_s)
    assert interval.next().start_s == interval.end_s
    assert MarketInterval.containing(interval.end_s, length_s=length_s) == interval.next()
    assert interval < interval.next()


@pytest.mark.parametrize(
    ("start_s", "length_s"), [(1, 900), (899, 900), (-900, 900), (0, 0), (0, -15), (900, 0)]
)
def test_a_start_off_the_grid_is_refused(start_s: int, length_s: int) -> None:
    with pytest.raises(IntervalNotAligned, match=str(start_s)):
        MarketInterval(start_s, length_s)


def test_the_start_is_aware_utc() -> None:
    assert MarketInterval(1_730_448_000).start_utc == datetime(2024, 11, 1, 8, 0, tzinfo=UTC)


def test_an_interval_is_a_key() -> None:
    assert len({MarketInterval(0), MarketInterval(0, 900), MarketInterval(0, 300)}) == 2
