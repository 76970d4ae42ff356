"""Waiting for the node: bounded in time and in number, and told apart from refusals."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future

import pytest
from solders.pubkey import Pubkey
from tests.unit.gateway.rpc.ledger_world import World

from gridtokenx.gateway.rpc.fault import Code, RpcFault
from gridtokenx.gateway.rpc.node_access import NodeAccess, slot_not_reached
from gridtokenx.gateway.rpc.settings import RpcSettings
from gridtokenx.port.node import HistoryView


def test_a_busy_ledger_is_answered_as_behind(world: World) -> None:
    let_go = threading.Event()

    async def go() -> None:
        access = NodeAccess(world.node, RpcSettings(work_s=0.05))
        world.node.read(lambda _: let_go.wait(10))
        try:
            with pytest.raises(RpcFault, match="did not answer within") as caught:
                await access.read(lambda view: view.slot())
            assert caught.value.code is Code.NODE_UNHEALTHY
        finally:
            let_go.set()
        assert await NodeAccess(world.node, RpcSettings()).read(lambda view: view.slot()) > 0

    asyncio.run(go())


def test_so_many_wait_for_the_ledger_at_once(world: World) -> None:
    running = peak = 0

    async def go() -> None:
        access = NodeAccess(world.node, RpcSettings(work_max=3))
        begin = world.node.look_up

        def counted(work: Callable[[HistoryView], object]) -> Future[object]:
            nonlocal running, peak
            running += 1
            peak = max(peak, running)
            future = begin(work)
            future.add_done_callback(lambda _: done())
            return future

        def done() -> None:
            nonlocal running
            running -= 1

        world.node.look_up = counted  # type: ignore[method-assign,assignment]
        try:
            await asyncio.gather(*(access.look_up(lambda history: history.block(0)) for _ in range(50)))
        finally:
            world.node.look_up = begin  # type: ignore[method-assign]

    asyncio.run(go())
    assert 1 <= peak <= 3


def test_identity_is_the_genesis_unless_set(world: World) -> None:
    key = Pubkey.new_unique()
    assert NodeAccess(world.node, RpcSettings(identity=key)).identity == key
    assert bytes(NodeAccess(world.node, RpcSettings()).identity) == bytes(world.node.genesis_hash)


def test_a_slot_that_is_not_reached_is_told_with_the_one_that_is() -> None:
    fault = slot_not_reached(7)
    assert (fault.code, fault.data) == (Code.MIN_CONTEXT_SLOT, {"contextSlot": 7})
