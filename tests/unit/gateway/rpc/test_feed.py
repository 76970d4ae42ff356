"""Commits of a real ledger reach subscribers in order, once, after they are durable."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
from solders.pubkey import Pubkey
from solders.rpc.responses import SignatureNotification, parse_websocket_message
from tests.unit.gateway.rpc.ledger_world import World

from gridtokenx.chain.addresses import TOKEN_PROGRAM
from gridtokenx.gateway.rpc.feed import TOLD_AT_ONCE, Feed
from gridtokenx.gateway.rpc.node_access import NodeAccess
from gridtokenx.gateway.rpc.settings import RpcSettings
from gridtokenx.gateway.rpc.subscription import (
    AccountWatch,
    LogsWatch,
    ProgramWatch,
    RootWatch,
    SignatureWatch,
    SlotWatch,
)


class Ear:
    """Hears what a subscriber is told."""

    def __init__(self) -> None:
        self.messages: asyncio.Queue[dict[str, object]] = asyncio.Queue()

    def push(self, message: bytes) -> None:
        self.messages.put_nowait(msgspec.json.decode(message))

    async def next(self) -> tuple[str, object]:
        message = await asyncio.wait_for(self.messages.get(), 5)
        params = message["params"]
        assert isinstance(params, dict)
        return str(message["method"]), params["result"]


def with_feed(world: World, scene: Callable[[Feed, Ear], Awaitable[None]]) -> None:
    async def go() -> None:
        feed = Feed(NodeAccess(world.node, RpcSettings()))
        await feed.start()
        await feed.start()
        try:
            await scene(feed, Ear())
        finally:
            await feed.close()
        await feed.close()

    asyncio.run(go())


def test_everybody_concerned_is_told_and_nobody_else(world: World) -> None:
    target = Pubkey.new_unique()

    async def scene(feed: Feed, ear: Ear) -> None:
        stranger = Ear()
        feed.add(feed.new_number(), LogsWatch(target), ear.push)
        feed.add(feed.new_number(), AccountWatch(target, "base64", None), ear.push)
        feed.add(feed.new_number(), AccountWatch(Pubkey.new_unique(), "base64", None), stranger.push)
        feed.add(
            feed.new_number(), ProgramWatch(TOKEN_PROGRAM, lambda _: True, "base64", None), stranger.push
        )
        await asyncio.to_thread(world.send, world.transfer(target, 10**9))
        assert [(await ear.next())[0] for _ in range(2)] == ["logsNotification", "accountNotification"]
        assert stranger.messages.empty()

    with_feed(world, scene)


def test_a_signature_is_told_once_whether_before_or_after(world: World) -> None:
    async def scene(feed: Feed, ear: Ear) -> None:
        sent = world.signed(world.transfer(Pubkey.new_unique(), 10**9))
        signature = sent.signatures[0]
        early, late = feed.new_number(), feed.new_number()
        feed.add(early, SignatureWatch(signature, received=False), ear.push)
        await feed.tell_if_known(early)
        await asyncio.to_thread(world.node.send, [sent])
        assert (await ear.next())[0] == "signatureNotification"
        assert not feed.has(early)
        feed.add(late, SignatureWatch(signature, received=True), ear.push)
        await feed.tell_if_known(late)
        await feed.tell_if_known(late)
        results = [(await ear.next())[1] for _ in range(2)]
        assert [result["value"] for result in results if isinstance(result, dict)] == [
            "receivedSignature",
            {"err": None},
        ]
        assert ear.messages.empty()
        assert feed.count() == 0

    with_feed(world, scene)


def test_parsed_token_accounts_have_their_decimals(world: World) -> None:
    async def scene(feed: Feed, ear: Ear) -> None:
        feed.add(feed.new_number(), AccountWatch(world.token, "jsonParsed", None), ear.push)
        await asyncio.to_thread(
            world.send,
            world.token_instruction(
                b"\x07" + bytes(8),
                (world.mint.pubkey(), False, True),
                (world.token, False, True),
                (world.payer.pubkey(), True, False),
            ),
        )
        _, result = await ear.next()
        assert isinstance(result, dict)
        assert result["value"]["data"]["parsed"]["info"]["tokenAmount"]["uiAmountString"] == "1.5"

    with_feed(world, scene)


def test_a_large_commit_lets_connections_send_meanwhile(world: World) -> None:
    async def scene(feed: Feed, _ear: Ear) -> None:
        waiting: list[bytes] = []
        arrived = asyncio.Event()
        heard, longest = 0, 0

        def push(message: bytes) -> None:
            waiting.append(message)
            arrived.set()

        def send_many() -> None:
            with world.node.group():
                world.node.send(
                    [world.signed(world.transfer(Pubkey.new_unique(), 10**9)) for _ in range(500)]
                )

        async def hear_all() -> None:
            nonlocal heard, longest
            while heard < 500:
                await arrived.wait()
                arrived.clear()
                longest = max(longest, len(waiting))
                heard += len(waiting)
                waiting.clear()

        feed.add(feed.new_number(), LogsWatch(None), push)
        async with asyncio.timeout(10):
            await asyncio.gather(asyncio.to_thread(send_many), hear_all())
        assert longest <= 2 * TOLD_AT_ONCE

    with_feed(world, scene)


def test_slots_pass_without_commits(world: World) -> None:
    async def scene(feed: Feed, ear: Ear) -> None:
        roots = Ear()
        feed.add(feed.new_number(), SlotWatch(), ear.push)
        feed.add(feed.new_number(), RootWatch(), roots.push)
        told = [(await ear.next())[1] for _ in range(2)]
        slots = [slot["slot"] for slot in told if isinstance(slot, dict)]
        assert slots[1] == slots[0] + 1
        assert (await roots.next())[1] == slots[0] - 1

    with_feed(world, scene)


def test_whoever_has_left_is_told_nothing(world: World) -> None:
    async def scene(feed: Feed, ear: Ear) -> None:
        number, other = feed.new_number(), feed.new_number()
        stays = Ear()
        feed.add(number, LogsWatch(None), ear.push)
        feed.add(other, LogsWatch(None), stays.push)
        feed.remove(number)
        feed.remove(number)
        await asyncio.to_thread(world.send, world.transfer(Pubkey.new_unique(), 10**9))
        await stays.next()
        assert ear.messages.empty()

    with_feed(world, scene)


def test_solders_reads_a_notification(world: World) -> None:
    async def scene(feed: Feed, ear: Ear) -> None:
        texts: list[bytes] = []
        sent = world.signed(world.transfer(Pubkey.new_unique(), 10**9))
        number = feed.new_number()
        feed.add(number, SignatureWatch(sent.signatures[0], received=False), texts.append)
        feed.add(feed.new_number(), LogsWatch(None), ear.push)
        await asyncio.to_thread(world.node.send, [sent])
        await ear.next()
        (found,) = parse_websocket_message(texts[0].decode())
        assert isinstance(found, SignatureNotification)
        assert (found.subscription, found.result.value.err) == (number, None)

    with_feed(world, scene)
