"""Who may submit readings: the one place where keys are compared.

Source: RFC 6750 (bearer tokens); the sources' `X-Engineering-Authority: true`.
"""

import hmac
from typing import TYPE_CHECKING, cast

from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.handlers import BaseRouteHandler

from gridtokenx.gateway.error_map import KeyMissing, KeyRefused

if TYPE_CHECKING:
    from gridtokenx.gateway.http.settings import GatewaySettings

KEY_CHARS_MAX = 512


def require_engineering_key(
    connection: ASGIConnection[object, object, object, State], _: BaseRouteHandler
) -> None:
    """Let a request pass that carries the engineering key and states the authority.

    Raises:
        KeyMissing: There is no bearer key.
        KeyRefused: The key is wrong, none is configured, or the authority header is missing.
    """
    settings = cast("GatewaySettings", connection.app.state.settings)
    scheme, _space, given = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not given.strip():
        raise KeyMissing("send the engineering key as `Authorization: Bearer <key>`")
    if settings.engineering_key is None:
        raise KeyRefused("this server takes no submissions: set ENGINEERING_API_KEY to allow them")
    expected = settings.engineering_key.get_secret_value().encode()
    if not hmac.compare_digest(given.strip()[:KEY_CHARS_MAX].encode(), expected):
        raise KeyRefused("the bearer key is not the engineering key of this server")
    if connection.headers.get("x-engineering-authority", "").lower() != "true":
        raise KeyRefused("send the header `X-Engineering-Authority: true`")
