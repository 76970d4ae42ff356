"""JSON-RPC over WebSocket: subscribe, unsubscribe, and notifications, for one connection.

What is to be sent waits in a bounded queue. A reader that lets it fill is dropped with close code 1008, so
one slow client costs a fixed amount of memory and nobody else anything. Source: RFC 6455 section 7.4.1.
"""

import asyncio
import contextlib
import logging
from collections import deque

import msgspec

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.gateway.rpc import call
from gridtokenx.gateway.rpc.asgi import Receive, Send
from gridtokenx.gateway.rpc.call import Call
from gridtokenx.gateway.rpc.fault import Code, RpcFault
from gridtokenx.gateway.rpc.feed import Feed
from gridtokenx.gateway.rpc.params import Params, ParamsDecoder
from gridtokenx.gateway.rpc.settings import RpcSettings
from gridtokenx.gateway.rpc.subscription import SUBSCRIBE, UNSUBSCRIBE, SignatureWatch

_log = logging.getLogger("gridtokenx.gateway")

TOO_SLOW = 1008


class NumberParams(Params, frozen=True):
    """A subscription's number."""

    subscription: int


_number = ParamsDecoder(NumberParams)


class SocketFace:
    """One client's connection, from its acceptance to its end."""

    def __init__(self, feed: Feed, settings: RpcSettings) -> None:
        self._feed, self._settings = feed, settings
        self._unsent: deque[bytes] = deque()
        self._unsent_bytes = 0
        self._pushed = asyncio.Event()
        self._dropped = asyncio.Event()
        self._numbers: set[int] = set()
        self._answering = False
        """While set, nothing is sent: an answer goes out before the notifications that it promises."""

    async def serve(self, receive: Receive, send: Send) -> None:
        """Serve the connection until the client goes or is dropped."""
        dropped = asyncio.create_task(self._dropped.wait())
        working = {asyncio.create_task(self._send_all(send)), asyncio.create_task(self._hear(receive))}
        try:
            await asyncio.wait({dropped, *working}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for number in self._numbers:
                self._feed.remove(number)
            for task in (dropped, *working):
                task.cancel()
            ended = await asyncio.gather(*working, return_exceptions=True)
        for fault in ended:
            if isinstance(fault, Exception) and not isinstance(fault, OSError):
                _log.error("gateway.rpc.connection_failed", exc_info=fault)
        if self._dropped.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._settings.header_s):
                    await send({"type": "websocket.close", "code": TOO_SLOW, "reason": "reader too slow"})

    def push(self, message: bytes) -> None:
        """Queue a message; when too much waits, the connection is to end."""
        self._unsent.append(message)
        self._count(message)

    def _count(self, message: bytes) -> None:
        self._unsent_bytes += len(message)
        settings = self._settings
        if len(self._unsent) > settings.unsent_max or self._unsent_bytes > settings.unsent_bytes_max:
            self._unsent.clear()
            self._dropped.set()
        self._pushed.set()

    async def _send_all(self, send: Send) -> None:
        while True:
            await self._pushed.wait()
            self._pushed.clear()
            while self._unsent and not self._answering:
                message = self._unsent.popleft()
                self._unsent_bytes -= len(message)
                await send({"type": "websocket.send", "text": message.decode()})

    async def _hear(self, receive: Receive) -> None:
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            if message["type"] == "websocket.receive":
                text = message.get("text")
                await self._answer(text.encode() if text is not None else message.get("bytes") or b"")

    async def _answer(self, body: bytes) -> None:
        """Answer a message ahead of what waits."""
        self._answering = True
        try:
            answered = await self._answered(body)
        finally:
            self._answering = False
            self._pushed.set()
        if answered:
            self._unsent.appendleft(answered)
            self._count(answered)

    async def _answered(self, body: bytes) -> bytes:
        try:
            calls, batch = call.read_message(body, batch_max=self._settings.batch_max)
        except RpcFault as fault:
            return call.refuse(None, fault)
        answers: list[bytes] = []
        for item in calls:
            if not isinstance(item, Call):
                answers.append(call.refuse(*item))
            elif not isinstance(item.id, msgspec.UnsetType):
                answers.append(await self._answer_call(item, item.id))
        return call.join(answers) if batch and answers else b"".join(answers)

    async def _answer_call(self, item: Call, call_id: call.CallId) -> bytes:
        try:
            if item.method in SUBSCRIBE:
                return call.answer(call_id, await self._subscribe(item))
            return call.answer(call_id, self._unsubscribe(item))
        except RpcFault as fault:
            return call.refuse(call_id, fault)

    async def _subscribe(self, item: Call) -> int:
        if len(self._numbers) >= self._settings.subscriptions_max:
            self._numbers = {number for number in self._numbers if self._feed.has(number)}
        mine, all_of_us = len(self._numbers), self._feed.count()
        for count, most, whose in (
            (mine, self._settings.subscriptions_max, "of this connection"),
            (all_of_us, self._settings.subscriptions_of_all_max, "of all connections"),
        ):
            if count >= most:
                raise RpcFault(
                    Code.INTERNAL, f"Internal error: {most} subscriptions {whose} are open: end one first"
                )
        watch = SUBSCRIBE[item.method](item.params)
        number = self._feed.new_number()
        await self._feed.start()
        self._numbers.add(number)
        self._feed.add(number, watch, self.push)
        if isinstance(watch, SignatureWatch):
            with contextlib.suppress(GridTokenXError):
                await self._feed.tell_if_known(number)
        return number

    def _unsubscribe(self, item: Call) -> bool:
        if item.method not in UNSUBSCRIBE:
            raise RpcFault(
                Code.METHOD_NOT_FOUND, f"Method not found: {item.method[:80]}; here are subscriptions only"
            )
        number = _number.decode(item.params).subscription
        if number not in self._numbers:
            raise RpcFault(
                Code.INVALID_PARAMS, f"Invalid subscription id: {number} is none of this connection"
            )
        self._numbers.discard(number)
        self._feed.remove(number)
        return True
