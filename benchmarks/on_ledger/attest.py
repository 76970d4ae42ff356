"""Many meters attested and minted in one batch: from signed readings to tokens, durable."""

import time

from gridtokenx.pipeline.attest import attest
from gridtokenx.pipeline.tables import Tables, open_tables
from on_ledger.checks import check_supply
from on_ledger.founded import founded, interval_at, readings_of
from on_ledger.timing import Watch, staged, timed


def measure(*, meters: int, tables: int) -> dict[str, object]:
    """Attest one interval of a founded fleet."""
    with founded(meters) as ledger:
        watch, interval, run = Watch(), interval_at(0), ledger.run
        started = time.perf_counter()
        known = open_tables(run.exchange.site, run.store) if tables else Tables()
        tables_s = time.perf_counter() - started
        started = time.perf_counter()
        readings = readings_of(run, interval)
        signed_s = time.perf_counter() - started
        site = timed(run.exchange.site, watch)
        site.ledger.advance_to(interval.end_s)
        before = site.ledger.transaction_count()
        with staged(site, watch):
            rejected = attest(site, readings, interval=interval, tables=known)
        assert not rejected, rejected[:3]
        check_supply(site, minted_wh=sum(r.surplus_wh for r in readings))
        return {
            "meters": meters,
            "total_s": watch.total().report(),
            "parts_s": watch.report(),
            "transactions": site.ledger.transaction_count() - before,
            "tables_s": round(tables_s, 2),
            "setup_s": round(ledger.setup_s, 2),
            "signed_by_meters_s": round(signed_s, 3),
        }
