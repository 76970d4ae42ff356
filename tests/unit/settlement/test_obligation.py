import pytest

from gridtokenx.base.ids import MeterId
from gridtokenx.campus.model import Tariff
from gridtokenx.market.clearing.uniform import Clearing
from gridtokenx.market.order import Order, Side
from gridtokenx.settlement.obligation import BoughtOverDeficit, MeterNotAttested, Obligation, obligations

TARIFF = Tariff(280, 120, 150, 350, 200, 400)
SUN, LAB, GYM = MeterId("SUN"), MeterId("LAB"), MeterId("GYM")


def clearing(*filled: tuple[MeterId, Side, int]) -> Clearing:
    orders = tuple(Order(meter, side, max(wh, 1), 200) for meter, side, wh in filled)
    return Clearing(200, 0, None, orders, tuple(wh for _, _, wh in filled))


def test_what_is_left_goes_to_the_grid_and_to_feed_in() -> None:
    found = obligations(
        {SUN: 1000, LAB: -700, GYM: 0},
        clearing((SUN, Side.ASK, 400), (SUN, Side.ASK, 100), (LAB, Side.BID, 500)),
    )
    assert found == (
        Obligation(SUN, 1000, 0, 500, 0, 500),
        Obligation(LAB, 0, 700, 0, 500, 0),
        Obligation(GYM, 0, 0, 0, 0, 0),
    )
    assert [o.grid_wh for o in found] == [0, 200, 0]
    assert [o.held_wh for o in found] == [0, 0, 0]


def test_cost_is_exact() -> None:
    sun, lab = Obligation(SUN, 1000, 0, 500, 0, 500), Obligation(LAB, 0, 700, 0, 500, 0)
    assert sun.cost_units(TARIFF, price_ticks=200) == -(500 * 200 + 500 * 120)
    assert lab.cost_units(TARIFF, price_ticks=200) == 500 * 200 + 200 * 280
    assert (sun.grid_only_units(TARIFF), lab.grid_only_units(TARIFF)) == (-120_000, 196_000)


def test_tokens_that_are_held_count_at_feed_in() -> None:
    assert Obligation(SUN, 1000, 0, 400, 0, 0).cost_units(TARIFF, price_ticks=200) == -(400 * 200 + 600 * 120)
    assert obligations({SUN: 100}, clearing((SUN, Side.ASK, 150)))[0].held_wh == -50


def test_buying_over_the_deficit_is_refused() -> None:
    with pytest.raises(BoughtOverDeficit, match="LAB"):
        obligations({LAB: -10}, clearing((LAB, Side.BID, 11)))


def test_trading_without_a_reading_is_refused() -> None:
    with pytest.raises(MeterNotAttested, match="LAB"):
        obligations({SUN: 10}, clearing((LAB, Side.BID, 11)))
    assert len(obligations({SUN: 10}, clearing((LAB, Side.BID, 0)))) == 1
