"""Clients that mean harm, or do not know better, over real sockets: refused or served, never stuck."""

import asyncio
import json
from pathlib import Path

import pytest
from litestar import Litestar, Request
from litestar import post as litestar_post
from litestar.datastructures import State
from tests.integration.gateway.rpc_served import Served, answer, call, ended, files_allowed, many, post, serve
from tests.needing import need

from gridtokenx.gateway.rpc.settings import RpcSettings

HEALTH = call("getHealth")


async def still_serves(served: Served) -> None:
    status, body = await served.ask(HEALTH)
    assert (status, json.loads(body)["result"]) == (200, "ok")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", -32700),
        (b"{", -32700),
        (b"\x00\xff\xfe", -32700),
        (b"[" * 40_000, -32700),
        (b'{"a":' * 8_000, -32700),
        (b'{"jsonrpc":"2.0","id":1,"method":"getBalance","params":' + b"[" * 40_000 + b"}", -32700),
        (
            b'{"jsonrpc":"2.0","id":1,"method":"getBalance","params":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
            -32700,
        ),
        (b'{"jsonrpc":"2.0","id":1,"method":"getBlock","params":[' + b"9" * 40_000 + b"]}", -32602),
        (b'{"jsonrpc":"2.0","id":1,"method":"getBlock","params":[1e99999]}', -32602),
        (b'{"jsonrpc":"2.0","id":1,"method":"getBlock","params":{"slot":1}}', -32602),
        (b'{"jsonrpc":"2.0","id":1,"method":"getBlock","params":"1"}', -32602),
        (b'{"jsonrpc":"2.0","id":1,"method":"' + b"x" * 40_000 + b'"}', -32601),
        (b'{"jsonrpc":"2.0","id":1,"method":null}', -32600),
        (b"null", -32600),
        (b"[]", -32600),
        (b"[" + b"1," * 9_999 + b"1]", -32600),
    ],
    ids=range(16),
)
def test_what_is_no_call_is_answered_as_such(tmp_path: Path, body: bytes, code: int) -> None:
    async def scene(served: Served) -> None:
        status, answered = await served.ask(body)
        assert (status, json.loads(answered)["error"]["code"]) == (200, code)
        await still_serves(served)

    serve(tmp_path, scene)


def test_a_large_batch_is_answered_whole(tmp_path: Path) -> None:
    async def scene(served: Served) -> None:
        batch = b"[" + b",".join(call("getSlot", call_id=n) for n in range(500)) + b"]"
        _, body = await served.ask(batch)
        assert [item["id"] for item in json.loads(body)] == list(range(500))
        refused = b"[" + b",".join([b"0"] * 10_000) + b"]"
        assert json.loads((await served.ask(refused))[1])["error"]["code"] == -32600

    serve(tmp_path, scene)


