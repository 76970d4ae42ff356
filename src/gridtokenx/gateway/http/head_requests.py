"""HEAD on every path that answers GET: the same answer without its body.

Source: RFC 9110 section 9.3.2.
"""

from typing import cast

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send


def answer_head(app: ASGIApp) -> ASGIApp:
    """Wrap an application that knows GET, so that it answers HEAD too.

    A stream ends with its header fields.
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.WEBSOCKET or scope["method"] != "HEAD":
            await app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] != "http.response.start":
                return
            await send(message)
            await send({"type": "http.response.body", "body": b"", "more_body": False})

        await app(cast("HTTPScope", {**scope, "method": "GET"}), receive, send_head)

    return answer
