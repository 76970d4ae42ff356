from dataclasses import replace
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtokenx.base.stream import stream_key
from gridtokenx.campus.model import Strategy, Tariff
from gridtokenx.market.book import Band
from gridtokenx.market.order import Side
from gridtokenx.market.pricing import MarketView
from gridtokenx.market.strategy import Position, limit_price

TARIFF = Tariff(280, 120, 150, 350, 200, 400)
BALANCED = MarketView(supply_wh=500, demand_wh=1000)


def price(
    strategy: Strategy,
    side: Side,
    *,
    key: int = 1,
    soc: float | None = None,
    view: MarketView = BALANCED,
    start_s: int = 900,
    tariff: Tariff = TARIFF,
) -> int | None:
    return limit_price(strategy, tariff=tariff, position=Position(side, key, soc), view=view, start_s=start_s)


def average(strategy: Strategy, side: Side, soc: float | None = None) -> float:
    prices = [price(strategy, side, key=stream_key(7, str(i)), soc=soc) for i in range(100)]
    return mean(p for p in prices if p is not None)


@given(
    strategy=st.sampled_from(Strategy),
    side=st.sampled_from(Side),
    key=st.integers(0, 2**64 - 1),
    soc=st.none() | st.floats(0, 1),
    supply=st.integers(0, 10**9),
    demand=st.integers(0, 10**9),
    history=st.lists(st.integers(150, 400), max_size=12),
    start_s=st.integers(0, 2**32),
)
def test_an_automatic_order_never_loses_against_the_grid(
    strategy: Strategy,
    side: Side,
    key: int,
    soc: float | None,
    supply: int,
    demand: int,
    history: list[int],
    start_s: int,
) -> None:
    view = MarketView(supply, demand, tuple(history))
    limit = price(strategy, side, key=key, soc=soc, view=view, start_s=start_s)
    assert limit is not None
    band = Band.of(TARIFF)
    assert band.min_ticks <= limit <= band.max_ticks
    assert limit >= TARIFF.feed_in_ticks if side is Side.ASK else limit <= TARIFF.grid_ticks


@pytest.mark.parametrize("supply", [0, 100, 500, 900, 5000])
@pytest.mark.parametrize("other", [Strategy.CONSERVATIVE, Strategy.MODERATE])
def test_all_but_the_aggressive_always_cross(supply: int, other: Strategy) -> None:
    view = MarketView(supply, 1000, (180, 220))
    for i in range(200):
        ask = price(Strategy.MODERATE, Side.ASK, key=stream_key(1, f"a{i}"), view=view)
        bid = price(other, Side.BID, key=stream_key(1, f"b{i}"), view=view)
        assert ask is not None
        assert bid is not None
        assert ask <= bid


def test_strategies_are_ordered_by_what_they_give_way() -> None:
    kinds = (Strategy.CONSERVATIVE, Strategy.MODERATE, Strategy.AGGRESSIVE)
    asks = [average(kind, Side.ASK) for kind in kinds]
    bids = [average(kind, Side.BID) for kind in kinds]
    assert asks == sorted(asks)
    assert len(set(asks)) == 3
    assert bids == sorted(bids, reverse=True)
    assert len(set(bids)) == 3


def test_a_full_battery_sells_cheaper_and_an_empty_one_pays_more() -> None:
    assert average(Strategy.MODERATE, Side.ASK, 1.0) < average(Strategy.MODERATE, Side.ASK, 0.0)
    assert average(Strategy.MODERATE, Side.BID, 0.0) > average(Strategy.MODERATE, Side.BID, 1.0)


def test_the_draw_depends_on_the_meter_and_the_interval_alone() -> None:
    def draws(start_s: int) -> list[int | None]:
        return [price(Strategy.MODERATE, Side.ASK, key=key, start_s=start_s) for key in range(50)]

    assert draws(900) == draws(900)
    assert draws(900) != draws(1800)
    assert len(set(draws(900))) > 3


def test_a_tariff_that_leaves_no_good_price_gives_no_order() -> None:
    assert price(Strategy.MODERATE, Side.ASK, tariff=replace(TARIFF, feed_in_ticks=351)) is None
    assert price(Strategy.MODERATE, Side.BID, tariff=replace(TARIFF, grid_ticks=199)) is None
