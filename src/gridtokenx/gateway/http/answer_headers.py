"""Header fields that every answer carries, and one log line for each request.

The content policy allows the page its own files and sockets only, so it works offline and loads nothing
foreign. Sources: W3C CSP level 3, OWASP Secure Headers.
"""

import logging

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

_log = logging.getLogger("gridtokenx.gateway")

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


async def finish_answer(message: Message, scope: Scope) -> None:
    """Add the header fields to an answer before it is sent, whoever made it, and log the request."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in SECURITY_HEADERS.items():
        headers[name] = value
    if scope["path"].startswith(("/api/", "/health")) and "cache-control" not in headers:
        headers["Cache-Control"] = "no-cache"
    _log.info(
        "gateway.request.answered",
        extra={"method": scope.get("method"), "path": scope["path"][:200], "status": message["status"]},
    )
