"""Drives an ASGI application without a server: messages in, messages out."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from gridtokenx.gateway.rpc.asgi import Application, Message

Header = tuple[bytes, bytes]
JSON_HEADER: Header = (b"content-type", b"application/json")


@dataclass
class Reply:
    """What came back."""

    messages: list[Message] = field(default_factory=list)

    @property
    def status(self) -> int:
        """The status of an HTTP answer."""
        found: int = self.messages[0]["status"]
        return found

    @property
    def headers(self) -> dict[str, str]:
        """The header fields of an HTTP answer."""
        return {name.decode(): value.decode() for name, value in self.messages[0]["headers"]}

    @property
    def body(self) -> bytes:
        """The body of an HTTP answer."""
        return b"".join(message["body"] for message in self.messages[1:])


async def ask_http(
    app: Application,
    *pieces: bytes,
    method: str = "POST",
    path: str = "/",
    headers: Sequence[Header] = (JSON_HEADER,),
    ends: bool = True,
) -> Reply:
    """Send one request; without `ends` its body never does."""
    reply = Reply()
    waiting = [*pieces] or [b""]

    async def receive() -> Message:
        if not waiting:
            await asyncio.Event().wait()
        piece = waiting.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(waiting) or not ends}

    async def send(message: Message) -> None:
        reply.messages.append(message)

    await app({"type": "http", "method": method, "path": path, "headers": list(headers)}, receive, send)
    return reply


class SocketClient:
    """One WebSocket connection; `send` may be made to stand still, as with a reader that does not read."""

    def __init__(self, app: Application, *, path: str = "/", headers: Sequence[Header] = ()) -> None:
        self.incoming: asyncio.Queue[Message] = asyncio.Queue()
        self.outgoing: asyncio.Queue[Message] = asyncio.Queue()
        self.reads = asyncio.Event()
        self.reads.set()
        scope = {"type": "websocket", "path": path, "headers": list(headers)}
        self.task = asyncio.ensure_future(_run(app, scope, self))
        self.incoming.put_nowait({"type": "websocket.connect"})

    async def send_to_client(self, message: Message) -> None:
        """What the application sends; a close frame goes out in any case."""
        if message["type"] != "websocket.close":
            await self.reads.wait()
        self.outgoing.put_nowait(message)

    def say(self, text: str) -> None:
        """Say something to the server."""
        self.incoming.put_nowait({"type": "websocket.receive", "text": text})

    async def hear(self) -> Message:
        """Return the next message from the server."""
        return await asyncio.wait_for(self.outgoing.get(), 5)

    async def leave(self) -> None:
        """Disconnect, and wait for the server to be done."""
        self.incoming.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait_for(self.task, 5)


async def _run(app: Application, scope: Message, client: SocketClient) -> None:
    await app(scope, client.incoming.get, client.send_to_client)
