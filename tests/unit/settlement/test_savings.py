from gridtokenx.base.ids import MeterId
from gridtokenx.campus.model import Tariff
from gridtokenx.settlement.obligation import Obligation
from gridtokenx.settlement.savings import saving_units, total_savings_units

TARIFF = Tariff(280, 120, 150, 350, 200, 400)
SELLER = Obligation(MeterId("SUN"), 1000, 0, 500, 0, 500)
BUYER = Obligation(MeterId("LAB"), 0, 700, 0, 500, 0)


def test_the_price_only_shares_the_saving_out() -> None:
    assert saving_units(SELLER, tariff=TARIFF, price_ticks=200) == 500 * 80
    assert saving_units(BUYER, tariff=TARIFF, price_ticks=200) == 500 * 80
    for price in (121, 200, 279):
        total = total_savings_units([SELLER, BUYER], tariff=TARIFF, price_ticks=price)
        assert total == 500 * (280 - 120)


def test_a_manual_order_past_the_grid_price_loses() -> None:
    assert saving_units(BUYER, tariff=TARIFF, price_ticks=300) == -500 * 20


def test_nothing_traded_saves_nothing() -> None:
    idle = Obligation(MeterId("SUN"), 1000, 0, 0, 0, 1000)
    assert saving_units(idle, tariff=TARIFF, price_ticks=None) == 0
