"""`open_interval`: an order book for an interval whose readings are all attested, never twice."""

import pytest
from tests.integration.programs.market_stage import (
    FEED_IN,
    GATE,
    INTERVAL_S,
    LOT,
    NO_PRICE,
    PRICE_MAX,
    PRICE_MIN,
    START,
    Refused,
    Stage,
    key,
    programs,
)


@pytest.fixture
def closed() -> Stage:
    """A market without an interval."""
    return Stage()


def test_an_interval_copies_the_rules_of_the_day(closed: Stage) -> None:
    closed.seal(START)
    closed.open()
    book = closed.book()
    assert (book["start"], book["end"], book["gate"]) == (START, START + INTERVAL_S, GATE)
    assert (book["price_min"], book["price_max"], book["min_lot_wh"]) == (PRICE_MIN, PRICE_MAX, LOT)
    assert (book["feed_in_price"], book["price"], book["marginal_side"]) == (FEED_IN, NO_PRICE, 255)
    assert book["payer"] == closed.payer.pubkey()
    assert len(book["bids"]) == len(book["asks"]) == 600
    closed.write_config(price_min=1, price_max=2, min_lot_wh=99, feed_in_price=7)
    assert closed.book()["price_max"] == PRICE_MAX


def test_opening_is_logged_and_remembered_by_the_zone(closed: Stage) -> None:
    closed.seal(START)
    (event,) = closed.events(closed.open())
    assert event.name == "IntervalOpened"
    assert event.data == {"interval": closed.interval, "zone": 0, "start": START, "gate": GATE}
    assert closed.zone()["last_opened"] == START


def test_unsealed_readings_open_nothing(closed: Stage) -> None:
    closed.seal(START, sealed=0)
    with pytest.raises(Refused, match="BatchNotSealed"):
        closed.open()


def test_unattested_readings_open_nothing(closed: Stage) -> None:
    with pytest.raises(Refused, match="UninitializedAccount"):
        closed.open()


def test_a_batch_of_another_program_does_not_count(closed: Stage) -> None:
    closed.seal(START)
    batch = closed.svm.get_account(closed.at.batch(START))
    assert batch is not None
    closed.write(closed.at.batch(START), programs().registry.id, batch.data)
    with pytest.raises(Refused, match="IllegalOwner"):
        closed.open()


def test_the_batch_of_another_interval_does_not_count(closed: Stage) -> None:
    closed.seal(START - INTERVAL_S)
    args = {"start": START, "zone": 0}
    accounts = {"payer": closed.payer.pubkey(), "batch": closed.at.batch(START - INTERVAL_S)}
    with pytest.raises(Refused, match="InvalidSeeds"):
        closed.send(closed.call("open_interval", accounts, args=args))


def test_an_interval_opens_once(market: Stage) -> None:
    with pytest.raises(Refused, match="AlreadyInUse"):
        market.open()


def test_an_earlier_interval_stays_closed(market: Stage) -> None:
    market.seal(START - INTERVAL_S)
    with pytest.raises(Refused, match="IntervalNotNew"):
        market.open(START - INTERVAL_S)


def test_the_next_interval_opens_beside_the_present_one(market: Stage) -> None:
    market.seal(START + INTERVAL_S)
    market.open(START + INTERVAL_S)
    assert market.zone()["last_opened"] == START + INTERVAL_S


def test_zones_open_by_themselves(market: Stage) -> None:
    market.open_zone(5)
    market.open(START, zone=5)
    book = market.read("MarketInterval", market.at.interval(START, zone=5))
    assert (book["zone"], book["start"]) == (5, START)


def test_the_zone_of_another_number_is_refused(market: Stage) -> None:
    market.open_zone(5)
    market.seal(START + INTERVAL_S)
    args = {"start": START + INTERVAL_S, "zone": 5}
    accounts = {"payer": market.payer.pubkey(), "zone_account": market.zone_address(0)}
    with pytest.raises(Refused, match="InvalidSeeds"):
        market.send(market.call("open_interval", accounts, args=args))


def test_a_band_that_no_account_holds_is_refused(closed: Stage) -> None:
    closed.seal(START)
    closed.write_config(price_min=1, price_max=601)
    with pytest.raises(Refused, match="BadBand"):
        closed.open()


def test_the_widest_band_fits(closed: Stage) -> None:
    closed.seal(START)
    closed.write_config(price_min=1, price_max=600)
    closed.open()
    account = closed.svm.get_account(closed.interval)
    assert account is not None
    assert len(account.data) <= 10_240


def test_the_address_is_that_of_zone_and_start(closed: Stage) -> None:
    closed.seal(START)
    args = {"start": START, "zone": 0}
    accounts = {"payer": closed.payer.pubkey(), "interval": key("elsewhere").pubkey()}
    with pytest.raises(Refused, match="InvalidSeeds"):
        closed.send(closed.call("open_interval", accounts, args=args))
