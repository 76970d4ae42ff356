"""The one place that turns exceptions into answers: RFC 9457 problem documents.

On the data path this is the way back to the caller when something was refused. Errors of the domain carry
text that is written for the caller; anything else is answered without a word of its inside.
Source: RFC 9457 (problem details), RFC 9110 section 15 (status codes).
"""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from litestar.exceptions import HTTPException, ValidationException

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.base.interval import IntervalNotAligned
from gridtokenx.pipeline.service import EngineStopped
from gridtokenx.pipeline.submit import (
    MeterNotExternal,
    ReadingImplausible,
    ReadingInFuture,
    ReadingOutOfOrder,
)
from gridtokenx.port.ledger import LedgerUnavailable, TransactionRefused
from gridtokenx.reading.admission import ReadingConflict, UnknownMeter, UnsupportedLength
from gridtokenx.reading.signing import (
    MeterIdNotEncodable,
    ReadingOutOfRange,
    SignatureInvalid,
    SignatureUnreadable,
)

PROBLEM_JSON = "application/problem+json"
_URN = "urn:gridtokenx:problem:"
_VALUE_CHARS_MAX = 100
_ERRORS_MAX = 20


class FieldError(msgspec.Struct, frozen=True):
    """One field that was refused, its value as text, and what would be right."""

    field: str
    value: str | None
    message: str


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """An error answer (RFC 9457); `errors` names the fields where fields are at fault."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: tuple[FieldError, ...] = ()


class FieldRefused(GridTokenXError):
    """A parameter or body field with a value that cannot be used."""

    def __init__(self, field: str, value: object, message: str) -> None:
        super().__init__(f"{field} {shown(value)!r}: {message}")
        self.error = FieldError(field, shown(value), message)


class MeterUnknown(GridTokenXError):
    """A meter id that the campus does not have."""


class IntervalUnknown(GridTokenXError):
    """An interval of which nothing is stored."""


class ReadingMissing(GridTokenXError):
    """A meter that has not reported yet."""


class NotReadyYet(GridTokenXError):
    """A question that can be answered only after the first step."""


class HostRefused(GridTokenXError):
    """A request under a name that is not this server's."""


class KeyMissing(GridTokenXError):
    """A request without the bearer key that it needs."""


class KeyRefused(GridTokenXError):
    """A request with a wrong key, or without the header that states the authority."""


class ReadingRefused(GridTokenXError):
    """A submission that contradicts what is already known: a duplicate, or out of order."""


class NotJson(GridTokenXError):
    """A body that is not announced as JSON."""


class BodyUnreadable(GridTokenXError):
    """A body that is announced as JSON and is not."""


class TooManyStreams(GridTokenXError):
    """One stream more than the gateway holds."""


_DOMAIN: Mapping[type[GridTokenXError], HTTPStatus] = {
    FieldRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    IntervalNotAligned: HTTPStatus.UNPROCESSABLE_ENTITY,
    MeterIdNotEncodable: HTTPStatus.UNPROCESSABLE_ENTITY,
    ReadingOutOfRange: HTTPStatus.UNPROCESSABLE_ENTITY,
    SignatureInvalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    SignatureUnreadable: HTTPStatus.UNPROCESSABLE_ENTITY,
    ReadingImplausible: HTTPStatus.UNPROCESSABLE_ENTITY,
    ReadingInFuture: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnsupportedLength: HTTPStatus.UNPROCESSABLE_ENTITY,
    MeterUnknown: HTTPStatus.NOT_FOUND,
    UnknownMeter: HTTPStatus.NOT_FOUND,
    IntervalUnknown: HTTPStatus.NOT_FOUND,
    ReadingMissing: HTTPStatus.NOT_FOUND,
    NotReadyYet: HTTPStatus.SERVICE_UNAVAILABLE,
    EngineStopped: HTTPStatus.SERVICE_UNAVAILABLE,
    TransactionRefused: HTTPStatus.SERVICE_UNAVAILABLE,
    LedgerUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    TooManyStreams: HTTPStatus.SERVICE_UNAVAILABLE,
    HostRefused: HTTPStatus.MISDIRECTED_REQUEST,
    KeyMissing: HTTPStatus.UNAUTHORIZED,
    KeyRefused: HTTPStatus.FORBIDDEN,
    MeterNotExternal: HTTPStatus.CONFLICT,
    ReadingRefused: HTTPStatus.CONFLICT,
    ReadingOutOfOrder: HTTPStatus.CONFLICT,
    ReadingConflict: HTTPStatus.CONFLICT,
    NotJson: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    BodyUnreadable: HTTPStatus.BAD_REQUEST,
}

