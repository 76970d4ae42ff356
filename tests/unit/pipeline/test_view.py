from tests.unit.pipeline.conftest import Delivered

from gridtokenx.pipeline import view
from gridtokenx.pipeline.interval import Exchange


def test_the_book_is_best_first_on_both_sides(exchange: Exchange, delivered: Delivered) -> None:
    interval, items = delivered
    exchange.offer(interval, items)
    book = view.book(exchange.site, interval)
    assert (book.phase, book.gate_closure_s) == ("open", interval.end_s + 300)
    bids, asks = [b.price_ticks for b in book.bids], [a.price_ticks for a in book.asks]
    assert bids == sorted(bids, reverse=True)
    assert asks == sorted(asks)
    assert bids
    assert asks


def test_nothing_open_is_idle(exchange: Exchange) -> None:
    assert view.book(exchange.site, None).phase == "idle"


def test_balances_are_the_wallets(exchange: Exchange, delivered: Delivered) -> None:
    interval, items = delivered
    exchange.offer(interval, items)
    exchange.conclude(interval, items)
    balances = view.balances(exchange.site)
    assert [b.meter_id for b in balances] == [m.meter_id for m in exchange.site.campus.meters]
    assert sum(b.credit_units for b in balances) > 0
    assert all(b.energy_units == 0 for b in balances)


def test_the_ledger_names_its_programs_and_head(exchange: Exchange) -> None:
    shown = view.ledger(exchange.site)
    assert set(shown.programs) == {"governance", "registry", "energy_token", "trading", "oracle"}
    assert shown.head == exchange.site.ledger.head()
    assert shown.transactions == exchange.site.ledger.transaction_count() > 0
