"""Running a campus through simulated time as fast as it goes, from wherever the data folder left off."""

from collections.abc import Callable
from dataclasses import dataclass

from gridtokenx.base.interval import SETTLEMENT_S, MarketInterval
from gridtokenx.pipeline.book import newest_opened
from gridtokenx.pipeline.found import found
from gridtokenx.pipeline.interval import Exchange
from gridtokenx.pipeline.simulate import Meters
from gridtokenx.pipeline.tables import open_tables
from gridtokenx.settlement.result import IntervalResult


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come."""

    done: int
    total: int
    result: IntervalResult | None


def resume(meters: Meters) -> None:
    """Bring the fleet to where the store ends, so that the next reading is the one after the last stored."""
    snapshot = meters.store.fleet_snapshot()
    if snapshot is not None:
        meters.fleet.restore(snapshot)


def unfinished(meters: Meters, exchange: Exchange) -> list[MarketInterval]:
    """Return the stored intervals that a stopped run may have left between readings and a closed market.

    Those from the newest one that the chain has opened, and the last two in any case; oldest first. One that
    is finished does no harm: every stage looks at the ledger first.
    """
    last = meters.store.last_interval()
    if last is None:
        return []
    opened_s = newest_opened(exchange.site)
    if opened_s < 0:
        opened_s = meters.store.history(start_s=0, end_s=last.end_s, limit=1)[0][0].reading.interval.start_s
    first_s = min(last.start_s - last.length_s, opened_s)
    starts = range(max(0, first_s), last.end_s, last.length_s)
    intervals = [MarketInterval(start_s, last.length_s) for start_s in starts]
    return [interval for interval in intervals if meters.store.at(interval)]


def catch_up(meters: Meters, exchange: Exchange) -> None:
    """Finish what a killed run left between storing an interval's readings and closing its market."""
    for interval in unfinished(meters, exchange):
        readings = meters.store.at(interval)
        exchange.offer(interval, readings)
        exchange.conclude(interval, readings)


def run_until(
    end_s: int,
    *,
    meters: Meters,
    exchange: Exchange,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> None:
    """Run interval after interval until the fleet's time is `end_s`.

    Args:
        end_s: Where to stop [epoch s], a multiple of the interval.
        meters: The fleet and its store.
        exchange: The market.
        on_progress: Told after each interval.
    """
    total = max(0, (end_s - meters.fleet.time_s) // SETTLEMENT_S)
    done = 0
    while meters.fleet.time_s < end_s:
        result = run_interval(meters, exchange)
        done += 1
        on_progress(Progress(done, total, result))


def run_interval(meters: Meters, exchange: Exchange, *, step_s: int | None = None) -> IntervalResult | None:
    """Run one interval through every stage, its ledger transactions in one durable group.

    Args:
        meters: The fleet and its store.
        exchange: The market.
        step_s: Step of the fleet [s]; the telemetry's if left out.
    """
    timed = exchange.timed
    with timed("simulate"):
        interval, readings = meters.measure(step_s)
    with timed("store"):
        meters.keep(readings)
    with exchange.site.ledger.group():
        exchange.offer(interval, readings)
        return exchange.conclude(interval, readings)


def start(meters: Meters, exchange: Exchange) -> None:
    """Found the campus if need be, then take up the run where it was left."""
    found(exchange.site)
    exchange.tables = open_tables(exchange.site, meters.store)
    resume(meters)
    catch_up(meters, exchange)
