"""The campus's energy by interval is the sum of its meters' readings."""

import pytest
from tests.unit.gateway.conftest import NOW_S

from gridtokenx.gateway.http.power_series import longest_range_s, power_series
from gridtokenx.gateway.http.time_range import TimeRange
from gridtokenx.store.memory import MemoryReadingStore


def test_sums_over_meters(store: MemoryReadingStore) -> None:
    (point,) = power_series(store, TimeRange(NOW_S - 900, NOW_S))
    assert (point.generation_kwh, point.consumption_kwh) == (12.8, 52.8)
    assert (point.import_kwh, point.export_kwh, point.battery_kwh) == (45.2, 5.2, 0.0)
    assert point.time.timestamp() == NOW_S - 900


def test_points_are_in_time_and_in_range(store: MemoryReadingStore) -> None:
    whole = power_series(store, TimeRange(NOW_S - 7_200, NOW_S))
    assert [p.time.timestamp() for p in whole] == list(range(NOW_S - 7_200, NOW_S, 900))
    assert power_series(store, TimeRange(NOW_S - 1_800, NOW_S)) == whole[-2:]


@pytest.mark.parametrize(
    ("meters", "longest_s"),
    [(0, 31 * 86_400), (25, 31 * 86_400), (1_000, 1_000 * 900), (1_000_000, 900), (2_000_000, 900)],
)
def test_the_more_meters_the_shorter_the_range(meters: int, longest_s: int) -> None:
    assert longest_range_s(meters) == longest_s
