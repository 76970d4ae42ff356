"""The three kinds of methods: each decodes its parameters and minds the slot that a client wants."""

import asyncio

import msgspec
import pytest
from tests.unit.gateway.rpc.ledger_world import World

from gridtokenx.gateway.rpc.fault import Code, RpcFault
from gridtokenx.gateway.rpc.method import Method, in_context, of_history, of_node, of_state, with_context
from gridtokenx.gateway.rpc.node_access import NodeAccess
from gridtokenx.gateway.rpc.params import ConfigOnly
from gridtokenx.gateway.rpc.settings import RpcSettings


async def node_work(access: NodeAccess, params: ConfigOnly) -> object:
    return access.node.first_slot, params.min_context_slot


METHODS = {
    "state": of_state(ConfigOnly, lambda view, _: with_context(view, view.block_height())),
    "history": of_history(ConfigOnly, lambda history, _: history.block(0)),
    "node": of_node(ConfigOnly, node_work),
}


def run(world: World, method: Method, params: bytes) -> object:
    async def go() -> object:
        return await method(NodeAccess(world.node, RpcSettings()), msgspec.Raw(params))

    return asyncio.run(go())


def test_each_kind_answers(world: World) -> None:
    assert isinstance(run(world, METHODS["state"], b"[]"), dict)
    assert run(world, METHODS["history"], b'[{"minContextSlot":1}]') == []
    assert run(world, METHODS["node"], b"[]") == (world.node.first_slot, None)


@pytest.mark.parametrize("kind", ["state", "history"])
def test_a_later_slot_is_refused(world: World, kind: str) -> None:
    with pytest.raises(RpcFault) as caught:
        run(world, METHODS[kind], b'[{"minContextSlot":999999999999}]')
    assert caught.value.code is Code.MIN_CONTEXT_SLOT


@pytest.mark.parametrize("kind", METHODS)
def test_wrong_parameters_never_reach_the_work(world: World, kind: str) -> None:
    with pytest.raises(RpcFault) as caught:
        run(world, METHODS[kind], b"[5]")
    assert caught.value.code is Code.INVALID_PARAMS


def test_a_context_names_the_slot() -> None:
    assert in_context(9, None)["value"] is None
    context = in_context(9, None)["context"]
    assert isinstance(context, dict)
    assert context["slot"] == 9
