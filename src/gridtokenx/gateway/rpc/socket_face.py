"""JSON-RPC over WebSocket: subscribe, unsubscribe, and notifications, for one connection.

What is to be sent waits in a bounded queue. A reader that lets it fill is dropped with close code 1008, so
one slow client costs a fixed amount of memory and nobody else anything. Source: RFC 6455 section 7.4.1.
"""

import asyncio
import contextlib
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
        self._lookups: set[asyncio.Task[None]] = set()

    async def serve(self, receive: Receive, send: Send) -> None:
        """Serve the connection until the client goes or is dropped."""
        dropped = asyncio.create_task(self._dropped.wait())
        working = {asyncio.create_task(self._send_all(send)), asyncio.create_task(self._hear(receive))}
        try:
            await asyncio.wait({dropped, *working}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for number in self._numbers:
                self._feed.remove(number)
            for task in (dropped, *working, *self._lookups):
                task.cancel()
            await asyncio.gather(dropped, *working, *self._lookups, return_exceptions=True)
        if self._dropped.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._settings.header_s):
                    await send({"type": "websocket.close", "code": TOO_SLOW, "reason": "reader too slow"})

    def push(self, message: bytes) -> None:
        """Queue a message; when too much waits, the connection is to end."""
        if self._dropped.is_set():
            return
        self._unsent.append(message)
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
            while self._unsent:
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
        try:
            calls, batch = call.read_message(body, batch_max=self._settings.batch_max)
        except RpcFault as fault:
            self.push(call.refuse(None, fault))
            return
        answers: list[bytes] = []
        for item in calls:
            if not isinstance(item, Call):
                answers.append(call.refuse(*item))
            elif not isinstance(item.id, msgspec.UnsetType):
                answers.append(await self._answer_call(item, item.id, at_once=not batch))
        if batch and answers:
            self.push(call.join(answers))
        elif answers and answers[0]:
            self.push(answers[0])

    async def _answer_call(self, item: Call, call_id: call.CallId, *, at_once: bool) -> bytes:
        """Return the answer to a call; one that subscribes is sent here, ahead of its notifications."""
        try:
            if item.method in SUBSCRIBE:
                return await self._subscribe(item, call_id, at_once=at_once)
            return call.answer(call_id, self._unsubscribe(item))
        except RpcFault as fault:
            return call.refuse(call_id, fault)

    async def _subscribe(self, item: Call, call_id: call.CallId, *, at_once: bool) -> bytes:
        if len(self._numbers) >= self._settings.subscriptions_max:
            self._numbers = {number for number in self._numbers if self._feed.has(number)}
        if len(self._numbers) >= self._settings.subscriptions_max:
            raise RpcFault(
                Code.INTERNAL,
                f"Internal error: {self._settings.subscriptions_max} subscriptions are open: end one first",
            )
        watch = SUBSCRIBE[item.method](item.params)
        number = self._feed.new_number()
        answered = call.answer(call_id, number)
        if at_once:
            self.push(answered)
        await self._feed.start()
        self._numbers.add(number)
        self._feed.add(number, watch, self.push)
        if isinstance(watch, SignatureWatch):
            self._look_up(number)
        return b"" if at_once else answered

    def _look_up(self, number: int) -> None:
        async def tell() -> None:
            try:
                await self._feed.tell_if_known(number)
            except GridTokenXError:
                return

        task = asyncio.create_task(tell())
        self._lookups.add(task)
        task.add_done_callback(self._lookups.discard)

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
