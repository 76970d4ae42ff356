import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import pytest
from tests.unit.pipeline.conftest import NOON, plan_in

from gridtokenx.compose import open_service
from gridtokenx.ledger.litesvm.node import LiteSvmNode
from gridtokenx.pipeline.service import EngineStopped, RunningCampus
from gridtokenx.port.ledger import AnyTransaction, LedgerUnavailable, Receipt, TransactionRefused


class HandClock:
    """A clock that stands still where a test puts it."""

    def __init__(self, time: float) -> None:
        self.time = time

    def now_s(self) -> float:
        return self.time

    def monotonic_s(self) -> float:
        return self.time


def with_service(folder: Path, use: Callable[[RunningCampus, HandClock], Awaitable[None]]) -> None:
    async def scenario() -> None:
        clock = HandClock(NOON + 4 * 900)
        service = open_service(plan_in(folder, telemetry_s=300), clock=clock, loop=asyncio.get_running_loop())
        with pytest.raises(EngineStopped):
            _ = service.campus
        await service.start()
        try:
            await asyncio.wait_for(use(service, clock), 60)
        finally:
            await service.stop()

    asyncio.run(scenario())


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 # the engine has no event to wait for
        await asyncio.sleep(0.01)


def test_it_catches_up_and_then_follows_the_clock(tmp_path: Path) -> None:
    async def use(service: RunningCampus, clock: HandClock) -> None:
        engine = asyncio.create_task(service.run())
        await until(lambda: service.live() is not None)
        assert len(service.store.results(start_s=NOON, end_s=NOON + 7200)) >= 2
        block = service.live()
        assert block is not None
        assert block.interval.end_s <= clock.time
        assert all(item.ok for item in service.health())
        engine.cancel()

    with_service(tmp_path, use)


def test_a_ledger_out_of_reach_is_told_and_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(_: object) -> int:
        raise LedgerUnavailable("http://cluster did not answer")

    async def use(service: RunningCampus, clock: HandClock) -> None:
        engine = asyncio.create_task(service.run())
        await until(lambda: service.live() is not None)
        with monkeypatch.context() as broken:
            broken.setattr(LiteSvmNode, "transaction_count", lost)
            clock.time += 300
            await until(lambda: not all(item.ok for item in service.health()))
            (ledger,) = [item for item in service.health() if not item.ok]
            assert (ledger.name, ledger.detail) == ("ledger", "http://cluster did not answer")
        clock.time += 300
        await until(lambda: all(item.ok for item in service.health()))
        assert not engine.done()
        assert service.open_ledger.transaction_count() > 0
        engine.cancel()

    with_service(tmp_path, use)


def test_founding_that_a_busy_cluster_drops_is_taken_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send, drops = LiteSvmNode.send, [2]

    def busy(node: LiteSvmNode, transactions: Sequence[AnyTransaction]) -> list[Receipt]:
        if drops[0]:
            drops[0] -= 1
            raise TransactionRefused("the blockhash died")
        return send(node, transactions)

    async def use(service: RunningCampus, _: HandClock) -> None:
        assert not drops[0]
        assert all(item.ok for item in service.health())

    monkeypatch.setattr(LiteSvmNode, "send", busy)
    with_service(tmp_path, use)


def test_founding_that_never_works_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: object) -> None:
        raise LedgerUnavailable("nobody answers")

    async def use(_service: RunningCampus, _clock: HandClock) -> None:
        pytest.fail("it must not start")

    monkeypatch.setattr(LiteSvmNode, "accounts", lost)
    with pytest.raises(LedgerUnavailable, match="nobody answers"):
        with_service(tmp_path, use)


def test_listeners_hear_results_and_transactions(tmp_path: Path) -> None:
    async def use(service: RunningCampus, _: HandClock) -> None:
        kinds: set[str] = set()

        async def hear() -> None:
            async for event in service.subscribe():
                kinds.add(event.kind)
                if {"interval", "transaction", "power"} <= kinds:
                    return

        listener = asyncio.create_task(hear())
        await asyncio.sleep(0)
        engine = asyncio.create_task(service.run())
        await listener
        engine.cancel()

    with_service(tmp_path, use)


def test_views_answer_while_the_engine_works(tmp_path: Path) -> None:
    async def use(service: RunningCampus, _: HandClock) -> None:
        engine = asyncio.create_task(service.run())
        await until(lambda: service.live() is not None)
        book, balances, ledger = await asyncio.gather(service.book(), service.balances(), service.ledger())
        assert len(balances) == 5
        assert ledger.transactions > 0
        assert book.phase in {"idle", "open", "cleared"}
        newest = await service.transactions(limit=3, before=None)
        assert len(newest) == 3
        engine.cancel()

    with_service(tmp_path, use)
