"""Telling many listeners what happened, with bounded memory: a slow listener loses its oldest events."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator

from gridtokenx.port.campus_service import StreamEvent

QUEUE_MAX = 256


class Fanout:
    """Hands each event to every listener. Lives in one event loop; other threads publish through it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._listeners: set[_Listener] = set()

    def publish(self, event: StreamEvent) -> None:
        """Tell every listener; may be called from any thread and never waits."""
        self._loop.call_soon_threadsafe(self._deliver, event)

    async def listen(self) -> AsyncIterator[StreamEvent]:
        """Yield events from now on until the caller stops."""
        listener = _Listener()
        self._listeners.add(listener)
        try:
            while True:
                yield await listener.next()
        finally:
            self._listeners.discard(listener)

    def _deliver(self, event: StreamEvent) -> None:
        for listener in self._listeners:
            listener.put(event)


class _Listener:
    """A bounded queue that drops its oldest entry rather than grow."""

    def __init__(self) -> None:
        self._events: deque[StreamEvent] = deque(maxlen=QUEUE_MAX)
        self._ready = asyncio.Event()

    def put(self, event: StreamEvent) -> None:
        self._events.append(event)
        self._ready.set()

    async def next(self) -> StreamEvent:
        while not self._events:
            self._ready.clear()
            await self._ready.wait()
        return self._events.popleft()
