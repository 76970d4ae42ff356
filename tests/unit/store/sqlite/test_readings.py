import pytest

from gridtokenx.store.sqlite.readings import CursorNotOurs, parse_cursor


@pytest.mark.parametrize(("cursor", "place"), [("0.1", (0, 1)), ("1750032000.25", (1_750_032_000, 25))])
def test_a_cursor_is_a_start_and_a_meter(cursor: str, place: tuple[int, int]) -> None:
    assert parse_cursor(cursor) == place


@pytest.mark.parametrize("cursor", ["1", ".", "1.", ".1", "a.b", "-1.2", "1.2.3", "1' OR 1=1"])
def test_anything_else_is_refused(cursor: str) -> None:
    with pytest.raises(CursorNotOurs, match="no cursor"):
        parse_cursor(cursor)
