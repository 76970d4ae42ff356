"""A campus that runs with the clock: catches up, then one telemetry step at a time, a market every interval.

Measuring never waits for the market. A delivered interval joins a queue; the queue moves when the ledger
takes what is sent, and is tried again while it does not (a paused configuration, a cluster out of reach).
Everything here runs in the engine's one thread, called by a loop that sleeps elsewhere; see
``pipeline/service.py``. What happens is told through a fan-out as it happens.
"""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from gridtokenx.base.interval import SETTLEMENT_S, MarketInterval
from gridtokenx.chain.errors import ProgramError
from gridtokenx.pipeline.found import found
from gridtokenx.pipeline.interval import Exchange
from gridtokenx.pipeline.late import attest_late
from gridtokenx.pipeline.run import resume, unfinished
from gridtokenx.pipeline.simulate import Meters
from gridtokenx.port.ledger import LedgerUnavailable, TransactionRefused
from gridtokenx.reading.block import FleetBlock
from gridtokenx.settlement.result import IntervalResult

_log = logging.getLogger(__name__)
RETRY_S = 10.0
"""How long a refused interval waits before it is tried again."""
SUBMIT_S = 300
"""The sources' cadence of submissions [s] (R-LED-5)."""
LAPSED = "ReadingTooOld"
"""The oracle's refusal of an interval that ended too long ago: it will never be attested."""


@dataclass(slots=True)
class Live:
    """The state of a running campus between two calls."""

    meters: Meters
    exchange: Exchange
    close: Callable[[], None]
    """Closes the ledger and the store; called in the thread that opened them."""
    on_block: Callable[[FleetBlock], None] = lambda _: None
    on_result: Callable[[IntervalResult], None] = lambda _: None
    on_book: Callable[[MarketInterval], None] = lambda _: None
    submit_s: int = SUBMIT_S
    """How often what was refused when it came by itself is submitted again [s]."""
    waiting: deque[MarketInterval] = field(default_factory=deque)
    """Delivered intervals that are not on the market yet, oldest first."""
    pending: MarketInterval | None = None
    """The interval whose orders are being taken."""
    block: FleetBlock | None = None
    """The newest step of the fleet."""
    trouble: str = ""
    """Why the market does not move, in words; empty while it does."""
    _retry_s: float = 0.0
    _late_s: float = 0.0

    @property
    def time_s(self) -> int:
        """End of the newest step [epoch s]."""
        return self.meters.fleet.time_s

    def take_up(self) -> None:
        """Found the campus if need be, and queue what a stopped run left unfinished.

        An interval whose gate is still ahead stays open to its gate.
        """
        found(self.exchange.site)
        resume(self.meters)
        self.waiting.extend(unfinished(self.meters, self.exchange))

    def behind(self, now_s: float) -> bool:
        """Return whether a whole interval can be run at once to come nearer to now."""
        return self.time_s % SETTLEMENT_S == 0 and now_s - self.time_s >= 2 * SETTLEMENT_S

    def catch_up_one(self, now_s: float) -> None:
        """Measure the next interval at once and run what is due of the market, durable together."""
        self._deliver(SETTLEMENT_S)
        with self.exchange.site.ledger.group():
            self._trade(now_s)

    def tick(self, now_s: float) -> None:
        """Do what is due by now: one telemetry step, the end of an interval, the closing of a gate."""
        is_due = now_s >= self.time_s + self.meters.telemetry_s
        if is_due:
            self.block = self.meters.tick()
            self.on_block(self.block)
        if self.meters.complete():
            self._deliver()
        self._trade(now_s)
        self._submit_late(now_s)
        if is_due and not self.waiting and not self.behind(now_s):
            self._show_time(now_s)

    def next_due_s(self) -> float:
        """Return when there is something to do next [epoch s]."""
        due = float(self.time_s + self.meters.telemetry_s)
        if self.trouble:
            return min(due, self._retry_s)
        if self.pending is not None:
            due = min(due, self._gate_s(self.pending))
        return due

    def _deliver(self, step_s: int | None = None) -> None:
        interval, readings = self.meters.measure(step_s)
        self.meters.keep(readings)
        self.waiting.append(interval)

    def _trade(self, now_s: float) -> None:
        """Move the queue as far as it goes now; what is refused is told and tried again later."""
        if self.trouble and now_s < self._retry_s:
            return
        try:
            while self._trade_one(now_s):
                self.trouble = ""
        except (ProgramError, TransactionRefused, LedgerUnavailable) as error:
            self._retry_s = now_s + RETRY_S
            if str(error) != self.trouble:
                _log.error("market.interval.refused", extra={"reason": str(error)})  # no bug of ours
            self.trouble = str(error)
        else:
            self.trouble = ""

    def _submit_late(self, now_s: float) -> None:
        """Submit what the ledger refused when it came, if that is due; what fails again waits."""
        if now_s < self._late_s:
            return
        self._late_s = now_s + self.submit_s
        try:
            attest_late(self.exchange.site, self.meters.store)
        except (TransactionRefused, LedgerUnavailable) as error:
            _log.warning("reading.late.waits", extra={"reason": str(error)})

    def _trade_one(self, now_s: float) -> bool:
        """Close the pending interval's gate or open the next interval; False when nothing is due."""
        pending = self.pending
        if pending is not None and (now_s >= self._gate_s(pending) or self.waiting):
            result = self.exchange.conclude(pending, self.meters.store.at(pending))
            self.pending = None
            if result is not None:
                self.on_result(result)
            return True
        if pending is None and self.waiting:
            self._offer(self.waiting[0])
            return True
        return False

    def _offer(self, interval: MarketInterval) -> None:
        try:
            self.exchange.offer(interval, self.meters.store.at(interval))
        except ProgramError as error:
            if error.fault.name != LAPSED:
                raise
            _log.error("market.interval.lapsed", extra={"start": interval.start_utc.isoformat()})
            self.waiting.popleft()
            return
        self.pending = self.waiting.popleft()
        self.on_book(interval)

    def _show_time(self, now_s: float) -> None:
        """Bring the chain's clock to a step before now, for whoever trades from outside; without waiting."""
        shown_s = int(now_s) - self.meters.telemetry_s
        if self.pending is not None:
            shown_s = min(shown_s, self._gate_s(self.pending) - 1)
        self.exchange.site.ledger.advance_to(shown_s)

    def _gate_s(self, interval: MarketInterval) -> int:
        return interval.end_s + self.exchange.site.gate_s
