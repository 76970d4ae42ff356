"""`close_order` and `close_interval`: only when nothing depends on them; rent to who paid it; never again."""

import pytest
from tests.integration.programs.market_stage import ASK, BID, INTERVAL_S, START, Placed, Refused, Stage, key


@pytest.fixture
def asks(market: Stage) -> list[Placed]:
    """Three asks at one price, the second cancelled, before a demand of 150 Wh, cleared."""
    placed = [market.place(market.trader(f"s{n}", energy_wh=100), ASK, 200, 100) for n in range(3)]
    market.cancel(placed[1])
    buyer = market.trader("buyer", credit=10**9)
    market.place(buyer, BID, 250, 150, pairs=market.attest(buyer.wallet, "M", 150))
    market.close_gate()
    market.clear()
    return placed


def test_a_settled_order_gives_its_rent_back(market: Stage, asks: list[Placed]) -> None:
    market.rank(*asks)
    market.settle(asks[0])
    rent = market.svm.get_account(asks[0].address)
    before = market.svm.get_balance(market.payer.pubkey())
    assert rent is not None
    assert before is not None
    market.close_order(asks[0])
    fee = 5_000
    assert market.svm.get_balance(market.payer.pubkey()) == before + rent.lamports - fee
    gone = market.svm.get_account(asks[0].address)
    assert gone is None or gone.lamports == 0
    assert market.book()["closed_count"] == 1


def test_an_unsettled_order_stays(market: Stage, asks: list[Placed]) -> None:
    market.rank(*asks)
    with pytest.raises(Refused, match="NotSettled"):
        market.close_order(asks[0])


def test_a_tombstone_stays_until_the_ranking_has_passed_it(market: Stage, asks: list[Placed]) -> None:
    with pytest.raises(Refused, match="NotRanked"):
        market.close_order(asks[1])
    market.rank(asks[0])
    with pytest.raises(Refused, match="NotRanked"):
        market.close_order(asks[1])
    market.rank(asks[1])
    market.close_order(asks[1])


def test_before_clearing_nothing_is_closed(market: Stage) -> None:
    placed = market.place(market.trader("seller", energy_wh=100), ASK, 200, 100)
    market.cancel(placed)
    with pytest.raises(Refused, match="NotCleared"):
        market.close_order(placed)


def test_the_rent_goes_to_the_payer_only(market: Stage, asks: list[Placed]) -> None:
    market.rank(*asks)
    market.settle(asks[0])
    accounts = {"interval": market.interval, "order": asks[0].address, "payer": key("thief").pubkey()}
    with pytest.raises(Refused, match="WrongPayer"):
        market.send(market.call("close_order", accounts))


def test_an_order_is_closed_in_its_own_interval(market: Stage, asks: list[Placed]) -> None:
    market.rank(*asks)
    market.settle(asks[0])
    market.seal(START + INTERVAL_S)
    market.open(START + INTERVAL_S)
    market.close_gate()
    market.clear()
    with pytest.raises(Refused, match="WrongInterval"):
        market.close_order(asks[0])


def test_an_order_closes_once(market: Stage, asks: list[Placed]) -> None:
    market.rank(*asks)
    market.settle(asks[0])
    market.close_order(asks[0])
    with pytest.raises(Refused, match="AccountDataTooSmall"):
        market.close_order(asks[0])
    assert market.book()["closed_count"] == 1


def _close_all(market: Stage, asks: list[Placed]) -> None:
    market.rank(*asks)
    orders = [*asks, market.placed(market.trader("buyer"), BID)]
    market.settle(*orders)
    for order in orders:
        market.close_order(order)


def test_an_interval_goes_when_its_orders_are_gone(market: Stage, asks: list[Placed]) -> None:
    with pytest.raises(Refused, match="OrdersRemain"):
        market.close_interval()
    _close_all(market, asks)
    market.close_interval()
    gone = market.svm.get_account(market.interval)
    assert gone is None or gone.lamports == 0


def test_a_closed_interval_never_opens_again(market: Stage, asks: list[Placed]) -> None:
    _close_all(market, asks)
    market.close_interval()
    market.set_time(START)
    with pytest.raises(Refused, match="IntervalNotNew"):
        market.open()


def test_an_open_interval_stays(market: Stage) -> None:
    with pytest.raises(Refused, match="NotCleared"):
        market.close_interval()


def test_the_intervals_rent_goes_to_its_payer_only(market: Stage) -> None:
    market.close_gate()
    market.clear()
    accounts = {"interval": market.interval, "payer": key("thief").pubkey()}
    with pytest.raises(Refused, match="WrongPayer"):
        market.send(market.call("close_interval", accounts))
    market.close_interval()
