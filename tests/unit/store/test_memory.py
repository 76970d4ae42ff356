"""What is the fake's own; the rest is in the conformance suite."""

from collections.abc import Callable

from gridtokenx.campus.model import Campus
from gridtokenx.reading.record import MeterReading
from gridtokenx.store.memory import MemoryReadingStore


def test_two_stores_share_nothing(campus: Campus, item_of: Callable[[str, int], MeterReading]) -> None:
    first, second = MemoryReadingStore(campus), MemoryReadingStore(campus)
    first.append([item_of("M_A", 0)])
    assert second.latest() == []
    first.close()
    assert first.latest() == [item_of("M_A", 0)]
