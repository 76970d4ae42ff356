"""What the page and the API show of the ledger: order book, balances, state. Reads only."""

from gridtokenx.base.interval import MarketInterval
from gridtokenx.chain.token import balance_of
from gridtokenx.market.order import Side
from gridtokenx.pipeline.book import INTERVAL_OPEN, OnMarket, read_interval
from gridtokenx.pipeline.site import Site
from gridtokenx.port.campus_service import Balance, BookLevel, BookView, LedgerView

NOTHING_OPEN = BookView(interval=None, phase="idle", gate_closure_s=None, bids=(), asks=())


def book(site: Site, interval: MarketInterval | None) -> BookView:
    """Return the order book of an interval, best price first on both sides."""
    market = read_interval(site, interval) if interval is not None else None
    if market is None:
        return NOTHING_OPEN
    return BookView(
        interval=interval,
        phase="open" if market.state == INTERVAL_OPEN else "cleared",
        gate_closure_s=market.gate_s,
        bids=tuple(reversed(_levels(market, Side.BID))),
        asks=tuple(_levels(market, Side.ASK)),
    )


def balances(site: Site) -> tuple[Balance, ...]:
    """Return what each meter's owner holds, in the campus's order."""
    connections = site.connections
    accounts = site.ledger.accounts([key for c in connections for key in (c.energy, c.credit)])
    held = [0 if account is None else balance_of(account.data) for account in accounts]
    return tuple(
        Balance(c.spec.meter_id, str(c.wallet), held[2 * i], held[2 * i + 1])
        for i, c in enumerate(connections)
    )


def ledger(site: Site) -> LedgerView:
    """Return the ledger's state at a glance."""
    return LedgerView(
        programs={program.name: str(program.id) for program in site.programs.all()},
        transactions=site.ledger.transaction_count(),
        head=site.ledger.head(),
        time_s=site.ledger.time_s(),
        authority=str(site.operator().pubkey()),
    )


def _levels(market: OnMarket, side: int) -> list[BookLevel]:
    """Levels of one side that hold something, by rising price."""
    return [BookLevel(price, wh, tickets) for at, price, wh, tickets in market.price_levels if at == side]