_STATUSES = {int(status): status for status in HTTPStatus}

_DETAILS: Mapping[int, str] = {
    400: "The request could not be understood.",
    404: "There is nothing at this path; GET /openapi.json lists every path.",
    405: "This path does not take this method; the Allow header lists those it takes.",
    413: "The body is larger than this server accepts; send fewer readings at a time.",
    500: "Something failed inside; the log of the server has the reason.",
}


def shown(value: object) -> str | None:
    """Return a value as short text without control characters, for an error answer."""
    if value is None:
        return None
    text = value if isinstance(value, str) else repr(value)
    return "".join(c if c.isprintable() else "?" for c in text[:_VALUE_CHARS_MAX])


def problem_of(exc: Exception, *, instance: str, given: Mapping[str, str] | None = None) -> Problem:
    """Describe an exception to the caller.

    Args:
        exc: What was raised.
        instance: Path of the request.
        given: Values of the request's parameters by name, to show the one that was refused.

    Returns:
        The problem document; never text from an unexpected exception.
    """
    if isinstance(exc, GridTokenXError) and (status := domain_status(exc)) is not None:
        errors = (exc.error,) if isinstance(exc, FieldRefused) else ()
        return _problem(status, slug=type(exc).__name__, detail=str(exc), instance=instance, errors=errors)
    if isinstance(exc, ValidationException):
        fields = _fields(exc, given or {})
        return _problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            slug=FieldRefused.__name__,
            detail="; ".join(f"{e.field}: {e.message}" for e in fields) or "A value cannot be used.",
            instance=instance,
            errors=fields,
        )
    code = exc.status_code if isinstance(exc, HTTPException) else 500
    status = _STATUSES.get(code, HTTPStatus.INTERNAL_SERVER_ERROR)
    return _problem(
        status, slug=status.phrase, detail=_DETAILS.get(status, status.description), instance=instance
    )


def domain_status(exc: GridTokenXError) -> HTTPStatus | None:
    """Return the status of an error of the domain, by its class or the nearest base; None if it has none."""
    return next((_DOMAIN[base] for base in type(exc).__mro__ if base in _DOMAIN), None)


def headers_of(exc: Exception) -> dict[str, str]:
    """Return the header fields that an answer to this exception needs (RFC 9110: Allow, WWW-Authenticate)."""
    if isinstance(exc, KeyMissing):
        return {"WWW-Authenticate": 'Bearer realm="gridtokenx"'}
    if isinstance(exc, NotReadyYet | TooManyStreams | EngineStopped):
        return {"Retry-After": "1"}
    allowed = {k.lower(): v for k, v in (getattr(exc, "headers", None) or {}).items()}.get("allow")
    if allowed and "GET" in allowed:
        allowed += ", HEAD"
    return {"Allow": allowed} if allowed else {}


def _problem(
    status: HTTPStatus, *, slug: str, detail: str, instance: str, errors: tuple[FieldError, ...] = ()
) -> Problem:
    kebab = re.sub(r"[^a-z]+", "-", re.sub(r"(?<=[a-z])(?=[A-Z])", "-", slug).lower()).strip("-")
    return Problem(_URN + kebab, kebab.replace("-", " ").capitalize(), int(status), detail, instance, errors)


def _fields(exc: ValidationException, given: Mapping[str, str]) -> tuple[FieldError, ...]:
    extra: Any = exc.extra
    entries = [e for e in extra if isinstance(e, dict)] if isinstance(extra, list) else []
    return tuple(
        FieldError(
            field=str(e.get("key", "body")),
            value=shown(given.get(str(e.get("key", "")))),
            message=str(e.get("message", "cannot be used")).split(" - at ")[0],
        )
        for e in entries[:_ERRORS_MAX]
    )
