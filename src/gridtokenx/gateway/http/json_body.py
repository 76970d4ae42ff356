"""JSON bodies, read strictly: announced as JSON, no lossy conversions, and the bad field named.

Source: RFC 8259; NaN and infinities are no JSON, and depth is limited by the parser.
"""

import re
from typing import TypeVar

import msgspec
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from gridtokenx.gateway.error_map import BodyUnreadable, FieldRefused, NotJson, shown

T = TypeVar("T")
_AT = re.compile(r" - at `\$\.?([^`]*)`$")
_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
_MISSING = re.compile(r"missing required field `([^`]+)`")


def require_json(connection: ASGIConnection[object, object, object, object], _: BaseRouteHandler) -> None:
    """Let a request pass that announces a JSON body.

    Raises:
        NotJson: The Content-Type says otherwise, or there is none.
    """
    media_type = connection.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" and not (
        media_type.startswith("application/") and media_type.endswith("+json")
    ):
        raise NotJson(f"Content-Type {shown(media_type)!r}: send the body as application/json")


def read_json(body: bytes, decoder: msgspec.json.Decoder[T]) -> T:
    """Decode a body into what a handler takes.

    Args:
        body: Bytes of the body.
        decoder: Decoder of the expected type.

    Raises:
        BodyUnreadable: The bytes are not JSON, or nested too deeply.
        FieldRefused: A field is missing, of another type, or out of its range.
    """
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        raise _field_refused(str(error), body) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BodyUnreadable("the body is not JSON: check quotes, commas and UTF-8; NaN is no number") from None
    except RecursionError:
        raise BodyUnreadable("the body is nested too deeply: send one reading or a list of readings") from None


def _field_refused(message: str, body: bytes) -> FieldRefused:
    at = _AT.search(message)
    path = at.group(1) if at else ""
    said = _AT.sub("", message)
    missing = _MISSING.search(said)
    if missing:
        name = f"{path}.{missing.group(1)}" if path else missing.group(1)
        return FieldRefused(name, None, "is missing")
    return FieldRefused(path or "body", _value_at(body, path), said)


def _value_at(body: bytes, path: str) -> object:
    """Return what stands at a path such as ``[3].energy_generated``, or None."""
    try:
        value: object = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    for index, key in _STEP.findall(path):
        if index and isinstance(value, list) and int(index) < len(value):
            value = value[int(index)]
        elif key and isinstance(value, dict):
            value = value.get(key)
        else:
            return None
    return value
