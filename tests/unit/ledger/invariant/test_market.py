from tests.unit.ledger.invariant.conftest import World, event, key

from gridtokenx.base.units import UNITS_PER_WH
from gridtokenx.chain.program import Event
from gridtokenx.ledger.invariant.book import ASK, BID
from gridtokenx.ledger.invariant.market import MarketRule

INTERVAL, BUYER, SELLER, SPARE = key(50), key(1), key(2), key(3)
ESCROW_ENERGY, ESCROW_CREDIT = 80 * UNITS_PER_WH, 100 * 300


def placed(order: int, side: int, limit: int, quantity_wh: int, ticket: int = 0) -> Event:
    return event(
        "OrderPlaced", order=key(order), interval=INTERVAL, owner=key(order), side=side, limit=limit,
        quantity_wh=quantity_wh, ticket=ticket,
    )  # fmt: skip


def cleared(price: int = 250, cleared_wh: int = 80) -> Event:
    return event("IntervalCleared", interval=INTERVAL, price=price, cleared_wh=cleared_wh)


def settled(order: int, filled: int, paid: int, refunded: int, *, price: int = 250) -> Event:
    return event(
        "OrderSettled", order=key(order), filled_wh=filled, price=price, paid_units=paid,
        refunded_units=refunded, redeemed_wh=0,
    )  # fmt: skip


def traded(world: World) -> MarketRule:
    """A bid for 100 Wh at 300 and an ask of 80 Wh at 200, cleared at 250."""
    rule = MarketRule()
    world.vaults(energy=ESCROW_ENERGY, credit=ESCROW_CREDIT)
    codes = world.codes(rule, placed(1, BID, 300, 100), placed(2, ASK, 200, 80), cleared(price=300))
    assert codes == []
    return rule


def test_an_ordinary_life_of_two_orders(world: World) -> None:
    rule = traded(world)
    world.vaults(energy=0, credit=80 * 300)
    assert world.codes(rule, settled(1, 80, 80 * 300, 20 * 300, price=300)) == []
    world.vaults(energy=0, credit=0)
    assert world.codes(rule, settled(2, 80, 80 * 300, 0, price=300)) == []
    assert list(rule.end(world.view)) == []
    assert (rule.placed, rule.cleared, rule.donated_units) == (2, 1, 0)


def test_a_cancelled_order_gets_its_escrow_back(world: World) -> None:
    rule = MarketRule()
    world.vaults(energy=0, credit=ESCROW_CREDIT)
    assert world.codes(rule, placed(1, BID, 300, 100)) == []
    world.vaults(energy=0, credit=0)
    cancel = event("OrderCancelled", order=key(1))
    assert world.codes(rule, cancel) == []
    assert world.codes(rule, cancel) == ["ORDER_UNKNOWN"]


def test_a_donation_is_counted_and_a_missing_unit_is_found(world: World) -> None:
    rule = MarketRule()
    world.vaults(energy=5, credit=7)
    assert world.codes(rule) == []
    assert rule.donated_units == 12
    world.vaults(energy=5, credit=6)
    assert world.codes(rule) == ["VAULT_SHORT"]
    world.vaults(energy=4, credit=6)
    assert world.codes(rule) == ["VAULT_SHORT"]


def test_another_price_or_volume_is_found(world: World) -> None:
    for wrong in (cleared(price=299), cleared(price=300, cleared_wh=79)):
        rule = MarketRule()
        world.vaults(energy=ESCROW_ENERGY, credit=ESCROW_CREDIT)
        codes = world.codes(rule, placed(1, BID, 300, 100), placed(2, ASK, 200, 80), wrong)
        assert codes == ["CLEARING_DIFFERS"]
    assert world.codes(rule, cleared(price=300)) == ["CLEARED_TWICE"]


def test_wrong_fills_prices_payments_and_refunds_are_found(world: World) -> None:
    assert "FILL_DIFFERS" in world.codes(traded(world), settled(1, 81, 81 * 300, 19 * 300, price=300))
    assert "PRICE_DIFFERS" in world.codes(
        traded(world), settled(1, 80, 80 * 299, 30_000 - 80 * 299, price=299)
    )
    assert "LIMIT_BROKEN" in world.codes(traded(world), settled(2, 80, 80 * 199, 0, price=199))
    assert "PAYMENT_DIFFERS" in world.codes(traded(world), settled(1, 80, 80 * 300 + 1, 20 * 300, price=300))
    assert "REFUND_DIFFERS" in world.codes(traded(world), settled(1, 80, 80 * 300, 20 * 300 + 1, price=300))


def test_what_was_never_placed_or_is_settled_again_is_found(world: World) -> None:
    rule = traded(world)
    assert world.codes(rule, settled(9, 1, 300, 0, price=300)) == ["ORDER_UNKNOWN"]
    world.vaults(energy=0, credit=80 * 300)
    done = settled(1, 80, 80 * 300, 20 * 300, price=300)
    assert world.codes(rule, done) == []
    assert world.codes(rule, done) == ["ORDER_UNKNOWN"]


def test_sides_that_do_not_add_up_are_found(world: World) -> None:
    rule = traded(world)
    world.codes(
        rule, settled(1, 80, 80 * 300, 20 * 300, price=300), settled(2, 79, 79 * 300, UNITS_PER_WH, price=300)
    )
    assert [code for code, _ in rule.end(world.view)] == ["FILLS_DIFFER"]
