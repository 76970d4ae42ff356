from hypothesis import given
from hypothesis import strategies as st

from gridtokenx.reading.rollup import day_of, hour_of


@given(st.integers(min_value=0, max_value=2**36))
def test_a_moment_is_in_its_hour_and_its_day(time_s: int) -> None:
    hour, day = hour_of(time_s), day_of(time_s)
    assert hour.start_s <= time_s < hour.end_s
    assert day.start_s <= hour.start_s
    assert hour.end_s <= day.end_s
    assert (hour.length_s, day.length_s) == (3_600, 86_400)