def test_a_body_over_the_limit_is_refused_and_the_refusal_can_be_read(tmp_path: Path) -> None:
    async def scene(served: Served) -> None:
        for size in (50 * 1024 + 1, 1_500_000):
            status, _ = await served.ask(b" " * size)
            assert status == 413
        reader, writer = await served.connect()
        writer.write(post(b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked"))
        writer.write(b"10000\r\n" + b" " * 65_536 + b"\r\n0\r\n\r\n")
        assert (await answer(reader))[0] == 413
        writer.close()
        reader, writer = await served.connect()
        writer.write(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n")
        writer.write(b"Content-Length: 99999999999999\r\n\r\nxxxx")
        assert (await answer(reader))[0] == 408
        assert await ended(reader)
        writer.close()
        await still_serves(served)

    serve(tmp_path, scene, RpcSettings(body_s=0.5))


def test_the_slow_are_cut_off(tmp_path: Path) -> None:
    async def scene(served: Served) -> None:
        silent, drip, body, subscriber = [await served.connect(ws=ws) for ws in (False, False, False, True)]
        drip[1].write(b"POST / HTTP/1.1\r\nHost: loc")
        body[1].write(post(HEALTH)[:-3])
        assert (await answer(body[0]))[0] == 408
        for reader, writer in (silent, drip, body, subscriber):
            assert await ended(reader)
            writer.close()
        await still_serves(served)

    serve(tmp_path, scene, RpcSettings(header_s=0.4, body_s=0.4))


def test_a_head_that_drips_is_cut_off_however_steadily_it_drips(tmp_path: Path) -> None:
    async def scene(served: Served) -> None:
        reader, writer = await served.connect()
        finished = asyncio.create_task(ended(reader))
        for letter in b"POST / HTTP/1.1\r\nX: " + b"y" * 500:
            if finished.done():
                break
            writer.write(bytes([letter]))
            await asyncio.sleep(0.02)
        assert finished.done()
        assert await finished
        writer.close()

    serve(tmp_path, scene, RpcSettings(header_s=0.5))


def test_a_slow_body_to_another_application_on_the_port_is_cut_off(tmp_path: Path) -> None:
    @litestar_post("/echo", media_type="application/json")
    async def echo(request: Request[object, object, State]) -> bytes:
        return await request.body()

    async def scene(served: Served) -> None:
        reader, writer = await served.connect()
        whole = post(b'{"a":1}').replace(b"POST / ", b"POST /echo ")
        writer.write(whole)
        assert await answer(reader) == (201, b'{"a":1}')
        writer.write(whole[:-2])
        assert await ended(reader)
        writer.close()
        await still_serves(served)

    serve(tmp_path, scene, RpcSettings(body_s=0.2), others=Litestar([echo], openapi_config=None))


def test_pipelined_calls_are_answered_in_order(tmp_path: Path) -> None:
    async def scene(served: Served) -> None:
        reader, writer = await served.connect()
        writer.write(b"".join(post(call("getSlot", call_id=n)) for n in range(100)))
        ids = [json.loads((await answer(reader))[1])["id"] for _ in range(100)]
        assert ids == list(range(100))
        writer.close()

    serve(tmp_path, scene)


def test_a_reader_of_calls_that_does_not_read_is_cut_off(tmp_path: Path) -> None:
    async def scene(served: Served) -> None:
        reader, writer = await served.connect()
        request = post(call("getBlocks", 0, 500_000, {"commitment": "confirmed"}))
        unread = post(b"[" + b",".join([call("getClusterNodes")] * 500) + b"]")
        writer.write(request + unread * 200)
        await asyncio.sleep(1.5)
        await still_serves(served)
        assert await ended(reader)
        writer.close()

    serve(tmp_path, scene, RpcSettings(header_s=0.5))


@pytest.mark.parametrize(
    "text",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000,
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"\r\n" * 10_000,
    ],
    ids=range(7),
)
def test_what_is_no_http_ends_the_connection(tmp_path: Path, text: bytes) -> None:
    async def scene(served: Served) -> None:
        for ws in (False, True):
            reader, writer = await served.connect(ws=ws)
            writer.write(text)
            assert await ended(reader)
            writer.close()
        await still_serves(served)

    serve(tmp_path, scene, RpcSettings(header_s=0.4, body_s=0.4))


def test_other_methods_and_names(tmp_path: Path) -> None:
    async def scene(served: Served) -> None:
        for line, status in (
            ("GET / HTTP/1.1\r\nHost: localhost", 405),
            ("HEAD / HTTP/1.1\r\nHost: localhost", 405),
            ("OPTIONS / HTTP/1.1\r\nHost: localhost", 204),
            ("GET /health HTTP/1.1\r\nHost: localhost", 200),
            ("GET /health HTTP/1.1\r\nHost: evil.example", 421),
            ("DELETE /x HTTP/1.1\r\nHost: localhost", 404),
        ):
            reader, writer = await served.connect()
            writer.write(f"{line}\r\n\r\n".encode())
            async with asyncio.timeout(5):
                assert int((await reader.readline()).split()[1]) == status, line
            writer.close()

    serve(tmp_path, scene)


def test_two_thousand_connections_at_once_are_all_served(tmp_path: Path) -> None:
    need(present=files_allowed() >= 6_000, missing="the process may open too few files: ulimit -n 8192")

    async def scene(served: Served) -> None:
        async def ask(number: int) -> int:
            _, body = await served.ask(call("getSlot", call_id=number))
            found: int = json.loads(body)["id"]
            return found

        async with many(served, 2_000):
            assert await asyncio.gather(*(ask(n) for n in range(500))) == list(range(500))
        async with many(served, 2_000) as writers:
            for writer in writers:
                writer.write(post(HEALTH))
            await still_serves(served)

    serve(tmp_path, scene)


def test_two_thousand_calls_in_flight_are_all_answered(tmp_path: Path) -> None:
    need(present=files_allowed() >= 6_000, missing="the process may open too few files: ulimit -n 8192")

    async def scene(served: Served) -> None:
        connections = []
        for _ in range(10):
            connections += await asyncio.gather(*(served.connect() for _ in range(200)))
        for number, (_, writer) in enumerate(connections):
            writer.write(post(call("getSlot", call_id=number)))
        for number, (reader, writer) in enumerate(connections):
            status, body = await answer(reader)
            assert (status, json.loads(body)["id"]) == (200, number)
            writer.close()

    serve(tmp_path, scene)


def test_connections_over_the_limit_are_told(tmp_path: Path) -> None:
    async def scene(served: Served) -> None:
        async with many(served, 60):
            assert (await served.ask(HEALTH))[0] == 503
        await asyncio.sleep(0.1)
        await still_serves(served)

    serve(tmp_path, scene, RpcSettings(connections_max=50))
