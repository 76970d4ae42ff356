"""What happens, as it happens: WebSocket /api/stream and server-sent events /api/stream/events.

The first message is a `hello` with the campus and its time. A slow reader loses the oldest events (the
service's queue is bounded), never memory. Sources: RFC 6455; WHATWG HTML, server-sent events.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import partial
from urllib.parse import urlsplit

from litestar import WebSocket, get, websocket
from litestar.datastructures import State
from litestar.exceptions import WebSocketDisconnect, WebSocketException
from litestar.response import ServerSentEvent
from litestar.response.sse import ServerSentEventMessage

from gridtokenx.gateway.error_map import TooManyStreams
from gridtokenx.gateway.http.asking import Service, Settings, Streams
from gridtokenx.gateway.http.event_view import event_body
from gridtokenx.gateway.http.problem import refusals
from gridtokenx.gateway.http.settings import GatewaySettings
from gridtokenx.gateway.http.stream_registry import StreamRegistry, encode_message
from gridtokenx.port.campus_service import CampusService

_GOING_AWAY = 1001
_POLICY_VIOLATION = 1008
_TRY_AGAIN_LATER = 1013


@websocket("/api/stream")
async def stream_socket(
    socket: WebSocket[object, object, State], service: Service, settings: Settings
) -> None:
    """Send every event as a text message until the client or the server goes."""
    registry: StreamRegistry = socket.app.state.streams
    if not origin_allowed(socket.headers.get("origin"), socket.headers.get("host"), settings):
        raise WebSocketException(code=_POLICY_VIOLATION, detail="origin not allowed")
    try:
        with registry.opened():
            await socket.accept()
            await _serve_socket(socket, service, registry, settings.ping_s)
    except TooManyStreams as error:
        raise WebSocketException(code=_TRY_AGAIN_LATER, detail="too many streams") from error


async def _serve_socket(
    socket: WebSocket[object, object, State],
    service: CampusService,
    registry: StreamRegistry,
    ping_s: float,
) -> None:
    """Send until closed, while what the client says is read and dropped, so that its close is seen."""
    sending = asyncio.create_task(_send_events(socket, service, registry, ping_s))
    hearing = asyncio.create_task(_hear_out(socket))
    try:
        await asyncio.wait({sending, hearing}, return_when=asyncio.FIRST_COMPLETED)
        if not hearing.done():
            sending.result()
            await socket.close(code=_GOING_AWAY, reason="the server is stopping")
    finally:
        for task in (sending, hearing):
            task.cancel()
        await asyncio.gather(sending, hearing, return_exceptions=True)


async def _send_events(
    socket: WebSocket[object, object, State],
    service: CampusService,
    registry: StreamRegistry,
    ping_s: float,
) -> None:
    body = partial(event_body, campus=service.campus)
    with contextlib.suppress(WebSocketDisconnect):
        await socket.send_text(hello(service))
        async for event in registry.until_closed(service.subscribe(), ping_s=ping_s):
            if event is None:
                await socket.send_text(encode_message("ping", service.time_s(), {}))
            else:
                await socket.send_text(registry.encode(event, body))


async def _hear_out(socket: WebSocket[object, object, State]) -> None:
    with contextlib.suppress(WebSocketDisconnect):
        while True:
            await socket.receive_data(mode="text")


@get(
    "/api/stream/events",
    tags=["stream"],
    summary="Server-sent events",
    responses=refusals(503),
    media_type="text/event-stream",
)
async def stream_events(service: Service, settings: Settings, registry: Streams) -> ServerSentEvent:
    """Answer with a stream that ends when the server stops; the event's name is its kind."""
    registry.require_room()
    return ServerSentEvent(
        _sse(service, registry, settings),
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _sse(
    service: CampusService, registry: StreamRegistry, settings: GatewaySettings
) -> AsyncIterator[ServerSentEventMessage]:
    body = partial(event_body, campus=service.campus)
    with registry.opened():
        yield ServerSentEventMessage(event="hello", data=hello(service))
        async for event in registry.until_closed(service.subscribe(), ping_s=settings.ping_s):
            if event is None:
                yield ServerSentEventMessage(comment="ping")
            else:
                yield ServerSentEventMessage(event=event.kind, data=registry.encode(event, body))


def hello(service: CampusService) -> str:
    """Return the first message of a stream."""
    campus = service.campus
    known = {"campus": campus.title, "timezone": campus.place.timezone, "currency": campus.currency}
    return encode_message("hello", service.time_s(), known)


def origin_allowed(origin: str | None, host: str | None, settings: GatewaySettings) -> bool:
    """Tell whether a page of this origin may open a socket: ours, a configured one, or no page at all."""
    if origin is None or origin in settings.allowed_origins:
        return True
    return host is not None and urlsplit(origin).netloc.lower() == host.lower()
