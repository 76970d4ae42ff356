"""The shapes of ASGI 3, as far as the server uses them.

Source: https://asgi.readthedocs.io/en/latest/specs/www.html.
"""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def headers_of(scope: Mapping[str, Any]) -> dict[str, str]:
    """Return a request's header fields by lower-case name; of several alike, the last."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
