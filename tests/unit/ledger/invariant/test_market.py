import pytest
from tests.unit.ledger.invariant.conftest import World, event, key

from gridtokenx.base.units import UNITS_PER_WH
from gridtokenx.chain.program import Event
from gridtokenx.ledger.invariant.book import ASK, BID
from gridtokenx.ledger.invariant.market import MarketRule

INTERVAL = key(50)


def placed(order: int, side: int, limit: int, quantity_wh: int, ticket: int = 0) -> Event:
    return event(
        "OrderPlaced", order=key(order), interval=INTERVAL, owner=key(order), side=side, limit=limit,
        quantity_wh=quantity_wh, ticket=ticket,
    )  # fmt: skip


def cancelled(order: int, refunded: int) -> Event:
    return event("OrderCancelled", order=key(order), owner=key(order), refunded_units=refunded)


def cleared(price: int = 250, cleared_wh: int = 80) -> Event:
    return event("IntervalCleared", interval=INTERVAL, price=price, cleared_wh=cleared_wh)


def settled(order: int, filled: int, paid: int, refunded: int, *, price: int = 300) -> Event:
    return event(
        "OrderSettled", order=key(order), filled_wh=filled, price=price, paid_units=paid,
        refunded_units=refunded, redeemed_wh=0,
    )  # fmt: skip


PAIR = placed(1, BID, 300, 100), placed(2, ASK, 200, 80)
BOUGHT, SOLD = settled(1, 80, 80 * 300, 20 * 300), settled(2, 80, 80 * 300, 0)


@pytest.fixture
def rule(world: World) -> MarketRule:
    """A bid for 100 Wh at 300 and an ask of 80 Wh at 200, cleared at 300."""
    rule = MarketRule()
    assert world.codes(rule, *PAIR) == []
    assert (rule.owed_credit, rule.owed_energy) == (100 * 300, 80 * UNITS_PER_WH)
    assert world.codes(rule, cleared(price=300)) == []
    return rule


def test_an_ordinary_life_of_two_orders(world: World, rule: MarketRule) -> None:
    assert world.codes(rule, BOUGHT) == []
    assert (rule.owed_credit, rule.owed_energy) == (80 * 300, 0)
    assert world.codes(rule, SOLD) == []
    assert (rule.owed_credit, rule.owed_energy) == (0, 0)
    assert (rule.placed, rule.cleared) == (2, 1)
    assert world.ended(rule) == []


def test_a_settled_interval_is_forgotten_but_for_its_address(world: World, rule: MarketRule) -> None:
    world.codes(rule, BOUGHT, SOLD)
    assert (rule.intervals, rule.interval_of, rule.done) == ({}, {}, {INTERVAL})
    assert world.codes(rule, cleared()) == ["CLEARED_TWICE"]
    assert world.codes(rule, BOUGHT) == ["ORDER_UNKNOWN"]
    assert world.codes(rule, placed(3, BID, 300, 100)) == ["PLACED_LATE"]


def test_a_cancelled_order_gets_its_escrow_back(world: World) -> None:
    rule = MarketRule()
    assert world.codes(rule, PAIR[0], cancelled(1, 100 * 300)) == []
    assert rule.owed_credit == 0
    assert world.codes(rule, cancelled(1, 100 * 300)) == ["ORDER_UNKNOWN"]
    assert world.codes(rule, cancelled(9, 1)) == ["ORDER_UNKNOWN"]


def test_orders_and_intervals_of_a_snapshot_are_taken_over(world: World) -> None:
    program, order = world.view.programs.trading, key(60)
    world.put(program, "MarketInterval", INTERVAL, state=0, bid_count=1)
    world.put(program, "MarketInterval", key(51), state=1)
    world.put(program, "Order", order, interval=INTERVAL, owner=key(1), side=BID, limit=300, quantity_wh=100)
    rule = MarketRule()
    assert world.started(rule) == []
    assert (rule.owed_credit, rule.owed_energy, rule.done) == (100 * 300, 0, {key(51)})
    assert world.codes(rule, event("OrderCancelled", order=order, refunded_units=100 * 300)) == []
    assert rule.owed_credit == 0
