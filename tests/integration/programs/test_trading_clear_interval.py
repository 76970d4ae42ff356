import pytest
from tests.integration.programs.market_stage import (
    ASK,
    BID,
    GATE,
    NO_PRICE,
    Refused,
    Stage,
)


def bid(market: Stage, name: str, limit: int, quantity_wh: int) -> None:
    buyer = market.trader(name, credit=10**9)
    market.place(buyer, BID, limit, quantity_wh, pairs=market.attest(buyer.wallet, name, quantity_wh))


def ask(market: Stage, name: str, limit: int, quantity_wh: int) -> None:
    market.place(market.trader(name, energy_wh=quantity_wh), ASK, limit, quantity_wh)


def test_the_worked_example_of_the_documentation(market: Stage) -> None:
    for n, (limit, wh) in enumerate(((170, 400), (200, 300), (220, 500))):
        ask(market, f"seller {n}", limit, wh)
    for n, (limit, wh) in enumerate(((280, 350), (250, 250), (220, 300), (200, 200))):
        bid(market, f"buyer {n}", limit, wh)
    market.close_gate()
    (event,) = market.events(market.clear())
    assert event.name == "IntervalCleared"
    assert event.data == {
        "interval": market.interval,
        "price": 220,
        "cleared_wh": 900,
        "bid_count": 4,
        "ask_count": 3,
    }
    book = market.book()
    assert (book["state"], book["price"], book["cleared_wh"]) == (1, 220, 900)
    assert (book["marginal_side"], book["marginal_left"]) == (ASK, 200)
    assert (book["rank_cursor"], book["rank_tickets"]) == (0, 1)


def test_the_zone_keeps_the_totals(market: Stage) -> None:
    ask(market, "seller", 200, 300)
    bid(market, "buyer", 250, 300)
    market.close_gate()
    market.clear()
    zone = market.zone()
    assert (zone["last_price"], zone["intervals"], zone["traded_wh"]) == (225, 1, 300)
    assert zone["turnover_units"] == 300 * 225


def test_what_does_not_cross_has_no_price(market: Stage) -> None:
    ask(market, "seller", 260, 300)
    bid(market, "buyer", 250, 300)
    market.close_gate()
    market.clear()
    assert (market.book()["price"], market.book()["cleared_wh"]) == (NO_PRICE, 0)
    assert (market.zone()["last_price"], market.zone()["intervals"]) == (NO_PRICE, 1)


def test_an_empty_interval_clears(market: Stage) -> None:
    market.close_gate()
    market.clear()
    assert (market.book()["state"], market.book()["price"]) == (1, NO_PRICE)


def test_the_gate_must_have_closed(market: Stage) -> None:
    market.set_time(GATE - 1)
    with pytest.raises(Refused, match="GateOpen"):
        market.clear()
    market.set_time(GATE)
    market.clear()


def test_it_clears_once(market: Stage) -> None:
    market.close_gate()
    market.clear()
    with pytest.raises(Refused, match="AlreadyCleared"):
        market.clear()
    assert market.zone()["intervals"] == 1


def test_the_zone_is_the_intervals(market: Stage) -> None:
    market.open_zone(1)
    market.close_gate()
    accounts = {"interval": market.interval, "zone_account": market.zone_address(1)}
    with pytest.raises(Refused, match="WrongZone"):
        market.send(market.call("clear_interval", accounts))


@pytest.mark.parametrize("name", ["interval", "zone_account"])
def test_accounts_of_other_programs_do_not_count(market: Stage, name: str) -> None:
    market.close_gate()
    accounts = {"interval": market.interval, "zone_account": market.zone_address(0)}
    account = market.svm.get_account(accounts[name])
    assert account is not None
    market.write(accounts[name], market.at.registry, account.data)
    with pytest.raises(Refused, match="IllegalOwner"):
        market.send(market.call("clear_interval", accounts))


def test_an_order_is_no_interval(market: Stage) -> None:
    seller = market.trader("seller", energy_wh=100)
    placed = market.place(seller, ASK, 200, 100)
    accounts = {"interval": placed.address, "zone_account": market.zone_address(0)}
    with pytest.raises(Refused, match="AccountDataTooSmall"):
        market.send(market.call("clear_interval", accounts))


def test_a_full_band_clears_cheaply() -> None:
    stage = Stage()
    stage.write_config(price_min=1, price_max=600, min_lot_wh=1)
    stage.seal(stage.start)
    stage.open()
    ask(stage, "seller", 300, 100)
    bid(stage, "buyer", 310, 100)
    stage.close_gate()
    assert stage.clear().compute_units_consumed() < 100_000
