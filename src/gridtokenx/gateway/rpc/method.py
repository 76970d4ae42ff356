"""A method: what its parameters are, and the function that answers it.

Three kinds, by what they need: the state at one slot, the history, or the node as a whole.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec

from gridtokenx.gateway.rpc.node_access import NodeAccess
from gridtokenx.gateway.rpc.params import Params, ParamsDecoder
from gridtokenx.port.node import HistoryView, StateView

P = TypeVar("P", bound=Params)
Method = Callable[[NodeAccess, msgspec.Raw], Awaitable[object]]
"""Answers a call by its undecoded parameters; raises `RpcFault`."""
API_VERSION = "4.1.2"
"""The release of Agave whose virtual machine and shapes these are."""


def of_state(kind: type[P], work: Callable[[StateView, P], object]) -> Method:
    """Return a method that reads the state at one slot."""
    decoder = ParamsDecoder(kind)

    async def run(access: NodeAccess, raw: msgspec.Raw) -> object:
        params = decoder.decode(raw)
        return await access.read(lambda view: work(view, params), min_context_slot=params.min_context_slot)

    return run


def of_history(kind: type[P], work: Callable[[HistoryView, P], object]) -> Method:
    """Return a method that reads the history; a minContextSlot is waited for by nobody, so it is checked."""
    decoder = ParamsDecoder(kind)

    async def run(access: NodeAccess, raw: msgspec.Raw) -> object:
        params = decoder.decode(raw)
        if params.min_context_slot is not None:
            await access.read(lambda _: None, min_context_slot=params.min_context_slot)
        return await access.look_up(lambda history: work(history, params))

    return run


def of_node(kind: type[P], work: Callable[[NodeAccess, P], Awaitable[object]]) -> Method:
    """Return a method that needs the node as a whole."""
    decoder = ParamsDecoder(kind)

    async def run(access: NodeAccess, raw: msgspec.Raw) -> object:
        return await work(access, decoder.decode(raw))

    return run


def with_context(view: StateView, value: object) -> dict[str, object]:
    """Return a result beside the slot it holds for."""
    return in_context(view.slot(), value)


def in_context(slot: int, value: object) -> dict[str, object]:
    """Return a result beside the slot it holds for."""
    return {"context": {"apiVersion": API_VERSION, "slot": slot}, "value": value}
