"""JSON bodies: announced as JSON, readable, and not nested beyond reason.

Source: RFC 8259; NaN and infinities are no JSON, and a number that no double can hold is refused.
"""

import msgspec
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.handlers import BaseRouteHandler

from gridtokenx.gateway.error_map import BodyUnreadable, NotJson, shown


def require_json(connection: ASGIConnection[object, object, object, State], _: BaseRouteHandler) -> None:
    """Let a request pass that announces a JSON body.

    Raises:
        NotJson: The Content-Type says otherwise, or there is none.
    """
    media_type = connection.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise NotJson(f"Content-Type {shown(media_type)!r}: send the body as application/json")


def read_json(body: bytes) -> object:
    """Decode a body; what it means is for the caller to check.

    Raises:
        BodyUnreadable: The bytes are not JSON, hold a number that is too large, or are nested too deeply.
    """
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BodyUnreadable(
            "the body is no JSON: check quotes, commas and UTF-8; NaN is no number"
        ) from None
    except RecursionError:
        raise BodyUnreadable("the body is nested too deeply: send a reading or a list of readings") from None
