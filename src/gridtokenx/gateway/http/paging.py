"""Paging of long answers: a limit, an opaque cursor, and a Link header to the next page.

Source: RFC 8288 (Link). A cursor belongs to the range that it was given for, so the link carries both.
"""

from typing import Annotated
from urllib.parse import urlencode

from litestar import Request
from litestar.params import QueryParameter

from gridtokenx.gateway.http.time_range import TimeRange

LIMIT_MAX = 10_000

LimitQuery = Annotated[
    int, QueryParameter(description="Most items to return.", ge=1, le=LIMIT_MAX)
]
CursorQuery = Annotated[
    str,
    QueryParameter(
        description="Where to go on: `next` of the page before.",
        max_length=200,
        pattern=r"^[A-Za-z0-9_=.:/+|@,-]*$",
    ),
]


def link_to_next(
    request: Request[object, object, object], asked: TimeRange, cursor: str
) -> dict[str, str]:
    """Return the Link header to the next page, or nothing at the end."""
    if not cursor:
        return {}
    kept = {k: v for k, v in request.query_params.items() if k not in {"start", "end", "cursor"}}
    query = urlencode({**kept, "start": asked.start_s, "end": asked.end_s, "cursor": cursor})
    return {"Link": f'<{request.url.path}?{query}>; rel="next"'}
