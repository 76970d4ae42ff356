"""All methods by name, and the one function that answers a call."""

import asyncio
import logging

import msgspec

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.gateway.rpc import (
    account_methods,
    block_methods,
    call,
    cluster_methods,
    program_accounts,
    sending,
    simulation,
    token_methods,
    transaction_methods,
)
from gridtokenx.gateway.rpc.call import Call, CallId
from gridtokenx.gateway.rpc.fault import Code, RpcFault
from gridtokenx.gateway.rpc.method import Method
from gridtokenx.gateway.rpc.node_access import NodeAccess

_log = logging.getLogger("gridtokenx.gateway")

METHODS: dict[str, Method] = {
    **account_methods.METHODS,
    **program_accounts.METHODS,
    **token_methods.METHODS,
    **transaction_methods.METHODS,
    **simulation.METHODS,
    **sending.METHODS,
    **block_methods.METHODS,
    **cluster_methods.METHODS,
}


async def answer_message(access: NodeAccess, body: bytes) -> bytes:
    """Return the answer to a message; empty when it held notifications only.

    Calls of a batch are answered one after the other, so what one sends the next can read.
    """
    try:
        calls, batch = call.read_message(body, batch_max=access.settings.batch_max)
    except RpcFault as fault:
        return call.refuse(None, fault)
    answers: list[bytes] = []
    size = 0
    for item in calls:
        too_much = size > access.settings.batch_bytes_max
        answered = _passed_over(item) if too_much else await _answer(access, item)
        if answered is not None:
            answers.append(answered)
            size += len(answered)
    if not batch:
        return answers[0] if answers else b""
    return call.join(answers) if answers else b""


def _passed_over(item: Call | call.Refused) -> bytes | None:
    call_id = item.id if isinstance(item, Call) else item[0]
    fault = RpcFault(Code.SCAN_TOO_LARGE, "Too much: the answers before this one fill the batch's; ask again")
    return None if isinstance(call_id, msgspec.UnsetType) else call.refuse(call_id, fault)


async def _answer(access: NodeAccess, item: Call | call.Refused) -> bytes | None:
    if not isinstance(item, Call):
        return call.refuse(*item)
    try:
        result = await run(access, item)
        answered = _encoded(item.id, result)
    except RpcFault as fault:
        answered = None if isinstance(item.id, msgspec.UnsetType) else call.refuse(item.id, fault)
    return answered


def _encoded(call_id: CallId | msgspec.UnsetType, result: object) -> bytes | None:
    return None if isinstance(call_id, msgspec.UnsetType) else call.answer(call_id, result)


async def run(access: NodeAccess, item: Call) -> object:
    """Return a call's result.

    Raises:
        RpcFault: It is refused; a fault of ours is logged, and told as internal without its inside.
    """
    method = METHODS.get(item.method)
    if method is None:
        raise RpcFault(Code.METHOD_NOT_FOUND, f"Method not found: {item.method[:80]}")
    try:
        return await method(access, item.params)
    except RpcFault:
        raise
    except GridTokenXError as error:
        raise RpcFault(Code.INTERNAL, f"Internal error: {error}") from error
    except asyncio.CancelledError:
        raise
    except Exception as error:
        _log.exception("gateway.rpc.failed", extra={"method": item.method})
        raise RpcFault(Code.INTERNAL, "Internal error") from error
