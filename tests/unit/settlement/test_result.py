from dataclasses import FrozenInstanceError

import pytest

from gridtokenx.base.ids import MeterId
from gridtokenx.settlement.result import Trade


def test_a_trade_is_a_frozen_fact() -> None:
    trade = Trade(MeterId("A"), MeterId("B"), 100, 210)
    assert trade.quantity_wh * trade.price_ticks == 21_000
    with pytest.raises(FrozenInstanceError):
        trade.quantity_wh = 1  # type: ignore[misc] # the point of the test
