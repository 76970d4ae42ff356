"""Waiting for the node: bounded in time and in number, and told apart from refusals."""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from itertools import pairwise

import pytest
from solders.pubkey import Pubkey
from tests.unit.gateway.rpc.ledger_world import World

from gridtokenx.gateway.rpc.fault import Code, RpcFault
from gridtokenx.gateway.rpc.node_access import NodeAccess, slot_not_reached
from gridtokenx.gateway.rpc.settings import RpcSettings
from gridtokenx.port.ledger import LedgerBusy, Receipt
from gridtokenx.port.node import HistoryView, StateView


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


def test_a_ledger_on_which_too_much_waits_is_told_as_such(world: World) -> None:
    def busy(_: object) -> Future[Receipt]:
        future: Future[Receipt] = Future()
        future.set_exception(LedgerBusy("10000 transactions and reads wait already: try again in a second"))
        return future

    async def go() -> None:
        access = NodeAccess(world.node, RpcSettings())
        submit = world.node.submit
        world.node.submit = busy  # type: ignore[method-assign,assignment]
        try:
            with pytest.raises(RpcFault, match="wait already: try again") as caught:
                await access.submit(world.signed(world.transfer(Pubkey.new_unique(), 1)))
            assert caught.value.code is Code.NODE_UNHEALTHY
        finally:
            world.node.submit = submit  # type: ignore[method-assign]

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


def test_scans_leave_half_of_the_ledgers_time_to_others(world: World) -> None:
    spans: list[tuple[float, float]] = []

    def scan(_: StateView) -> None:
        started = time.monotonic()
        time.sleep(0.02)
        spans.append((started, time.monotonic()))

    async def go() -> None:
        access = NodeAccess(world.node, RpcSettings())
        await asyncio.gather(*(access.scan(scan) for _ in range(5)))

    asyncio.run(go())
    assert len(spans) == 5
    for (started, ended), (following, _) in pairwise(spans):
        assert following - ended >= 0.9 * (ended - started)


def test_a_scan_that_waits_too_long_is_refused(world: World) -> None:
    async def go() -> None:
        access = NodeAccess(world.node, RpcSettings(work_s=0.05))
        first = asyncio.create_task(access.scan(lambda _: time.sleep(0.03)))
        with pytest.raises(RpcFault) as caught:
            await asyncio.gather(*(access.scan(lambda _: time.sleep(0.03)) for _ in range(3)))
        assert caught.value.code is Code.NODE_UNHEALTHY
        await asyncio.gather(first, return_exceptions=True)

    asyncio.run(go())


def test_identity_is_the_genesis_unless_set(world: World) -> None:
    key = Pubkey.new_unique()
    assert NodeAccess(world.node, RpcSettings(identity=key)).identity == key
    assert bytes(NodeAccess(world.node, RpcSettings()).identity) == bytes(world.node.genesis_hash)


def test_a_slot_that_is_not_reached_is_told_with_the_one_that_is() -> None:
    fault = slot_not_reached(7)
    assert (fault.code, fault.data) == (Code.MIN_CONTEXT_SLOT, {"contextSlot": 7})
