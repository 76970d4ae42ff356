import pytest
from tests.unit.ledger.invariant.conftest import World, event, key

from gridtokenx.base.units import UNITS_PER_WH
from gridtokenx.chain.program import Event
from gridtokenx.ledger.invariant.reservation import ReservationRule

PLACE, OTHER = key(10), key(11)
BUYER, SELLER, BUYER_METER, SELLER_METER = (key(n) for n in (1, 2, 3, 4))
START, LENGTH = 1_800, 900
PARTIES = {"buyer": BUYER, "seller": SELLER, "buyer_meter": BUYER_METER, "seller_meter": SELLER_METER}
TERMS = {"start": START, "wh": 1_000, "price": 250, "shortfall_price": 280}


def reserved(place: object = PLACE, **changes: object) -> Event:
    return event("FlowReserved", reservation=place, **{**PARTIES, **TERMS, **changes})


def delivered(wh: int = 700, covered: int = 500, *, place: object = PLACE, **changes: object) -> Event:
    amounts = {"buyer_units": (1_000 - wh) * 280, "seller_units": 250_000 + wh * 280}
    energies = {"promised_wh": 1_000, "delivered_wh": wh, "covered_wh": covered}
    return event("FlowDelivered", reservation=place, **{**amounts, **energies, **changes})


def paid(buyer: int, seller: int, energy: int) -> Event:
    return event("FlowPaid", reservation=PLACE, buyer_units=buyer, seller_units=seller, energy_units=energy)


def released(*, expired: int, buyer: int = 250_000) -> Event:
    return event("FlowReleased", reservation=PLACE, expired=expired, buyer_units=buyer, seller_units=280_000)


ALL = paid(84_000, 446_000, 200 * UNITS_PER_WH)


@pytest.fixture
def rule(world: World) -> ReservationRule:
    """The grid's price is 280; the seller's meter exported 800 Wh, the buyer's lacked 600."""
    world.config(grid_price=280)
    oracle, at = world.view.programs.oracle, world.view.addresses
    world.put(oracle, "Batch", at.batch(START), length_s=LENGTH)
    world.put(oracle, "MeterFeed", at.feed(SELLER_METER), last_end=START + LENGTH, last_export_wh=800)
    world.put(oracle, "MeterFeed", at.feed(BUYER_METER), last_end=START + LENGTH, last_import_wh=600)
    return ReservationRule()


def test_a_reservation_is_locked_delivered_and_paid(world: World, rule: ReservationRule) -> None:
    assert world.codes(rule, reserved()) == []
    assert (rule.owed_credit, rule.owed_energy) == (530_000, 0)
    assert world.codes(rule, delivered()) == []
    assert (rule.owed_credit, rule.owed_energy) == (530_000, 200 * UNITS_PER_WH)
    assert world.codes(rule, ALL) == []
    assert rule.paid == [
        (("credit", BUYER), 84_000),
        (("credit", SELLER), 446_000),
        (("energy", BUYER), 200 * UNITS_PER_WH),
    ]
    assert (rule.owed_credit, rule.owed_energy, rule.flows, rule.served) == (0, 0, {}, {})
    assert world.codes(rule) == []
    assert rule.paid == []


def test_nothing_is_paid_twice_or_early(world: World, rule: ReservationRule) -> None:
    world.codes(rule, reserved())
    assert world.codes(rule, paid(1, 0, 0)) == ["FLOW_OVERPAID"]
    rule.flows.clear()
    world.codes(rule, reserved(), delivered())
    assert world.codes(rule, paid(84_001, 0, 0)) == ["FLOW_OVERPAID"]
    rule.flows.clear()
    world.codes(rule, reserved(), delivered(), ALL)
    assert world.codes(rule, paid(0, 0, 0)) == []
    assert world.codes(rule, paid(0, 1, 0)) == ["FLOW_OVERPAID"]


def test_no_more_is_delivered_than_surplus_and_promise(world: World, rule: ReservationRule) -> None:
    world.codes(rule, reserved())
    assert world.codes(rule, delivered(801, 0)) == ["FLOW_OVERDELIVERED"]
    world.codes(rule, reserved(OTHER))
    found = world.codes(rule, delivered(1_001, 0, place=OTHER))
    assert found == ["FLOW_DIFFERS", "FLOW_OVERDELIVERED"]


def test_two_reservations_share_one_surplus_and_one_deficit(world: World, rule: ReservationRule) -> None:
    world.codes(rule, reserved(), reserved(OTHER))
    assert world.codes(rule, delivered(500, 400)) == []
    assert world.codes(rule, delivered(300, 200, place=OTHER)) == []
    world.codes(rule, reserved(key(12)), reserved(key(13)))
    world.codes(rule, delivered(500, 400, place=key(12)))
    assert world.codes(rule, delivered(301, 201, place=key(13))) == ["FLOW_OVERDELIVERED"] * 2


def test_the_shortfall_is_charged_at_the_grids_price(world: World, rule: ReservationRule) -> None:
    assert world.codes(rule, reserved(shortfall_price=279)) == ["FLOW_DIFFERS"]
    world.codes(rule, reserved(OTHER))
    assert world.codes(rule, delivered(place=OTHER, buyer_units=84_001)) == ["FLOW_DIFFERS"]


def test_both_take_it_back_before_it_begins(world: World, rule: ReservationRule) -> None:
    world.codes(rule, reserved())
    assert world.codes(rule, released(expired=0)) == []
    assert rule.owed_credit == 530_000
    assert world.codes(rule, released(expired=0)) == ["FLOW_UNKNOWN"]
    assert world.codes(rule, delivered()) == ["FLOW_UNKNOWN"]
    world.codes(rule, reserved(OTHER, start=900))
    late = event("FlowReleased", reservation=OTHER, expired=0, buyer_units=250_000, seller_units=280_000)
    assert world.codes(rule, late) == ["FLOW_DIFFERS"]


def test_what_expired_gives_everything_back(world: World, rule: ReservationRule) -> None:
    world.codes(rule, reserved())
    assert world.codes(rule, released(expired=1, buyer=249_999)) == ["FLOW_DIFFERS"]
    assert world.codes(rule, reserved()) == ["FLOW_UNKNOWN"]


def test_reservations_of_a_snapshot_are_taken_over(world: World, rule: ReservationRule) -> None:
    program = world.view.programs.trading
    world.put(program, "Reservation", PLACE, **PARTIES, **TERMS)
    for number, meter in enumerate((BUYER_METER, SELLER_METER)):
        world.put(
            program, "Cover", key(20 + number), meter=meter, start=START, unresolved=1, delivered_wh=200
        )
    assert world.started(rule) == []
    assert rule.owed_credit == 530_000
    assert world.ended(rule) == []
    assert world.codes(rule, delivered(700, 500)) == ["FLOW_OVERDELIVERED"]
    assert world.ended(rule) == ["FLOW_DIFFERS"]
