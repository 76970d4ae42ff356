"""The cursor of a history by time and meter: where the page before ended, the same for every store."""

from gridtokenx.base.errors import GridTokenXError

DIGITS_MAX = 15
"""Well inside 64 bits, so that a cursor is never a number that a database cannot hold."""


class CursorUnknown(GridTokenXError):
    """A paging cursor that no store handed out."""


def cursor_text(start_s: int, *, place: int) -> str:
    """Return the cursor after a reading, from its start [epoch s] and its meter's place.

    >>> cursor_text(900, place=3)
    '900.3'
    """
    return f"{start_s}.{place}"


def parse_cursor(cursor: str) -> tuple[int, int]:
    """Return a cursor's start [epoch s] and place; before everything for "".

    Raises:
        CursorUnknown: The text is no cursor.

    >>> parse_cursor("900.3")
    (900, 3)
    """
    if not cursor:
        return -1, -1
    start, _, place = cursor.partition(".")
    if not (_is_number(start) and _is_number(place)):
        raise CursorUnknown(
            f"after {cursor!r} is no cursor of this store: pass the one that came with a page"
        )
    return int(start), int(place)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= DIGITS_MAX
