"""Stepping the fleet through one settlement interval: telemetry, signed readings, one durable commit."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import SETTLEMENT_S, MarketInterval
from gridtokenx.pipeline.site import Site
from gridtokenx.port.fleet import Fleet
from gridtokenx.port.reading_store import ReadingStore
from gridtokenx.reading.admission import admit
from gridtokenx.reading.assemble import accumulate, assemble
from gridtokenx.reading.block import FleetBlock
from gridtokenx.reading.record import MeterReading

_log = logging.getLogger(__name__)


def unharmed(readings: list[MeterReading]) -> list[MeterReading]:
    """Return an interval's readings as they were sent."""
    return readings


@dataclass(slots=True)
class Meters:
    """The fleet, its signing keys and the store; collects short steps until an interval is whole."""

    site: Site
    fleet: Fleet
    store: ReadingStore
    telemetry_s: int
    uplink: Callable[[list[MeterReading]], list[MeterReading]] = unharmed
    """What arrives of an interval's signed readings; less, more or other with injected faults."""
    _steps: list[FleetBlock] = field(default_factory=list)

    def tick(self, step_s: int | None = None) -> FleetBlock:
        """Advance the fleet by one step [s], a telemetry step if left out, and return it."""
        block = self.fleet.step(step_s or self.telemetry_s)
        self._steps.append(block)
        return block

    def complete(self) -> bool:
        """Return whether the steps taken since the last interval fill one."""
        return sum(step.interval.length_s for step in self._steps) >= SETTLEMENT_S

    def measure(self, step_s: int | None = None) -> tuple[MarketInterval, list[MeterReading]]:
        """Step to the end of the interval that the fleet is in and sign what each meter read.

        Returns:
            The interval, and its signed readings that arrived, each once, in the campus's order, not
            stored yet.
        """
        while not self.complete():
            self.tick(step_s)
        block = self._steps[0] if len(self._steps) == 1 else accumulate(self._steps)
        sent = assemble(block, meters=self.site.campus.meters, signer_of=self._signer)
        return block.interval, received(self.uplink(sent))

    def keep(self, readings: list[MeterReading]) -> None:
        """Store an interval's readings with the fleet's state; durable when this returns."""
        steps, self._steps = self._steps, []
        if len(steps) > 1:
            self.store.append_telemetry(steps)
        self.store.append(readings, snapshot=self.fleet.snapshot())

    def _signer(self, meter_id: MeterId) -> Callable[[bytes], bytes]:
        return lambda message: bytes(self.site.keys.meter(meter_id).sign_message(message))


def received(arrived: list[MeterReading]) -> list[MeterReading]:
    """Return what arrived without the copies: a reading counts once (R-RDG-3).

    Raises:
        ReadingConflict: Two readings of a meter and interval differ.
    """
    new = admit(arrived, stored=())
    if len(new) < len(arrived):
        first = arrived[0].reading.interval.start_s
        _log.warning("reading.repeated", extra={"start_s": first, "copies": len(arrived) - len(new)})
    return new
