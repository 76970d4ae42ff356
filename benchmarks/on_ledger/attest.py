"""Many meters attested and minted in one batch: from signed readings to tokens, durable."""

import time

from gridtokenx.pipeline.attest import attest
from on_ledger.checks import check_supply
from on_ledger.founded import founded, interval_at, readings_of
from on_ledger.timing import Watch, staged, timed


def measure(*, meters: int) -> dict[str, object]:
    """Attest one interval of a founded fleet."""
    with founded(meters) as ledger:
        watch, interval = Watch(), interval_at(0)
        started = time.perf_counter()
        readings = readings_of(ledger.run, interval)
        signed_s = time.perf_counter() - started
        site = timed(ledger.run.exchange.site, watch)
        site.ledger.advance_to(interval.end_s)
        before = site.ledger.transaction_count()
        with staged(site, watch):
            rejected = attest(site, readings, interval=interval)
        assert not rejected, rejected[:3]
        check_supply(site, minted_wh=sum(r.surplus_wh for r in readings))
        return {
            "meters": meters,
            "total_s": round(sum(watch.parts.values()), 3),
            "parts_s": watch.report(),
            "transactions": site.ledger.transaction_count() - before,
            "setup_s": round(ledger.setup_s, 2),
            "signed_by_meters_s": round(signed_s, 3),
        }
