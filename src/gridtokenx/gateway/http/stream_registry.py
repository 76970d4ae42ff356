"""Open streams: how many, and the one signal that ends them all.

A server that stops tells the registry first; every stream then says goodbye and ends, so that stopping
does not wait for a client. Events are encoded once, however many streams carry them.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Literal

import msgspec

from gridtokenx.gateway.error_map import TooManyStreams
from gridtokenx.port.campus_service import StreamEvent
from gridtokenx.reading.shape import rfc3339

EventBody = Callable[[StreamEvent], object]


class StreamRegistry:
    """Counts the streams that are open and closes them together; belongs to one event loop."""

    def __init__(self, *, streams_max: int) -> None:
        self._streams_max = streams_max
        self._open = 0
        self._closing = asyncio.Event()
        self._last: tuple[StreamEvent, str] | None = None

    @property
    def open_count(self) -> int:
        """How many streams are open."""
        return self._open

    def close(self) -> None:
        """End every stream, and refuse new ones; may be called twice."""
        self._closing.set()

    @contextlib.contextmanager
    def opened(self) -> Iterator[None]:
        """Count one stream for as long as it lasts.

        Raises:
            TooManyStreams: The limit is reached, or the server is stopping.
        """
        self.require_room()
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1

    def require_room(self) -> None:
        """Check that one more stream may open.

        Raises:
            TooManyStreams: The limit is reached, or the server is stopping.
        """
        if self._closing.is_set() or self._open >= self._streams_max:
            raise TooManyStreams(f"{self._streams_max} streams are open already, or the server is stopping")

    def encode(self, event: StreamEvent, body: EventBody) -> str:
        """Return an event as JSON text: kind, time (RFC 3339), and as data what `body` makes of it."""
        if self._last is None or self._last[0] is not event:
            self._last = (event, encode_message(event.kind, event.time_s, body(event)))
        return self._last[1]

    async def until_closed(
        self, events: AsyncIterator[StreamEvent], *, ping_s: float
    ) -> AsyncIterator[StreamEvent | None]:
        """Yield events, and None after `ping_s` of silence, until either side ends."""
        closing = asyncio.ensure_future(self._closing.wait())
        coming = asyncio.ensure_future(anext(events))
        try:
            while not closing.done():
                done, _ = await asyncio.wait(
                    {coming, closing}, timeout=ping_s, return_when=asyncio.FIRST_COMPLETED
                )
                if coming in done:
                    try:
                        yield coming.result()
                    except StopAsyncIteration:
                        return
                    coming = asyncio.ensure_future(anext(events))
                elif not done:
                    yield None
        finally:
            await _finish(closing, coming, events)


async def _finish(
    closing: "asyncio.Task[Literal[True]]",
    coming: "asyncio.Future[StreamEvent]",
    events: AsyncIterator[StreamEvent],
) -> None:
    """Cancel what is under way and close the subscription, so that the service forgets it."""
    for future in (closing, coming):
        future.cancel()
    await asyncio.gather(closing, coming, return_exceptions=True)
    close = getattr(events, "aclose", None)
    if close is not None:
        await close()


def encode_message(kind: str, time_s: int, data: object) -> str:
    """Return a stream's message as JSON text."""
    return msgspec.json.encode({"kind": kind, "time": rfc3339(time_s), "data": data}).decode()
