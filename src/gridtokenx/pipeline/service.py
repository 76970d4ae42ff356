"""A running campus for those outside: one engine thread works, the event loop waits and answers.

Owns the thread that owns the ledger. Readers of stored data do not come here: they read the store.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.base.interval import MarketInterval
from gridtokenx.campus.model import Campus
from gridtokenx.pipeline import submit as submission
from gridtokenx.pipeline import view
from gridtokenx.pipeline.fanout import Fanout
from gridtokenx.pipeline.live import Live
from gridtokenx.port.campus_service import (
    Balance,
    BookView,
    HealthItem,
    LedgerView,
    StreamEvent,
    Submission,
)
from gridtokenx.port.clock import Clock
from gridtokenx.port.ledger import Ledger, LedgerUnavailable, Receipt, TransactionRefused
from gridtokenx.port.reading_store import ReadingStore
from gridtokenx.reading.block import FleetBlock
from gridtokenx.reading.record import IntervalReading
from gridtokenx.settlement.result import IntervalResult

T = TypeVar("T")
_log = logging.getLogger(__name__)
LONGEST_SLEEP_S = 1.0
NEW_TRANSACTIONS_MAX = 64
TAKE_UP_TRIES = 5
"""Founding looks at the ledger before it acts, so it goes on where a busy cluster has dropped it."""


class EngineStopped(GridTokenXError):
    """The campus no longer runs; the log says why."""


@dataclass(slots=True)
class _State:
    catching_up: bool = True
    transactions: int = 0
    failure: str = ""
    out_of_reach: str = ""
    """Why a cluster could not be asked at the last step."""


class RunningCampus:
    """Implements the service port over a live run.

    Args:
        make: Builds the live run; called in the engine's thread, which then owns the ledger.
        folder: Where the run keeps its data.
        clock: The run's time.
        loop: The event loop that serves the gateway.
    """

    def __init__(
        self, make: Callable[[], Live], *, folder: Path, clock: Clock, loop: asyncio.AbstractEventLoop
    ) -> None:
        self.folder = folder
        self._make, self._clock = make, clock
        self._loop = loop
        self._engine = ThreadPoolExecutor(max_workers=1, thread_name_prefix="engine")
        self._fanout = Fanout(loop)
        self._state = _State()
        self._live: Live | None = None

    async def start(self) -> None:
        """Open everything, found the campus if it is new, and take up the run where it was left.

        Raises:
            GridTokenXError: It could not; everything is closed again.
        """
        self._live = await self._run(self._make)
        self._live.on_block = self._block
        self._live.on_result = self._result
        self._live.on_book = self._book
        try:
            await self._take_up(self._live)
        except GridTokenXError:
            await self.stop()
            raise

    async def _take_up(self, live: Live) -> None:
        for _ in range(TAKE_UP_TRIES):
            try:
                return await self._run(live.take_up)
            except (LedgerUnavailable, TransactionRefused) as refusal:
                _log.warning("campus.take_up.again", extra={"reason": str(refusal)})
        return await self._run(live.take_up)

    async def run(self) -> None:
        """Work until cancelled: catch up with the clock, then follow it."""
        try:
            while True:
                delay = await self._run(self._work)
                if delay > 0:
                    await asyncio.sleep(min(delay, LONGEST_SLEEP_S))
        except GridTokenXError as error:
            self._state.failure = str(error)
            raise

    async def stop(self) -> None:
        """Close everything; nothing is lost whenever this is called, or if it never is."""
        if self._live is not None:
            await self._run(self._live.close)
        self._engine.shutdown(wait=True)

    @property
    def campus(self) -> Campus:
        """The campus that runs."""
        return self._running().meters.site.campus

    @property
    def store(self) -> ReadingStore:
        """The run's system of record; its reads may be called from any thread."""
        return self._running().meters.store

    @property
    def open_ledger(self) -> Ledger:
        """The run's ledger itself; its calls may block, and a cluster's are the engine thread's alone."""
        return self._running().exchange.site.ledger

    def time_s(self) -> int:
        """Return simulated or wall time [epoch s]."""
        return int(self._clock.now_s())

    def live(self) -> FleetBlock | None:
        """Return the newest step of the fleet."""
        return self._live.block if self._live else None

    def health(self) -> tuple[HealthItem, ...]:
        """Return the state of each part."""
        behind = self.time_s() - (self._live.time_s if self._live else 0)
        engine_ok = not self._state.failure
        trouble = self._live.trouble if self._live else ""
        return (
            HealthItem("engine", engine_ok, self._state.failure or "running"),
            HealthItem(
                "fleet",
                engine_ok,
                f"catching up, {behind} s behind"
                if self._state.catching_up
                else f"{behind} s behind the clock",
            ),
            HealthItem("market", not trouble, trouble or "open"),
            self._ledger_health(),
        )

    def _ledger_health(self) -> HealthItem:
        reached = not self._state.failure and not self._state.out_of_reach
        detail = self._state.out_of_reach or f"{self._state.transactions} transactions"
        return HealthItem("ledger", reached, detail)

    async def book(self) -> BookView:
        """Return the order book of the newest interval on the market."""
        return await self._run(lambda: view.book(self._running().exchange.site, self._running().pending))

    async def balances(self) -> tuple[Balance, ...]:
        """Return what each meter's owner holds."""
        return await self._run(lambda: view.balances(self._running().exchange.site))

    async def ledger(self) -> LedgerView:
        """Return the ledger's state."""
        return await self._run(lambda: view.ledger(self._running().exchange.site))

    async def transactions(self, *, limit: int, before: int | None) -> tuple[Receipt, ...]:
        """Return receipts, newest first."""
        ledger = self._running().exchange.site.ledger
        return tuple(await self._run(lambda: ledger.history(limit=limit, before=before)))

    async def submit(self, reading: IntervalReading) -> Submission:
        """Take one reading of an external meter all the way to a token.

        Raises:
            GridTokenXError: Its subclasses say why it was refused.
        """
        return await self._run(lambda: self._submit(reading))

    async def subscribe(self) -> AsyncIterator[StreamEvent]:
        """Yield what happens from now on."""
        async for event in self._fanout.listen():
            yield event

    def _running(self) -> Live:
        if self._live is None:
            raise EngineStopped("the campus is still starting: ask again in a moment")
        return self._live

    async def _run(self, work: Callable[[], T]) -> T:
        return await self._loop.run_in_executor(self._engine, work)

    def _work(self) -> float:
        """Do what is due; return how long nothing is due [s of the run's time]."""
        live, now = self._running(), self._clock.now_s()
        self._state.catching_up = live.behind(now)
        if self._state.catching_up:
            live.catch_up_one(now)
        else:
            live.tick(now)
        self._tell_transactions()
        return 0.0 if live.behind(now) else live.next_due_s() - self._clock.now_s()

    def _submit(self, reading: IntervalReading) -> Submission:
        live = self._running()
        site, block = live.exchange.site, live.block
        site.ledger.advance_to(live.time_s)
        done = submission.submit(site, live.meters.store, reading, weather=block.weather if block else None)
        if live.pending == reading.interval:
            live.exchange.offer(reading.interval, live.meters.store.at(reading.interval))
            self._book(reading.interval)
        self._tell_transactions()
        return done

    def _block(self, block: FleetBlock) -> None:
        self._fanout.publish(StreamEvent("power", self.time_s(), block))

    def _result(self, result: IntervalResult) -> None:
        self._fanout.publish(StreamEvent("interval", self.time_s(), result))

    def _book(self, interval: MarketInterval) -> None:
        book = view.book(self._running().exchange.site, interval)
        self._fanout.publish(StreamEvent("book", self.time_s(), book))

    def _tell_transactions(self) -> None:
        """Tell of new transactions; while a cluster is out of reach, they wait for the next time."""
        try:
            receipts = self._new_transactions()
        except LedgerUnavailable as error:
            self._state.out_of_reach = str(error)
            return
        self._state.out_of_reach = ""
        for receipt in reversed(receipts):
            self._fanout.publish(StreamEvent("transaction", self.time_s(), receipt))

    def _new_transactions(self) -> list[Receipt]:
        ledger = self._running().exchange.site.ledger
        count = ledger.transaction_count()
        new = min(count - self._state.transactions, NEW_TRANSACTIONS_MAX)
        receipts = ledger.history(limit=new) if new > 0 else []
        self._state.transactions = count
        return receipts
