"""Subscriptions over real WebSockets: told after durability, slow readers dropped, limits kept."""

import asyncio
import contextlib
import json
import socket
from pathlib import Path

import pytest
import websockets
from solders.pubkey import Pubkey
from tests.integration.gateway.rpc_served import PATIENCE_S, Served, call, files_allowed, serve
from tests.needing import need
from tests.unit.gateway.rpc.ledger_world import open_world, text_of
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from gridtokenx.gateway.rpc.app import RpcApp
from gridtokenx.gateway.rpc.server import serve_rpc
from gridtokenx.gateway.rpc.settings import RpcSettings


async def said(connection: ClientConnection) -> dict[str, object]:
    async with asyncio.timeout(PATIENCE_S):
        found: dict[str, object] = json.loads(await connection.recv())
        return found


async def subscribe(connection: ClientConnection, method: str, *params: object) -> int:
    await connection.send(call(method, *params).decode())
    number = (await said(connection))["result"]
    assert isinstance(number, int)
    return number


def test_a_sent_transaction_is_told_to_who_waits_for_it(tmp_path: Path) -> None:
    async def scene(served: Served) -> None:
        target = Pubkey.new_unique()
        sent = served.world.signed(served.world.transfer(target, 10**9))
        async with websockets.connect(served.running.ws_url) as connection:
            await subscribe(
                connection, "signatureSubscribe", str(sent.signatures[0]), {"commitment": "confirmed"}
            )
            await subscribe(connection, "accountSubscribe", str(target), {"encoding": "base64"})
            body = call("sendTransaction", text_of(sent), {"encoding": "base64"})
            _, answered = await served.ask(body)
            assert json.loads(answered)["result"] == str(sent.signatures[0])
            told = {str((await said(connection))["method"]) for _ in range(2)}
            assert told == {"signatureNotification", "accountNotification"}
            history = served.world.node.look_up(lambda view: view.transaction(sent.signatures[0]))
            assert history.result() is not None

    serve(tmp_path, scene)


def test_calls_are_not_for_this_port_and_large_messages_end_it(tmp_path: Path) -> None:
    async def scene(served: Served) -> None:
        async with websockets.connect(served.running.ws_url) as connection:
            await connection.send(call("getSlot").decode())
            assert "-32601" in json.dumps(await said(connection))
            await connection.send(b"\xff\xfe")
            assert "-32700" in json.dumps(await said(connection))
            await connection.send("x" * 10_000)
            with pytest.raises(ConnectionClosed) as caught:
                await said(connection)
            assert caught.value.rcvd is not None
            assert caught.value.rcvd.code == 1009

    serve(tmp_path, scene)


def test_a_foreign_page_may_not_connect(tmp_path: Path) -> None:
    async def scene(served: Served) -> None:
        with pytest.raises(InvalidStatus, match="403"):
            async with websockets.connect(served.running.ws_url, origin="https://evil.example"):  # type: ignore[arg-type]
                pass

    serve(tmp_path, scene)


def test_a_reader_that_does_not_read_is_dropped_and_others_are_told(tmp_path: Path) -> None:
    async def scene(served: Served) -> None:
        deaf = socket.socket()
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        deaf.connect(("127.0.0.1", served.running.ws_port))
        async with (
            websockets.connect(served.running.ws_url, sock=deaf, max_queue=1, compression=None) as slow,
            websockets.connect(served.running.ws_url) as quick,
        ):
            for _ in range(300):
                await subscribe(slow, "logsSubscribe", "all")
            await subscribe(quick, "logsSubscribe", "all")
            for _ in range(40):
                await asyncio.to_thread(served.world.send, served.world.transfer(Pubkey.new_unique(), 10**9))
                assert (await said(quick))["method"] == "logsNotification"
            async with asyncio.timeout(PATIENCE_S):
                while served.app.feed.count() > 1:  # noqa: ASYNC110 - the server's own count, not an event of ours
                    await asyncio.sleep(0.05)
            with contextlib.suppress(ConnectionClosed):
                while not slow.close_code:
                    await said(slow)
            assert slow.close_code in {1006, 1008}

    serve(tmp_path, scene, RpcSettings(unsent_max=1_000, header_s=1.0))


def test_five_hundred_subscribers_are_all_told(tmp_path: Path) -> None:
    need(present=files_allowed() >= 4_000, missing="the process may open too few files: ulimit -n 8192")

    async def scene(served: Served) -> None:
        target = Pubkey.new_unique()

        async def open_one() -> ClientConnection:
            connection = await websockets.connect(served.running.ws_url, compression=None)
            await subscribe(connection, "logsSubscribe", {"mentions": [str(target)]})
            return connection

        connections: list[ClientConnection] = []
        for _ in range(10):
            connections += await asyncio.gather(*(open_one() for _ in range(50)))
        await asyncio.to_thread(served.world.send, served.world.transfer(target, 10**9))
        told = await asyncio.gather(*(said(connection) for connection in connections))
        assert {message["method"] for message in told} == {"logsNotification"}
        await asyncio.gather(*(connection.close() for connection in connections))

    serve(tmp_path, scene)


def test_sockets_over_the_limit_are_refused(tmp_path: Path) -> None:
    async def scene(served: Served) -> None:
        async with websockets.connect(served.running.ws_url):
            with pytest.raises(InvalidStatus):
                async with websockets.connect(served.running.ws_url):
                    pass

    serve(tmp_path, scene, RpcSettings(sockets_max=1))


def test_a_server_that_stops_tells_its_subscribers(tmp_path: Path) -> None:
    async def go() -> int | None:
        world = open_world(tmp_path)
        try:
            async with serve_rpc(RpcApp(world.node), port=0) as running:
                connection = await websockets.connect(running.ws_url)
                await subscribe(connection, "slotSubscribe")
            async with asyncio.timeout(PATIENCE_S):
                await connection.wait_closed()
            return connection.close_code
        finally:
            world.node.close()

    assert asyncio.run(go()) == 1012
