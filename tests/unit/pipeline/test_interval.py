from dataclasses import replace

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


def test_a_forged_reading_neither_trades_nor_counts(exchange: Exchange, delivered: Delivered) -> None:
    interval, items = delivered
    sold = max(range(len(items)), key=lambda place: items[place].reading.surplus_wh)
    honest = items[sold].reading
    items[sold] = replace(items[sold], reading=replace(honest, export_wh=honest.export_wh + 1))
    exchange.offer(interval, items)
    result = exchange.conclude(interval, items)
    assert result is not None
    assert result.export_wh == sum(r.reading.export_wh for r in items if r is not items[sold])
    assert honest.meter_id not in {order.meter_id for order in result.orders}
