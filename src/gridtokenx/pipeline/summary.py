"""A run in numbers, from what is stored and what the ledger holds: nothing is counted along the way.

So a run that was killed and taken up again, in any pieces, sums up the same.
"""

from typing import cast

from gridtokenx.base.units import TICKS_PER_CREDIT, UNITS_PER_WH, credit_of
from gridtokenx.pipeline.site import Site
from gridtokenx.port.reading_store import ReadingStore
from gridtokenx.settlement.summary import RunSummary
from gridtokenx.settlement.summary import summarise as add_up


def summarise(site: Site, store: ReadingStore, *, start_s: int, end_s: int) -> dict[str, object]:
    """Sum a run up.

    Args:
        site: The campus on its ledger.
        store: Its readings and results.
        start_s: Start of the run [epoch s].
        end_s: End of the run [epoch s].

    Returns:
        What `gridtokenx run --json` prints of the run itself; energies in Wh, prices in credit/kWh as decimal
        numbers, money in credits.
    """
    sums = add_up(store.results(start_s=start_s, end_s=end_s))
    return {
        "campus": site.campus.name,
        "meters": len(site.campus.meters),
        "currency": site.campus.currency,
        **_energies(store, start_s=start_s, end_s=end_s),
        **_tokens(site),
        "traded_wh": sums.traded_wh,
        "intervals": sums.intervals,
        "orders": sums.orders,
        "trades": sums.trades,
        "clearing_prices": _prices(sums),
        "savings": float(credit_of(sums.savings_units)),
        "transactions": site.ledger.transaction_count(),
        "state_hash": site.ledger.state_hash(),
        "head": site.ledger.head(),
    }


def _energies(store: ReadingStore, *, start_s: int, end_s: int) -> dict[str, int]:
    rows = store.rolled_up("hour", start_s=start_s - start_s % 3600, end_s=end_s)
    return {
        "readings": sum(r.readings for r in rows),
        "generated_wh": sum(r.generated_wh for r in rows),
        "consumed_wh": sum(r.consumed_wh for r in rows),
        "charged_wh": sum(r.charged_wh for r in rows),
        "discharged_wh": sum(r.discharged_wh for r in rows),
        "imported_wh": sum(r.import_wh for r in rows),
        "exported_wh": sum(r.export_wh for r in rows),
    }


def _tokens(site: Site) -> dict[str, int]:
    account = site.ledger.account(site.addresses.token_state())
    if account is None:
        return {"minted_wh": 0, "burned_wh": 0, "redeemed_wh": 0, "supply_units": 0}
    state = site.programs.energy_token.account("TokenState", account.data)
    minted, burned, redeemed = (
        cast("int", state[name]) for name in ("minted_wh", "burned_wh", "redeemed_wh")
    )
    supply = (minted - burned - redeemed) * UNITS_PER_WH
    return {"minted_wh": minted, "burned_wh": burned, "redeemed_wh": redeemed, "supply_units": supply}


def _prices(sums: RunSummary) -> dict[str, float | None]:
    """Least, mean per traded kWh, and greatest clearing price [credit/kWh]; None when nothing was traded."""
    ticks = {"min": sums.price_min_ticks, "mean": sums.price_weighted_ticks, "max": sums.price_max_ticks}
    return {
        name: None if value is None else round(value / TICKS_PER_CREDIT, 6) for name, value in ticks.items()
    }
