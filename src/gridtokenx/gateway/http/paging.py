"""Paging of long answers: a limit, an opaque cursor, and a Link header to the next page.

Source: RFC 8288 (Link). A cursor belongs to the range that it was given for, so the link carries both.
"""

from typing import Annotated
from urllib.parse import urlencode

from litestar import Request
from litestar.datastructures import State
from litestar.params import QueryParameter

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.base.ids import MeterId
from gridtokenx.gateway.error_map import FieldRefused
from gridtokenx.gateway.http.time_range import TimeRange
from gridtokenx.port.reading_store import ReadingStore
from gridtokenx.reading.record import MeterReading

LIMIT_MAX = 10_000

LimitQuery = Annotated[int, QueryParameter(description="Most items to return.", ge=1, le=LIMIT_MAX)]
CursorQuery = Annotated[
    str,
    QueryParameter(
        description="Where to go on: `next` of the page before.",
        max_length=200,
        pattern=r"^[A-Za-z0-9_=.:/+|@,-]*$",
    ),
]


def page_of(
    store: ReadingStore, asked: TimeRange, *, limit: int, cursor: str, meter_id: MeterId | None = None
) -> tuple[list[MeterReading], str]:
    """Return a page of readings and the cursor of the next.

    Raises:
        FieldRefused: The cursor is none that the store handed out.
    """
    try:
        return store.history(
            start_s=asked.start_s, end_s=asked.end_s, meter_id=meter_id, limit=limit, after=cursor
        )
    except GridTokenXError:
        if not cursor:
            raise
        raise FieldRefused("cursor", cursor, "pass `next` of the page before, unchanged") from None


def link_to_next(request: Request[object, object, State], asked: TimeRange, cursor: str) -> dict[str, str]:
    """Return the Link header to the next page, or nothing at the end."""
    if not cursor:
        return {}
    kept = {k: v for k, v in request.query_params.items() if k not in {"start", "end", "cursor"}}
    query = urlencode({**kept, "start": asked.start_s, "end": asked.end_s, "cursor": cursor})
    return {"Link": f'<{request.url.path}?{query}>; rel="next"'}
