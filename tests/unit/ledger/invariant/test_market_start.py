import pytest
from tests.unit.ledger.invariant.conftest import World, key

from gridtokenx.base.units import UNITS_PER_WH
from gridtokenx.ledger.invariant.book import ASK, BID, NO_PRICE
from gridtokenx.ledger.invariant.interval import FollowedInterval
from gridtokenx.ledger.invariant.market_start import followed_intervals, newest_cleared

INTERVAL = key(50)
OPEN, CANCELLED, SETTLED = 0, 1, 2


def order(
    world: World, place: int, side: int, limit: int, wh: int, ticket: int = 0, **fields: object
) -> None:
    named = {"interval": INTERVAL, "owner": key(place), "side": side, "limit": limit, "quantity_wh": wh}
    world.put(world.view.programs.trading, "Order", key(place), **named, ticket=ticket, **fields)


def interval(world: World, **fields: object) -> None:
    world.put(world.view.programs.trading, "MarketInterval", INTERVAL, **fields)


def only(world: World) -> FollowedInterval:
    (found,) = followed_intervals(world.view)
    return found


def test_an_open_interval_owes_what_its_live_orders_locked(world: World) -> None:
    interval(world, state=0, bid_count=2, ask_count=1, cancelled_count=1)
    order(world, 1, BID, 300, 100)
    order(world, 2, BID, 300, 50, state=CANCELLED)
    order(world, 3, ASK, 200, 80)
    found = only(world)
    assert (found.owed_credit, found.owed_energy) == (30_000, 80 * UNITS_PER_WH)
    assert (found.clearing, found.is_whole, found.waiting) == (None, True, 2)


def cleared(world: World, **fields: object) -> None:
    counts = {
        "state": 1,
        "price": 300,
        "cleared_wh": 80,
        "marginal_side": BID,
        "bid_count": 2,
        "ask_count": 1,
    }
    interval(world, **{**counts, **fields})


def test_a_whole_cleared_interval_is_computed_anew(world: World) -> None:
    cleared(world)
    order(world, 1, BID, 300, 60, ticket=0)
    order(world, 2, BID, 300, 40, ticket=1)
    order(world, 3, ASK, 200, 80, state=SETTLED, filled_wh=80)
    found = only(world)
    assert found.is_whole
    assert found.clearing is not None
    assert found.clearing.fills == {key(1): 60, key(2): 20, key(3): 80}
    # The buyers get 20 Wh x 300 back; the 80 Wh wait to be burned, the seller was paid.
    assert (found.owed_credit, found.owed_energy) == (20 * 300, 80 * UNITS_PER_WH)


def test_what_is_left_of_an_interval_follows_from_its_price_and_ranking(world: World) -> None:
    cleared(world, ask_count=2, marginal_left=20, rank_cursor=1, rank_tickets=2)
    order(world, 1, BID, 300, 60, ticket=0, ranked=1, filled_wh=60)
    order(world, 2, BID, 300, 40, ticket=1)
    order(world, 3, ASK, 200, 30)
    found = only(world)
    assert not found.is_whole
    assert found.clearing is not None
    assert found.clearing.fills == {key(1): 60, key(2): 20, key(3): 30}
    assert found.waiting == 3


def test_without_a_price_everything_goes_back(world: World) -> None:
    cleared(world, price=NO_PRICE, marginal_side=255, ask_count=5)
    order(world, 1, BID, 150, 60)
    found = only(world)
    assert found.clearing is not None
    assert found.clearing.fills == {key(1): 0}
    assert (found.owed_credit, found.owed_energy) == (60 * 150, 0)


@pytest.mark.parametrize("state", [CANCELLED, SETTLED])
def test_an_interval_without_waiting_orders_is_not_followed(world: World, state: int) -> None:
    cleared(world)
    order(world, 1, BID, 300, 60, state=state)
    assert list(followed_intervals(world.view)) == []
    assert newest_cleared(world.view) == [INTERVAL]
