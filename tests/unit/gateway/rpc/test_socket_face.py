"""One WebSocket connection: subscribe, unsubscribe, limits, and readers that do not read."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
import pytest
from solders.pubkey import Pubkey
from tests.unit.gateway.rpc.asgi_client import SocketClient
from tests.unit.gateway.rpc.ledger_world import World

from gridtokenx.gateway.rpc.app import RpcApp
from gridtokenx.gateway.rpc.settings import RpcSettings


class Client(SocketClient):
    """A client that speaks JSON-RPC."""

    async def call(self, method: str, *params: object, call_id: object = 1) -> dict[str, object]:
        self.say(
            msgspec.json.encode(
                {"jsonrpc": "2.0", "id": call_id, "method": method, "params": params}
            ).decode()
        )
        return await self.message()

    async def message(self) -> dict[str, object]:
        found = await self.hear()
        assert found["type"] == "websocket.send"
        decoded: dict[str, object] = msgspec.json.decode(found["text"])
        return decoded


def connected(
    world: World, scene: Callable[[Client, RpcApp], Awaitable[None]], settings: RpcSettings | None = None
) -> None:
    async def go() -> None:
        app = RpcApp(world.node, settings)
        client = Client(app)
        try:
            assert (await client.hear())["type"] == "websocket.accept"
            await scene(client, app)
            await client.leave()
            assert app.feed.count() == 0
        finally:
            await app.close()

    asyncio.run(go())


def test_a_subscription_from_start_to_end(world: World) -> None:
    async def scene(client: Client, app: RpcApp) -> None:
        number = (await client.call("logsSubscribe", "all"))["result"]
        await asyncio.to_thread(world.send, world.transfer(Pubkey.new_unique(), 10**9))
        assert (await client.message())["method"] == "logsNotification"
        assert (await client.call("logsUnsubscribe", number))["result"] is True
        assert app.feed.count() == 0
        again = await client.call("logsUnsubscribe", number)
        assert again["error"] == {
            "code": -32602,
            "message": f"Invalid subscription id: {number} is none of this connection",
        }
        await client.call("slotSubscribe")
        assert app.feed.count() == 1

    connected(world, scene)


def test_an_answer_comes_before_its_notifications(world: World) -> None:
    async def scene(client: Client, _app: RpcApp) -> None:
        receipt = await asyncio.to_thread(world.send, world.transfer(Pubkey.new_unique(), 10**9))
        answer = await client.call("signatureSubscribe", str(receipt.signature))
        assert isinstance(answer["result"], int)
        assert (await client.message())["method"] == "signatureNotification"

    connected(world, scene)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", -32700),
        ("[]", -32600),
        ("5", -32600),
        ('{"jsonrpc":"2.0","id":1,"method":"getSlot"}', -32601),
        ('{"jsonrpc":"2.0","id":1,"method":"accountSubscribe","params":["x"]}', -32602),
        ('{"jsonrpc":"2.0","id":1,"method":"slotUnsubscribe","params":[99]}', -32602),
        ('{"jsonrpc":"2.0","id":1,"method":"slotUnsubscribe","params":["99"]}', -32602),
    ],
)
def test_what_is_wrong_is_answered_and_the_connection_lives(world: World, text: str, code: int) -> None:
    async def scene(client: Client, _app: RpcApp) -> None:
        client.say('{"jsonrpc":"2.0","method":"ping"}')
        client.say(text)
        fault = (await client.message())["error"]
        assert isinstance(fault, dict)
        assert fault["code"] == code
        assert "result" in await client.call("slotSubscribe")

    connected(world, scene)


def test_a_batch_of_subscriptions(world: World) -> None:
    async def scene(client: Client, app: RpcApp) -> None:
        one = '{"jsonrpc":"2.0","id":%d,"method":"rootSubscribe"}'
        client.say(f"[{one % 1},{one % 2}]")
        message = await client.hear()
        assert [answer["id"] for answer in msgspec.json.decode(message["text"])] == [1, 2]
        assert app.feed.count() == 2

    connected(world, scene)


@pytest.mark.parametrize(
    ("settings", "whose"),
    [
        (RpcSettings(subscriptions_max=2), "of this connection"),
        (RpcSettings(subscriptions_of_all_max=2), "of all connections"),
    ],
)
def test_subscriptions_are_limited_and_ended_ones_do_not_count(
    world: World, settings: RpcSettings, whose: str
) -> None:
    async def scene(client: Client, _app: RpcApp) -> None:
        receipt = await asyncio.to_thread(world.send, world.transfer(Pubkey.new_unique(), 10**9))
        for _ in range(4):
            assert "result" in await client.call("signatureSubscribe", str(receipt.signature))
            assert (await client.message())["method"] == "signatureNotification"
        assert "result" in await client.call("logsSubscribe", "all")
        assert "result" in await client.call("logsSubscribe", "all")
        fault = (await client.call("logsSubscribe", "all"))["error"]
        assert isinstance(fault, dict)
        assert f"2 subscriptions {whose} are open" in fault["message"]

    connected(world, scene, settings)


@pytest.mark.parametrize("settings", [RpcSettings(unsent_max=10), RpcSettings(unsent_bytes_max=500)])
def test_a_reader_that_does_not_read_is_dropped(world: World, settings: RpcSettings) -> None:
    async def scene(client: Client, app: RpcApp) -> None:
        await client.call("logsSubscribe", "all")
        client.reads.clear()
        for _ in range(15):
            await asyncio.to_thread(world.send, world.transfer(Pubkey.new_unique(), 10**9))
        last = await client.hear()
        assert (last["type"], last["code"]) == ("websocket.close", 1008)
        await asyncio.wait_for(client.task, 5)
        assert app.feed.count() == 0

    connected(world, scene, settings)
