from collections.abc import Callable

import httpx
import msgspec
import pytest
from tests.unit.ledger.rpc.conftest import Refuse, Town

from gridtokenx.ledger.rpc.transport import (
    CallRefused,
    LedgerAnswerInvalid,
    LedgerUnreachable,
    Transport,
    checked_url,
    shown_url,
)

Respond = Callable[[int], httpx.Response]


class Found(msgspec.Struct):
    slot: int


def failing(times: int, fault: Callable[[], httpx.Response]) -> Callable[[object], object]:
    """A method that fails some times, then answers 7."""
    left = [times]

    def method(_: object) -> object:
        left[0] -= 1
        return fault() if left[0] >= 0 else 7

    return method


def lost() -> httpx.Response:
    raise httpx.ConnectError("connection refused")


@pytest.mark.parametrize(
    "fault",
    [lambda: httpx.Response(429), lambda: httpx.Response(503), lambda: httpx.Response(500), lost],
    ids=["429", "503", "500", "connection"],
)
def test_what_may_pass_is_tried_again(
    town: Town, transport: Transport, fault: Callable[[], httpx.Response]
) -> None:
    town.hooks["getSlot"] = failing(3, fault)
    assert transport.call("getSlot", answer=int) == 7
    assert town.now == pytest.approx(0.1 + 0.2 + 0.4)


def test_a_server_says_how_long_to_wait(town: Town, transport: Transport) -> None:
    town.hooks["getSlot"] = failing(1, lambda: httpx.Response(429, headers={"Retry-After": "3"}))
    transport.call("getSlot", answer=int)
    assert town.now == 3
    town.hooks["getSlot"] = failing(1, lambda: httpx.Response(429, headers={"Retry-After": "99999"}))
    transport.call("getSlot", answer=int)
    assert town.now == 3 + 5


def test_patience_ends_and_the_address_is_named_without_its_key(town: Town, transport: Transport) -> None:
    town.hooks["getSlot"] = failing(10**6, lost)
    with pytest.raises(LedgerUnreachable, match=r"http://cluster\.test/\.\.\. .*refused.*check") as caught:
        transport.call("getSlot", answer=int)
    assert "k3y" not in str(caught.value)
    assert town.now <= transport.patience_s


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe{}",
        b"[]",
        b"null",
        b'{"jsonrpc":"2.0","id":1}',
        b'{"jsonrpc":"2.0","id":99,"result":7}',
        b'{"jsonrpc":"2.0","id":1,"result":"seven"}',
        b'{"jsonrpc":"2.0","id":1,"result":[7]}',
        b'{"jsonrpc":"2.0","id":1,"error":"no"}',
        b'{"jsonrpc":"2.0","id":1,"error":{"code":"x"}}',
        b"[" * 50_000,
        b'{"jsonrpc":"2.0","id":1,"result":' + b"[" * 50_000,
        b'{"jsonrpc":"2.0","id":1,"result":7}' + b" " * 1_000_001,
    ],
    ids=lambda body: repr(body[:40]),
)
def test_hostile_answers_are_refused_in_words(town: Town, transport: Transport, body: bytes) -> None:
    town.hooks["getSlot"] = lambda _: httpx.Response(200, content=body)
    with pytest.raises(LedgerAnswerInvalid, match=r"cluster\.test"):
        transport.call("getSlot", answer=int)


def test_a_compressed_bomb_stops_at_the_limit(town: Town, transport: Transport) -> None:
    import gzip

    bomb = gzip.compress(bytes(10_000_000))
    town.hooks["getSlot"] = lambda _: httpx.Response(200, content=bomb, headers={"Content-Encoding": "gzip"})
    with pytest.raises(LedgerAnswerInvalid, match="more than 1000000 bytes"):
        transport.call("getSlot", answer=int)


def test_broken_compression_is_no_json_rpc_server(town: Town, transport: Transport) -> None:
    town.hooks["getSlot"] = lambda _: httpx.Response(
        200, stream=httpx.ByteStream(b"x" * 99), headers={"Content-Encoding": "gzip"}
    )
    with pytest.raises(LedgerUnreachable, match="cannot be read"):
        transport.call("getSlot", answer=int)


@pytest.mark.parametrize("status", [301, 401, 403, 404, 405])
def test_a_page_is_no_json_rpc_server(town: Town, transport: Transport, status: int) -> None:
    town.hooks["getSlot"] = lambda _: httpx.Response(status, text="<html>no</html>")
    with pytest.raises(LedgerUnreachable, match=f"HTTP {status}"):
        transport.call("getSlot", answer=int)
    assert town.calls == ["getSlot"]


def test_an_error_has_the_servers_code_and_words(town: Town, transport: Transport) -> None:
    def no(_: object) -> object:
        raise Refuse(-32601, "Method\nnot found")

    town.hooks["getSlot"] = no
    with pytest.raises(CallRefused, match=r"refused getSlot: Method not found \(-32601\)") as caught:
        transport.call("getSlot", answer=int)
    assert caught.value.code == -32601


def test_a_node_that_is_behind_is_waited_for(town: Town, transport: Transport) -> None:
    left = [2]

    def behind(_: object) -> object:
        left[0] -= 1
        if left[0] >= 0:
            raise Refuse(-32016, "Minimum context slot has not been reached")
        return {"slot": 5}

    town.hooks["getSlot"] = behind
    assert transport.call("getSlot", answer=Found).slot == 5


@pytest.mark.parametrize(
    "url", ["", "localhost:8899", "ftp://x", "http://", "http://[", "http://x:99999", "http://x:0"]
)
def test_what_is_no_address_is_said(url: str) -> None:
    with pytest.raises(LedgerUnreachable, match=r"like http://127\.0\.0\.1:8899"):
        checked_url(url)


def test_keys_in_addresses_are_never_shown() -> None:
    assert shown_url("http://127.0.0.1:8899") == "http://127.0.0.1:8899"
    assert shown_url("https://rpc.example.org/?api-key=s3cret") == "https://rpc.example.org/..."
    assert "s3cret" not in shown_url("https://me:s3cret@rpc.example.org")
