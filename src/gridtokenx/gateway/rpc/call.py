"""JSON-RPC 2.0 messages: bytes in, calls out; answers in, bytes out. No input, no output.

A call keeps its parameters as bytes until its method is known. Source: https://www.jsonrpc.org/specification.
"""

from collections.abc import Sequence

import msgspec

from gridtokenx.gateway.rpc.fault import Code, RpcFault

CallId = int | float | str | None


class Call(msgspec.Struct, frozen=True):
    """One request; without an `id` it is a notification, which has no answer."""

    method: str
    params: msgspec.Raw = msgspec.Raw(b"[]")
    id: CallId | msgspec.UnsetType = msgspec.UNSET
    jsonrpc: str | msgspec.UnsetType = msgspec.UNSET


class _IdOnly(msgspec.Struct, frozen=True):
    id: CallId = None


_call = msgspec.json.Decoder(Call)
_id_only = msgspec.json.Decoder(_IdOnly)
_batch = msgspec.json.Decoder(list[msgspec.Raw])
_encoder = msgspec.json.Encoder()

Refused = tuple[CallId, RpcFault]
"""A call that cannot be read, with its id where that can."""


def read_message(body: bytes, *, batch_max: int) -> tuple[list[Call | Refused], bool]:
    """Return a message's calls, and whether they came as a batch.

    Raises:
        RpcFault: The message as a whole is refused: no JSON, or an empty or too long batch.
    """
    if body.lstrip()[:1] != b"[":
        return [_read(body)], False
    try:
        items = _batch.decode(body)
    except (ValueError, RecursionError) as error:
        raise _parse_error(error) from None
    if not items:
        raise RpcFault(Code.INVALID_REQUEST, "Invalid Request: the batch is empty")
    if len(items) > batch_max:
        raise RpcFault(Code.INVALID_REQUEST, f"Invalid Request: {len(items)} calls: a batch has {batch_max}")
    return [_read(bytes(item)) for item in items], True


def _read(item: bytes) -> Call | Refused:
    try:
        call = _call.decode(item)
    except msgspec.ValidationError as error:
        return _id_of(item), RpcFault(Code.INVALID_REQUEST, f"Invalid Request: {error}")
    except (ValueError, RecursionError) as error:
        return None, _parse_error(error)
    if call.jsonrpc != "2.0":
        given = "missing" if call.jsonrpc is msgspec.UNSET else repr(call.jsonrpc[:20])
        fault = RpcFault(Code.INVALID_REQUEST, f'Invalid Request: jsonrpc is {given}: "2.0" is wanted')
        return None if call.id is msgspec.UNSET else call.id, fault
    return call


def _id_of(item: bytes) -> CallId:
    try:
        return _id_only.decode(item).id
    except (ValueError, RecursionError):
        return None


def _parse_error(error: Exception) -> RpcFault:
    words = "nested too deeply" if isinstance(error, RecursionError) else str(error)
    return RpcFault(Code.PARSE_ERROR, f"Parse error: {words}")


def answer(call_id: CallId, result: object) -> bytes:
    """Return the bytes of a successful answer."""
    return _encoder.encode({"jsonrpc": "2.0", "result": result, "id": call_id})


def refuse(call_id: CallId, fault: RpcFault) -> bytes:
    """Return the bytes of a refusal."""
    return _encoder.encode({"jsonrpc": "2.0", "error": fault.body(), "id": call_id})


def notify(method: str, subscription: int, result: object) -> bytes:
    """Return the bytes of a notification to a subscriber."""
    params = {"result": result, "subscription": subscription}
    return _encoder.encode({"jsonrpc": "2.0", "method": method, "params": params})


def join(answers: Sequence[bytes]) -> bytes:
    """Return the answers to a batch as one message."""
    return b"[" + b",".join(answers) + b"]"
