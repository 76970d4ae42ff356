from tests.unit.ledger.invariant.conftest import key

from gridtokenx.base.units import UNITS_PER_WH
from gridtokenx.ledger.invariant.flow import DELIVERED, RELEASED, FollowedFlow

PARTIES = {"buyer": key(1), "seller": key(2), "buyer_meter": key(3), "seller_meter": key(4)}
TERMS = {"start": 900, "wh": 1_000, "price": 250, "shortfall_price": 280}


def flow() -> FollowedFlow:
    return FollowedFlow.of({**PARTIES, **TERMS})


def test_it_owes_what_both_locked() -> None:
    assert flow().owed_credit == 250_000 + 280_000
    assert not flow().is_over


def test_a_shortfall_is_charged_at_its_price() -> None:
    made = flow()
    made.deliver(700, 500)
    assert (made.owed_buyer_credit, made.owed_seller_credit) == (84_000, 446_000)
    assert made.owed_buyer_energy == 200 * UNITS_PER_WH
    assert made.state == DELIVERED


def test_undoing_gives_everything_back() -> None:
    made = flow()
    made.undo(RELEASED)
    assert (made.owed_buyer_credit, made.owed_seller_credit) == (250_000, 280_000)
    made.owed_buyer_credit = made.owed_seller_credit = 0
    assert made.is_over


def test_an_account_has_its_state() -> None:
    owed = {"owed_buyer_credit": 1, "owed_seller_credit": 2, "owed_buyer_energy": 3}
    made = FollowedFlow.of({**PARTIES, **TERMS, "state": DELIVERED, **owed})
    assert (made.owed_credit, made.owed_buyer_energy, made.is_over) == (3, 3, False)
