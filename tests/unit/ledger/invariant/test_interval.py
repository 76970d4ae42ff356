import pytest
from tests.unit.ledger.invariant.conftest import key
from tests.unit.ledger.invariant.test_market import BOUGHT, INTERVAL, SOLD, cancelled, cleared, settled

from gridtokenx.base.units import UNITS_PER_WH
from gridtokenx.chain.program import Event
from gridtokenx.ledger.invariant.book import ASK, BID, BookOrder
from gridtokenx.ledger.invariant.interval import FollowedInterval

BUYER, SELLER = key(1), key(2)


def interval() -> FollowedInterval:
    made = FollowedInterval(INTERVAL)
    made.place(BookOrder(BUYER, INTERVAL, BUYER, BID, 300, 100, 0))
    made.place(BookOrder(SELLER, INTERVAL, SELLER, ASK, 200, 80, 0))
    return made


def traded() -> FollowedInterval:
    made = interval()
    assert list(made.clear(cleared(price=300))) == []
    return made


def codes(made: FollowedInterval, event: Event) -> list[str]:
    who = event.data["order"]
    return [fault.code for fault in made.settle(who, event)]  # type: ignore[arg-type]  # an address


def test_it_is_done_when_every_order_is_settled() -> None:
    made = traded()
    steps = [(codes(made, event), made.is_done) for event in (BOUGHT, SOLD)]
    assert steps == [([], False), ([], True)]
    assert (made.owed_energy, made.owed_credit) == (0, 0)
    assert list(made.sides()) == []


def test_another_price_or_volume_is_found() -> None:
    for wrong in (cleared(price=299), cleared(price=300, cleared_wh=79)):
        made = interval()
        assert [fault.code for fault in made.clear(wrong)] == ["CLEARING_DIFFERS"]
        assert [fault.code for fault in made.clear(wrong)] == ["CLEARED_TWICE"]


@pytest.mark.parametrize(
    ("code", "event"),
    [
        ("FILL_DIFFERS", settled(1, 81, 81 * 300, 19 * 300)),
        ("PRICE_DIFFERS", settled(1, 80, 80 * 299, 30_000 - 80 * 299, price=299)),
        ("LIMIT_BROKEN", settled(2, 80, 80 * 199, 0, price=199)),
        ("PAYMENT_DIFFERS", settled(1, 80, 80 * 300 + 1, 20 * 300)),
        ("REFUND_DIFFERS", settled(1, 80, 80 * 300, 20 * 300 + 1)),
        ("REFUND_DIFFERS", settled(2, 80, 80 * 300, UNITS_PER_WH)),
    ],
)
def test_wrong_fills_prices_payments_and_refunds_are_found(code: str, event: Event) -> None:
    assert code in codes(traded(), event)


def test_what_is_not_due_is_found() -> None:
    made = traded()
    codes(made, BOUGHT)
    assert codes(made, BOUGHT) == ["ORDER_UNKNOWN"]
    assert codes(interval(), BOUGHT) == ["ORDER_UNKNOWN"]
    assert [fault.code for fault in made.cancel(BUYER, cancelled(1, 30_000))] == ["ORDER_UNKNOWN"]
    short = [fault.code for fault in interval().cancel(BUYER, cancelled(1, 29_999))]
    assert short == ["REFUND_DIFFERS"]


def test_sides_that_do_not_add_up_are_found() -> None:
    made = traded()
    codes(made, BOUGHT)
    codes(made, settled(2, 79, 79 * 300, UNITS_PER_WH))
    assert [fault.code for fault in made.sides()] == ["FILLS_DIFFER"]
    made.is_whole = False
    assert list(made.sides()) == []
