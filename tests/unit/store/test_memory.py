"""What is the fake's own; the rest is in the conformance suite."""

from collections.abc import Callable

import pytest

from gridtokenx.campus.model import Campus
from gridtokenx.reading.record import MeterReading
from gridtokenx.store.memory import CursorUnknown, MemoryReadingStore


def test_two_stores_share_nothing(campus: Campus, item_of: Callable[[str, int], MeterReading]) -> None:
    first, second = MemoryReadingStore(campus), MemoryReadingStore(campus)
    first.append([item_of("M_A", 0)])
    assert second.latest() == []
    first.close()
    assert first.latest() == [item_of("M_A", 0)]


@pytest.mark.parametrize("cursor", ["x", "1", "1.", ".1", "1.x", "-1.0"])
def test_a_strange_cursor_is_refused(campus: Campus, cursor: str) -> None:
    with pytest.raises(CursorUnknown, match="no cursor"):
        MemoryReadingStore(campus).history(start_s=0, end_s=900, after=cursor)
