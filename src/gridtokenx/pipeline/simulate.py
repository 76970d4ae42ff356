"""Stepping the fleet through one settlement interval: telemetry, signed readings, one durable commit."""

from collections.abc import Callable
from dataclasses import dataclass

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import SETTLEMENT_S, MarketInterval
from gridtokenx.pipeline.site import Site
from gridtokenx.port.fleet import Fleet
from gridtokenx.port.reading_store import ReadingStore
from gridtokenx.reading.assemble import accumulate, assemble
from gridtokenx.reading.block import FleetBlock
from gridtokenx.reading.record import MeterReading


@dataclass(slots=True)
class Meters:
    """The fleet, its signing keys and the store; collects short steps until an interval is whole."""

    site: Site
    fleet: Fleet
    store: ReadingStore
    telemetry_s: int
    on_step: Callable[[FleetBlock], None] = lambda _: None

    def __post_init__(self) -> None:
        self._steps: list[FleetBlock] = []

    def tick(self) -> FleetBlock:
        """Advance the fleet by one telemetry step and return it."""
        block = self.fleet.step(self.telemetry_s)
        self._steps.append(block)
        self.on_step(block)
        return block

    def complete(self) -> bool:
        """Return whether the steps taken since the last interval fill one."""
        return len(self._steps) * self.telemetry_s >= SETTLEMENT_S

    def measure(self) -> list[MeterReading]:
        """Step to the end of the interval that the fleet is in and sign what each meter read.

        Returns:
            Signed readings in the campus's order, not stored yet.
        """
        while not self.complete():
            self.tick()
        block = self._steps[0] if len(self._steps) == 1 else accumulate(self._steps)
        return assemble(block, meters=self.site.campus.meters, signer_of=self._signer)

    def keep(self, readings: list[MeterReading]) -> None:
        """Store an interval's readings with the fleet's state; durable when this returns."""
        steps, self._steps = self._steps, []
        if self.telemetry_s < SETTLEMENT_S:
            self.store.append_telemetry(steps)
        self.store.append(readings, snapshot=self.fleet.snapshot())

    def _signer(self, meter_id: MeterId) -> Callable[[bytes], bytes]:
        return lambda message: bytes(self.site.keys.meter(meter_id).sign_message(message))


def next_interval(fleet: Fleet) -> MarketInterval:
    """Return the settlement interval that a fleet is about to finish."""
    return MarketInterval.containing(fleet.time_s, length_s=SETTLEMENT_S)
