"""HTTP around JSON-RPC: methods, paths, bodies too large, too slow and given up, and foreign pages."""

import asyncio
import threading
from collections.abc import Sequence

import msgspec
import pytest
from tests.unit.gateway.rpc.asgi_client import JSON_HEADER, Header, Reply, ask_http
from tests.unit.gateway.rpc.ledger_world import World

from gridtokenx.gateway.rpc.asgi import Message, Receive, Scope, Send
from gridtokenx.gateway.rpc.http_face import answer_http
from gridtokenx.gateway.rpc.node_access import NodeAccess
from gridtokenx.gateway.rpc.settings import RpcSettings

CALL = b'{"jsonrpc":"2.0","id":1,"method":"getHealth"}'
ORIGIN: Header = (b"origin", b"https://wallet.example")


def ask(
    world: World,
    *pieces: bytes,
    settings: RpcSettings | None = None,
    method: str = "POST",
    path: str = "/",
    headers: Sequence[Header] = (JSON_HEADER,),
    ends: bool = True,
) -> Reply:
    async def go() -> Reply:
        access = NodeAccess(world.node, settings or RpcSettings())

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            await answer_http(access, scope, receive, send)

        return await ask_http(app, *pieces, method=method, path=path, headers=headers, ends=ends)

    return asyncio.run(go())


def test_a_call_in_pieces_is_answered(world: World) -> None:
    reply = ask(
        world, CALL[:5], b"", CALL[5:], headers=[(b"content-type", b"Application/JSON; charset=utf-8")]
    )
    assert reply.status == 200
    assert msgspec.json.decode(reply.body) == {"jsonrpc": "2.0", "result": "ok", "id": 1}
    assert reply.headers["content-type"] == "application/json"
    assert int(reply.headers["content-length"]) == len(reply.body)


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/", [], 405),
        ("HEAD", "/", [], 405),
        ("PUT", "/", [JSON_HEADER], 405),
        ("GET", "/nowhere", [], 404),
        ("POST", "/rpc", [JSON_HEADER], 404),
        ("POST", "/health", [JSON_HEADER], 404),
        ("POST", "/", [(b"content-type", b"text/plain")], 415),
        ("POST", "/", [], 415),
        ("OPTIONS", "/", [], 204),
        ("OPTIONS", "*", [], 204),
        ("GET", "/health", [], 200),
        ("HEAD", "/health", [], 200),
    ],
)
def test_what_is_asked_otherwise(
    world: World, method: str, path: str, headers: list[Header], status: int
) -> None:
    reply = ask(world, CALL, method=method, path=path, headers=headers)
    assert reply.status == status
    if status == 405:
        assert reply.headers["allow"] == "POST, OPTIONS"


def test_a_large_body_is_refused_whether_announced_or_not(world: World) -> None:
    settings = RpcSettings(body_bytes_max=100)
    announced = [JSON_HEADER, (b"content-length", b"101")]
    for reply in (
        ask(world, b"x" * 101, settings=settings, headers=announced),
        ask(world, *[b"x" * 50] * 3, settings=settings),
        ask(world, b"x" * 5_000_000, settings=settings, ends=False),
    ):
        assert reply.status == 413
        assert b"100 bytes at most" in reply.body
        assert reply.headers["connection"] == "close"
    assert ask(world, b"x" * 100, settings=settings).status == 200


@pytest.mark.parametrize("pieces", [(b"",), (CALL[:9],), (b"x" * 101,)])
def test_a_slow_body_is_refused(world: World, pieces: tuple[bytes, ...]) -> None:
    reply = ask(world, *pieces, settings=RpcSettings(body_s=0.05, body_bytes_max=100), ends=False)
    assert reply.status == 408


def test_nobody_is_answered_who_has_gone(world: World) -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [JSON_HEADER]}
    asyncio.run(answer_http(NodeAccess(world.node, RpcSettings()), scope, receive, send))
    assert sent == []


def test_foreign_pages_are_let_in_only_when_named(world: World) -> None:
    named = RpcSettings(allowed_origins=("https://wallet.example",))
    for settings, allowed in (
        (RpcSettings(), None),
        (named, "https://wallet.example"),
        (RpcSettings(allowed_origins=("*",)), "*"),
        (RpcSettings(allowed_origins=("https://other.example",)), None),
    ):
        called = ask(world, CALL, settings=settings, headers=[JSON_HEADER, ORIGIN])
        asked = ask(world, settings=settings, method="OPTIONS", headers=[ORIGIN])
        assert called.headers.get("access-control-allow-origin") == allowed
        assert asked.headers.get("access-control-allow-origin") == allowed
        assert ("access-control-allow-headers" in asked.headers) == (allowed is not None)


def test_health_says_when_the_ledger_does_not_answer(world: World) -> None:
    let_go = threading.Event()
    world.node.read(lambda _: let_go.wait(10))
    try:
        reply = ask(world, method="GET", path="/health", settings=RpcSettings(work_s=0.05), headers=[])
    finally:
        let_go.set()
    assert (reply.status, reply.body) == (503, b"behind")
    assert ask(world, method="GET", path="/health", headers=[]).body == b"ok"
