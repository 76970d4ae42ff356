from tests.unit.pipeline.conftest import Delivered

from gridtokenx.pipeline.interval import Exchange


def test_an_interval_goes_from_readings_to_money(exchange: Exchange, delivered: Delivered) -> None:
    interval, items = delivered
    exchange.offer(interval, items)
    result = exchange.conclude(interval, items)
    assert result is not None
    assert result.minted_wh == sum(r.reading.surplus_wh for r in items)
    assert result.traded_wh == result.burned_wh > 0
    assert result.minted_wh == result.burned_wh + result.redeemed_wh
    assert exchange.store.results(start_s=interval.start_s, end_s=interval.end_s) == [result]
    assert set(exchange.timed.seconds) >= {"attest", "order", "clear", "settle", "close"}


def test_doing_it_all_again_changes_nothing(exchange: Exchange, delivered: Delivered) -> None:
    interval, items = delivered
    exchange.offer(interval, items)
    exchange.conclude(interval, items)
    count, state = exchange.site.ledger.transaction_count(), exchange.site.ledger.state_hash()
    exchange.offer(interval, items)
    assert exchange.conclude(interval, items) is None
    assert (exchange.site.ledger.transaction_count(), exchange.site.ledger.state_hash()) == (count, state)
