import pytest

from gridtokenx.base.ids import MeterId
from gridtokenx.market.order import MOST_WH, Order, QuantityOutOfRange, Side

METER = MeterId("UTCC_ENG_001")


@pytest.mark.parametrize("quantity_wh", [0, -1, MOST_WH + 1])
def test_quantity_outside_the_ledgers_range_is_refused(quantity_wh: int) -> None:
    with pytest.raises(QuantityOutOfRange, match=str(quantity_wh)):
        Order(METER, Side.BID, quantity_wh, 200)


def test_a_bid_locks_credit_and_an_ask_none() -> None:
    assert Order(METER, Side.BID, MOST_WH, 400).locked_units == MOST_WH * 400
    assert Order(METER, Side.ASK, 5, 400).locked_units == 0
