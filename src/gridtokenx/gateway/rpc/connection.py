"""uvicorn's connections with what they lack against slow clients: limits in time.

uvicorn waits for ever for a request's head and body and for a client that does not read. Here each has so
long to arrive, the head counted from its first byte or from the connection, and a client that takes nothing
for as long is cut off. A WebSocket's close frame goes out even when the client has stopped reading.
"""

import asyncio
from asyncio.transports import BaseTransport, Transport
from typing import Any, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol


class Deadline:
    """A time after which a transport is cut off, unless it is lifted before."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._timer: asyncio.TimerHandle | None = None

    def set(self, transport: Transport) -> None:
        """Start counting, unless it counts already."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._seconds, transport.abort)

    def lift(self) -> None:
        """Stop counting."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class LimitedHttp(H11Protocol):
    """An HTTP connection with limits in time."""

    limit_s: ClassVar[float] = 10.0
    body_s: ClassVar[float] = 20.0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to wait for a head."""
        super().connection_made(transport)
        self._head, self._reading = Deadline(self.limit_s), Deadline(self.limit_s)
        self._body = Deadline(self.body_s)
        self._head.set(transport)

    def data_received(self, data: bytes) -> None:
        """Take bytes, and see whether a head or a body is still incomplete."""
        super().data_received(data)
        if self.conn.their_state is h11.SEND_BODY:
            self._body.set(self.transport)
        else:
            self._body.lift()
        if self.cycle is None or self.cycle.response_complete:
            self._head.set(self.transport)
        else:
            self._head.lift()

    def on_response_complete(self) -> None:
        """Leave the time between two requests to uvicorn's own limit."""
        self._head.lift()
        super().on_response_complete()

    def handle_websocket_upgrade(self, event: Any) -> None:  # noqa: ANN401 - h11 has no types
        """Hand the connection over."""
        self._head.lift()
        super().handle_websocket_upgrade(event)

    def pause_writing(self) -> None:
        """Begin to wait for the client to read."""
        super().pause_writing()
        self._reading.set(self.transport)

    def resume_writing(self) -> None:
        """Go on, the client reads."""
        super().resume_writing()
        self._reading.lift()

    def connection_lost(self, exc: Exception | None) -> None:
        """End all waiting."""
        for deadline in (self._head, self._body, self._reading):
            deadline.lift()
        super().connection_lost(exc)


class LimitedSocket(WebSocketsSansIOProtocol):
    """A WebSocket connection with a limit on how long a client may not read."""

    limit_s: ClassVar[float] = 10.0

    def connection_made(self, transport: BaseTransport) -> None:
        """Begin."""
        super().connection_made(transport)
        self._reading = Deadline(self.limit_s)

    def pause_writing(self) -> None:
        """Begin to wait for the client to read."""
        super().pause_writing()
        self._reading.set(self.transport)

    def resume_writing(self) -> None:
        """Go on, the client reads."""
        super().resume_writing()
        self._reading.lift()

    def connection_lost(self, exc: Exception | None) -> None:
        """End all waiting."""
        self._reading.lift()
        super().connection_lost(exc)

    async def send(self, message: Any) -> None:  # noqa: ANN401 - uvicorn's own union of messages
        """Send a message; a close frame does not wait for room."""
        if message["type"] == "websocket.close" and not self.writable.is_set():
            self.writable.set()
            self._reading.set(self.transport)
        await super().send(message)


def connections(limit_s: float, *, body_s: float) -> tuple[type[LimitedHttp], type[LimitedSocket]]:
    """Return the connections of a server that waits so long for heads and readers, and for bodies [s]."""
    http = type("Http", (LimitedHttp,), {"limit_s": limit_s, "body_s": body_s})
    socket = type("Socket", (LimitedSocket,), {"limit_s": limit_s})
    return http, socket
