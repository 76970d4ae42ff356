"""Streams are counted, end together, and encode an event once."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest
from tests.unit.gateway.conftest import NOW_S, block_at

from gridtokenx.gateway.error_map import TooManyStreams
from gridtokenx.gateway.http.stream_registry import StreamRegistry, encode_message
from gridtokenx.port.campus_service import StreamEvent

POWER = StreamEvent("power", NOW_S, block_at(NOW_S))


def data_of(event: StreamEvent) -> object:
    return {"at": event.time_s}


def test_there_is_a_limit_and_room_again() -> None:
    registry = StreamRegistry(streams_max=2)
    with registry.opened(), registry.opened():
        assert registry.open_count == 2
        with pytest.raises(TooManyStreams), registry.opened():
            pass
    assert registry.open_count == 0
    registry.require_room()


def test_a_closed_registry_takes_nobody() -> None:
    registry = StreamRegistry(streams_max=2)
    registry.close()
    registry.close()
    with pytest.raises(TooManyStreams):
        registry.require_room()


def test_an_event_is_encoded_once() -> None:
    registry = StreamRegistry(streams_max=2)
    text = registry.encode(POWER, data_of)
    assert registry.encode(POWER, data_of) is text
    assert msgspec.json.decode(text) == {
        "kind": "power",
        "time": "2025-09-29T22:00:00Z",
        "data": {"at": NOW_S},
    }
    later = StreamEvent("power", NOW_S + 15, block_at(NOW_S + 15))
    assert registry.encode(later, data_of) == encode_message("power", NOW_S + 15, {"at": NOW_S + 15})


class Subscription:
    """Two events and then silence; remembers that it was let go."""

    def __init__(self) -> None:
        self.closed = False

    async def events(self) -> AsyncIterator[StreamEvent]:
        try:
            yield POWER
            yield POWER
            await asyncio.Event().wait()
        finally:
            self.closed = True


def test_events_then_pings_then_the_end() -> None:
    async def scenario() -> tuple[list[StreamEvent | None], bool]:
        registry, subscription = StreamRegistry(streams_max=1), Subscription()
        seen: list[StreamEvent | None] = []
        async for event in registry.until_closed(subscription.events(), ping_s=0.01):
            seen.append(event)
            if len(seen) == 4:
                registry.close()
        return seen, subscription.closed

    seen, closed = asyncio.run(asyncio.wait_for(scenario(), 5))
    assert seen == [POWER, POWER, None, None]
    assert closed


def test_a_service_that_ends_its_events_ends_the_stream() -> None:
    async def nothing() -> AsyncIterator[StreamEvent]:
        none: tuple[StreamEvent, ...] = ()
        for event in none:
            yield event

    async def scenario() -> list[StreamEvent | None]:
        registry = StreamRegistry(streams_max=1)
        return [event async for event in registry.until_closed(nothing(), ping_s=5)]

    assert asyncio.run(asyncio.wait_for(scenario(), 5)) == []
