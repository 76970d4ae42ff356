import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtokenx.reading.cursor import CursorUnknown, cursor_text, parse_cursor

NUMBERS = st.integers(min_value=0, max_value=10**15 - 1)


@given(NUMBERS, NUMBERS)
def test_a_cursor_is_a_start_and_a_place(start_s: int, place: int) -> None:
    assert parse_cursor(cursor_text(start_s, place=place)) == (start_s, place)


def test_no_cursor_is_before_everything() -> None:
    assert parse_cursor("") < (0, 0)


@pytest.mark.parametrize(
    "cursor", ["1", ".", "1.", ".1", "a.b", "-1.2", "1.2.3", "1' OR 1=1", "٣.1", "9" * 20 + ".1"]
)
def test_anything_else_is_refused(cursor: str) -> None:
    with pytest.raises(CursorUnknown, match="no cursor"):
        parse_cursor(cursor)
