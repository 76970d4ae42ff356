"""Messages of JSON-RPC 2.0: the specification's own examples among them."""

import msgspec
import pytest

from gridtokenx.gateway.rpc.call import Call, answer, join, notify, read_message, refuse
from gridtokenx.gateway.rpc.fault import Code, RpcFault


def one(body: bytes) -> Call | tuple[object, RpcFault]:
    calls, batch = read_message(body, batch_max=10)
    assert not batch
    return calls[0]


def test_a_call_keeps_its_parameters_as_bytes() -> None:
    call = one(b' {"jsonrpc":"2.0","method":"getSlot","params":[1, 2],"id":"a"}')
    assert isinstance(call, Call)
    assert (call.method, call.id, bytes(call.params)) == ("getSlot", "a", b"[1, 2]")


def test_a_notification_has_no_id_and_null_is_an_id() -> None:
    without, null = one(b'{"jsonrpc":"2.0","method":"x"}'), one(b'{"jsonrpc":"2.0","method":"x","id":null}')
    assert isinstance(without, Call)
    assert without.id is msgspec.UNSET
    assert isinstance(null, Call)
    assert null.id is None


@pytest.mark.parametrize(
    ("body", "call_id", "code"),
    [
        (b'{"jsonrpc":"2.0","method":"foobar,"params":"bar","baz]', None, Code.PARSE_ERROR),
        (b'{"jsonrpc":"2.0","method":1,"params":"bar"}', None, Code.INVALID_REQUEST),
        (b'{"jsonrpc":"2.0","method":1,"id":7}', 7, Code.INVALID_REQUEST),
        (b'{"jsonrpc":"1.0","method":"x","id":7}', 7, Code.INVALID_REQUEST),
        (b'{"method":"x","id":7}', 7, Code.INVALID_REQUEST),
        (b'{"jsonrpc":"2.0","method":"x","id":{}}', None, Code.INVALID_REQUEST),
        (b"5", None, Code.INVALID_REQUEST),
        (b"", None, Code.PARSE_ERROR),
        (b'{"jsonrpc":"2.0","method":"x","params":' + b"[" * 50_000, None, Code.PARSE_ERROR),
    ],
)
def test_what_is_no_call_is_refused_with_its_id_where_it_has_one(
    body: bytes, call_id: object, code: Code
) -> None:
    found = one(body)
    assert not isinstance(found, Call)
    assert (found[0], found[1].code) == (call_id, code)


def test_a_batch_is_read_call_by_call() -> None:
    calls, batch = read_message(b'[{"jsonrpc":"2.0","method":"x","id":1}, 1, {"foo":2}]', batch_max=3)
    assert batch
    assert [isinstance(call, Call) for call in calls] == [True, False, False]


@pytest.mark.parametrize("body", [b"[]", b"[" + b"1," * 10 + b"1]"])
def test_a_batch_that_is_empty_or_too_long_is_refused_whole(body: bytes) -> None:
    with pytest.raises(RpcFault) as caught:
        read_message(body, batch_max=10)
    assert caught.value.code is Code.INVALID_REQUEST


@pytest.mark.parametrize("body", [b"[1", b"[" * 50_000])
def test_a_broken_batch_is_no_json(body: bytes) -> None:
    with pytest.raises(RpcFault) as caught:
        read_message(body, batch_max=10)
    assert caught.value.code is Code.PARSE_ERROR


def test_answers_are_messages() -> None:
    text = join([answer(1, {"a": 2**64 - 1}), refuse(None, RpcFault(Code.INTERNAL, "no"))])
    assert msgspec.json.decode(text) == [
        {"jsonrpc": "2.0", "result": {"a": 2**64 - 1}, "id": 1},
        {"jsonrpc": "2.0", "error": {"code": -32603, "message": "no"}, "id": None},
    ]
    assert msgspec.json.decode(notify("slotNotification", 3, 5)) == {
        "jsonrpc": "2.0",
        "method": "slotNotification",
        "params": {"result": 5, "subscription": 3},
    }
