"""One interval from readings to money: attest, open, collect orders, clear, settle, publish, close.

Every stage looks at the ledger first, so the same call finishes an interval that was cut off anywhere.
The result is stored before the accounts it was read from are closed.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.market.pricing import REMEMBERED
from gridtokenx.pipeline.attest import attest
from gridtokenx.pipeline.book import INTERVAL_OPEN, newest_opened, read_again, read_interval
from gridtokenx.pipeline.certify import certify
from gridtokenx.pipeline.clear import clear, close, settle
from gridtokenx.pipeline.publish import result_of
from gridtokenx.pipeline.site import Site
from gridtokenx.pipeline.stage import Stages
from gridtokenx.pipeline.tables import Tables
from gridtokenx.pipeline.trade import collect, open_interval
from gridtokenx.port.reading_store import ReadingStore
from gridtokenx.reading.record import MeterReading
from gridtokenx.settlement.result import IntervalResult

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Exchange:
    """The market's side of the pipeline for one campus."""

    site: Site
    store: ReadingStore
    timed: Stages
    tables: Tables = field(default_factory=Tables)
    """Lookup tables, once the run has opened them."""
    _prices: dict[int, int | None] = field(default_factory=dict)
    """Clearing prices by the intervals' starts, the newest few."""
    _refused: dict[int, set[MeterId]] = field(default_factory=dict)
    """Whose reading of the interval on the market was not attested: it neither trades nor counts."""

    def offer(self, interval: MarketInterval, readings: Sequence[MeterReading]) -> None:
        """Attest a delivered interval, open its spot market, and place the automatic orders."""
        site = self.site
        site.ledger.advance_to(interval.end_s)
        plain = [r.reading for r in readings]
        with self.timed("attest"):
            refused = {
                line.reading.meter_id for line in attest(site, plain, interval=interval, tables=self.tables)
            }
            certify(site, [r for r in plain if r.meter_id not in refused], interval=interval)
        self._refused = {interval.start_s: refused}
        if newest_opened(site) < interval.start_s:
            open_interval(site, interval)
        market = read_interval(site, interval)
        if market is None or market.state != INTERVAL_OPEN or site.ledger.time_s() >= market.gate_s:
            return
        counted = [r for r in readings if r.reading.meter_id not in refused]
        with self.timed("order"):
            collect(site, interval, counted, last_prices=self._last_prices(interval))

    def conclude(self, interval: MarketInterval, readings: Sequence[MeterReading]) -> IntervalResult | None:
        """Clear and settle an interval whose gate closes now, store the result, close its accounts."""
        with self.timed("clear"):
            orders = clear(self.site, interval)
        with self.timed("settle"):
            settle(self.site, interval, orders)
            settled = read_again(self.site, orders)
        refused = self._refused.get(interval.start_s, set())
        attested = [r.reading for r in readings if r.reading.meter_id not in refused]
        result = result_of(self.site, interval, attested, settled)
        if result is not None:
            self.store.save_result(result)
            self._prices[interval.start_s] = result.price_ticks
            _log.info(
                "market.interval.cleared",
                extra={
                    "start": interval.start_utc.isoformat(),
                    "price_ticks": result.price_ticks,
                    "traded_wh": result.traded_wh,
                    "orders": len(result.orders),
                },
            )
            with self.timed("close"):
                close(self.site, interval, settled)
        return result

    def _last_prices(self, interval: MarketInterval) -> list[int]:
        """Clearing prices of the intervals before, newest last [ticks]; the store is asked once for each."""
        starts = range(interval.start_s - REMEMBERED * interval.length_s, interval.start_s, interval.length_s)
        missing = [start_s for start_s in starts if start_s not in self._prices]
        if missing:
            found = self.store.results(start_s=max(0, missing[0]), end_s=interval.start_s)
            stored = {result.interval.start_s: result.price_ticks for result in found}
            self._prices |= {start_s: stored.get(start_s) for start_s in missing}
        self._prices = {start_s: self._prices[start_s] for start_s in starts}
        return [price for price in self._prices.values() if price is not None]
