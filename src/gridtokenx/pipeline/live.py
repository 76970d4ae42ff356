"""A campus that runs with the clock: catches up, then one telemetry step at a time, a market every interval.

Everything here runs in the engine's one thread, called by a loop that sleeps elsewhere; see
``pipeline/service.py``. What happens is told through a fan-out as it happens.
"""

from collections.abc import Callable
from dataclasses import dataclass

from gridtokenx.base.interval import SETTLEMENT_S, MarketInterval
from gridtokenx.pipeline.interval import Exchange
from gridtokenx.pipeline.run import run_interval
from gridtokenx.pipeline.simulate import Meters
from gridtokenx.reading.block import FleetBlock
from gridtokenx.settlement.result import IntervalResult


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
    pending: MarketInterval | None = None
    """The interval whose orders are being taken."""
    block: FleetBlock | None = None
    """The newest step of the fleet."""

    @property
    def time_s(self) -> int:
        """End of the newest step [epoch s]."""
        return self.meters.fleet.time_s

    def behind(self, now_s: float) -> bool:
        """Return whether a whole interval can be run at once to come nearer to now."""
        return (
            self.pending is None
            and self.time_s % SETTLEMENT_S == 0
            and now_s - self.time_s >= 2 * SETTLEMENT_S
        )

    def catch_up_one(self) -> None:
        """Run the next interval through every stage at once."""
        result = run_interval(self.meters, self.exchange, step_s=SETTLEMENT_S)
        if result is not None:
            self.on_result(result)

    def tick(self, now_s: float) -> None:
        """Do what is due by now: one telemetry step, the end of an interval, the closing of a gate."""
        if now_s >= self.time_s + self.meters.telemetry_s:
            self.block = self.meters.tick()
            self.on_block(self.block)
        if self.meters.complete():
            self._deliver()
        gate_s = self.exchange.site.gate_s
        if self.pending is not None and now_s >= self.pending.end_s + gate_s:
            self._conclude(self.pending)

    def next_due_s(self) -> float:
        """Return when there is something to do next [epoch s]."""
        due = self.time_s + self.meters.telemetry_s
        if self.pending is not None:
            due = min(due, self.pending.end_s + self.exchange.site.gate_s)
        return due

    def _deliver(self) -> None:
        interval, readings = self.meters.measure()
        self.meters.keep(readings)
        if self.pending is not None:
            self._conclude(self.pending)
        self.exchange.offer(interval, self.meters.store.at(interval))
        self.pending = interval
        self.on_book(interval)

    def _conclude(self, interval: MarketInterval) -> None:
        result = self.exchange.conclude(interval, self.meters.store.at(interval))
        self.pending = None
        if result is not None:
            self.on_result(result)
