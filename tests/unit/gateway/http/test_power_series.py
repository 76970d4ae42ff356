"""The campus's energy by interval is the sum of its meters' readings, over as many pages as it takes."""

import pytest
from tests.unit.gateway.conftest import NOW_S

from gridtokenx.gateway.http import power_series as module
from gridtokenx.gateway.http.power_series import longest_range_s, power_series
from gridtokenx.gateway.http.time_range import TimeRange
from gridtokenx.store.memory import MemoryReadingStore


def test_sums_over_meters(store: MemoryReadingStore) -> None:
    (point,) = power_series(store, TimeRange(NOW_S - 900, NOW_S))
    assert (point.generation_kwh, point.consumption_kwh) == (12.8, 52.8)
    assert (point.import_kwh, point.export_kwh, point.battery_kwh) == (45.2, 5.2, 0.0)
    assert point.time.timestamp() == NOW_S - 900


def test_pages_do_not_matter(store: MemoryReadingStore, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = TimeRange(NOW_S - 7_200, NOW_S)
    whole = power_series(store, asked)
    monkeypatch.setattr(module, "_PAGE", 3)
    assert power_series(store, asked) == whole
    assert len(whole) == 8


@pytest.mark.parametrize(
    ("meters", "longest_s"),
    [(0, 31 * 86_400), (25, 31 * 86_400), (1_000, 200 * 900), (200_000, 900), (1_000_000, 900)],
)
def test_the_more_meters_the_shorter_the_range(meters: int, longest_s: int) -> None:
    assert longest_range_s(meters) == longest_s
