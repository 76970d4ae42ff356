"""A ledger to measure on: a generated fleet, founded as the product does it, in a folder of its own."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from solders.keypair import Keypair

from gridtokenx.base.interval import SETTLEMENT_S, MarketInterval
from gridtokenx.campus.generated import generated
from gridtokenx.campus.model import MeterSpec
from gridtokenx.compose import Plan, Run, open_run
from gridtokenx.ledger.litesvm.node import LiteSvmNode
from gridtokenx.pipeline.found import found
from gridtokenx.reading.record import IntervalReading
from gridtokenx.reading.signing import sign
from gridtokenx.reading.validation import limits_of

START_S = 1_772_427_600
SEED = 11
SHARE_OF_LIMIT = 0.4


@dataclass(frozen=True, slots=True)
class Founded:
    """An open run whose meters and owners are on the ledger, and what that took [s]."""

    run: Run
    setup_s: float

    @property
    def node(self) -> LiteSvmNode:
        """The embedded validator."""
        assert isinstance(self.run.ledger, LiteSvmNode)
        return self.run.ledger


@contextmanager
def founded(meters: int, *, zones: int = 1) -> Iterator[Founded]:
    """Found a generated fleet, its meters in so many zones by turns."""
    with tempfile.TemporaryDirectory(prefix="gridtokenx-bench-") as folder:
        plan = Plan(
            campus=generated(meters=meters, seed=SEED),
            seed=SEED,
            telemetry_s=SETTLEMENT_S,
            gate_s=300,
            folder=Path(folder),
            start_s=START_S,
        )
        started = time.perf_counter()
        run = open_run(plan)
        try:
            site = run.exchange.site
            in_zones = (replace(c, zone=at % zones) for at, c in enumerate(site.connections))
            run.exchange.site = replace(site, connections=tuple(in_zones))
            found(run.exchange.site)
            yield Founded(run, time.perf_counter() - started)
        finally:
            run.close()


def interval_at(number: int) -> MarketInterval:
    """Return one of the intervals after the start."""
    return MarketInterval(START_S + number * SETTLEMENT_S, SETTLEMENT_S)


def readings_of(run: Run, interval: MarketInterval) -> list[IntervalReading]:
    """Return a reading of each meter, signed by it: who can generate has a surplus, the others a deficit."""
    site = run.exchange.site
    return [_signed(spec, site.keys.meter(spec.meter_id), interval) for spec in site.campus.meters]


def _signed(spec: MeterSpec, key: Keypair, interval: MarketInterval) -> IntervalReading:
    return sign(_reading(spec, interval), signer=lambda body: bytes(key.sign_message(body)))


def _reading(spec: MeterSpec, interval: MarketInterval) -> IntervalReading:
    limits = limits_of(spec)
    source, load = (
        int(watts * SHARE_OF_LIMIT * interval.length_s / 3600) for watts in (limits.capacity_w, limits.load_w)
    )
    if source:
        return IntervalReading(spec.meter_id, interval, source, 0, 0, 0, 0, source)
    return IntervalReading(spec.meter_id, interval, 0, load, 0, 0, load, 0)
