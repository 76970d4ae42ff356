"""The JSON-RPC server as one raw ASGI application, without a framework, so that it can be mounted anywhere.

Over HTTP it answers calls, over WebSocket it serves subscriptions, both at ``/``.
"""

from urllib.parse import urlsplit

from gridtokenx.gateway.rpc.asgi import Receive, Scope, Send, headers_of
from gridtokenx.gateway.rpc.feed import Feed
from gridtokenx.gateway.rpc.http_face import answer_http
from gridtokenx.gateway.rpc.node_access import NodeAccess
from gridtokenx.gateway.rpc.settings import RpcSettings
from gridtokenx.gateway.rpc.socket_face import SocketFace
from gridtokenx.port.node import Node


class RpcApp:
    """A node's JSON-RPC server; lives in one event loop, and is closed there."""

    def __init__(self, node: Node, settings: RpcSettings | None = None) -> None:
        self.settings = settings or RpcSettings()
        self.access = NodeAccess(node, self.settings)
        self.feed = Feed(self.access)
        self._sockets = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request or a connection, as ASGI has it."""
        kind = scope["type"]
        if kind == "http":
            await answer_http(self.access, scope, receive, send)
        elif kind == "websocket":
            await self._answer_socket(scope, receive, send)

    async def close(self) -> None:
        """Stop listening to the node; the connections are the server's to close."""
        await self.feed.close()

    async def _answer_socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()
        if message["type"] != "websocket.connect":
            return
        refused = self._socket_refused(scope)
        if refused is not None:
            await send({"type": "websocket.close", "code": 1008, "reason": refused})
            return
        self._sockets += 1
        try:
            await send({"type": "websocket.accept", "subprotocol": None, "headers": []})
            await SocketFace(self.feed, self.settings).serve(receive, send)
        finally:
            self._sockets -= 1

    def _socket_refused(self, scope: Scope) -> str | None:
        headers = headers_of(scope)
        if scope["path"] != "/":
            return "subscriptions are at /"
        if self._sockets >= self.settings.sockets_max:
            return "too many connections"
        if not _origin_allowed(headers, self.settings.allowed_origins):
            return "origin not allowed"
        return None


def _origin_allowed(headers: dict[str, str], allowed: tuple[str, ...]) -> bool:
    """Tell whether a page of this origin may connect: ours, a configured one, or no page at all."""
    origin = headers.get("origin")
    if origin is None or origin in allowed or "*" in allowed:
        return True
    return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
