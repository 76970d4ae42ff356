"""A cursor is the store's own business: what it did not hand out is refused by name."""

import pytest
from tests.unit.gateway.conftest import NOW_S

from gridtokenx.gateway.error_map import FieldRefused
from gridtokenx.gateway.http.paging import page_of
from gridtokenx.gateway.http.time_range import TimeRange
from gridtokenx.store.memory import MemoryReadingStore

ALL = TimeRange(0, NOW_S)


def test_pages_follow_one_another(store: MemoryReadingStore) -> None:
    first, cursor = page_of(store, ALL, limit=10, cursor="")
    rest, end = page_of(store, ALL, limit=10, cursor=cursor)
    assert (len(first), len(rest), end) == (10, 6, "")


def test_a_foreign_cursor_is_refused(store: MemoryReadingStore) -> None:
    with pytest.raises(FieldRefused) as caught:
        page_of(store, ALL, limit=10, cursor="nonsense")
    assert caught.value.error.field == "cursor"
