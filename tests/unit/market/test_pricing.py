import pytest

from gridtokenx.campus.model import Tariff
from gridtokenx.market.pricing import MarketView, fair_price

TARIFF = Tariff(280, 120, 150, 350, 200, 400)


@pytest.mark.parametrize(
    ("supply", "demand", "price"), [(0, 100, 280.0), (50, 100, 200.0), (100, 100, 120.0), (900, 100, 120.0)]
)
def test_scarcity_sets_the_price(supply: int, demand: int, price: float) -> None:
    assert fair_price(TARIFF, MarketView(supply, demand)) == pytest.approx(price)


def test_an_unknown_market_is_in_the_middle_and_one_without_demand_at_the_bottom() -> None:
    assert fair_price(TARIFF, MarketView()) == pytest.approx(200.0)
    assert fair_price(TARIFF, MarketView(supply_wh=5)) == pytest.approx(120.0)


def test_only_the_newest_prices_are_remembered() -> None:
    old = MarketView(50, 100, (9_999, *[240] * 8))
    assert fair_price(TARIFF, old) == pytest.approx(0.6 * 200 + 0.4 * 240)


def test_history_cannot_push_the_price_past_the_grid() -> None:
    assert fair_price(TARIFF, MarketView(0, 100, (400,))) == 280
