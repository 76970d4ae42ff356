"""The limit price of an automatic order, such that its owner is never worse off than with the grid (R-MKT-2).

A conservative owner gives way in price to be sure to trade, a moderate one a little, an aggressive one
holds out for a better price and risks the grid. All are shifted by the battery and by a little chance, so
that not all orders meet at one price.
"""

from dataclasses import dataclass

import numpy as np

from gridtokenx.base.stream import uniform
from gridtokenx.campus.model import Strategy, Tariff
from gridtokenx.market.order import Side
from gridtokenx.market.pricing import MarketView, fair_price

CONCESSION = {Strategy.CONSERVATIVE: 0.15, Strategy.MODERATE: 0.05, Strategy.AGGRESSIVE: -0.04}
"""What an owner gives way from the fair price, as a share of grid price less feed-in."""
SPREAD = 0.03
"""Most that chance adds or takes away, as the same share."""
BATTERY = 0.05
"""What a full battery makes a seller give way, and an empty one a buyer, as the same share."""
CHANNEL = 7_001
"""The stream channel of order prices."""


@dataclass(frozen=True, slots=True)
class Position:
    """What an owner brings to the interval."""

    side: Side
    stream_key: int
    """The meter's key from :func:`gridtokenx.base.stream.stream_key`."""
    battery_soc: float | None = None
    """State of charge, 0 to 1, or None without a battery."""


def _concession(strategy: Strategy, position: Position, start_s: int) -> float:
    keys = np.array([position.stream_key], dtype=np.uint64)
    chance = float(uniform(keys, start_s, channel=CHANNEL)[0]) * 2.0 - 1.0
    eager = 0.0
    if position.battery_soc is not None:
        full = position.battery_soc if position.side is Side.ASK else 1.0 - position.battery_soc
        eager = BATTERY * (2.0 * full - 1.0)
    return CONCESSION[strategy] + SPREAD * chance + eager


def acceptable(tariff: Tariff, side: Side) -> range:
    """Return the limit prices [ticks] inside the band at which trading cannot lose against the grid.

    Empty when the tariff leaves none: a feed-in above every ask, or a grid price below every bid.
    """
    if side is Side.ASK:
        return range(max(tariff.sell_min_ticks, tariff.feed_in_ticks), tariff.sell_max_ticks + 1)
    return range(tariff.buy_min_ticks, min(tariff.buy_max_ticks, tariff.grid_ticks) + 1)


def limit_price(
    strategy: Strategy, *, tariff: Tariff, position: Position, view: MarketView, start_s: int
) -> int | None:
    """Price an automatic order.

    Args:
        strategy: The owner's strategy.
        tariff: The campus's prices.
        position: Side, stream key and battery of the owner.
        view: Supply, demand and last prices.
        start_s: Start of the interval [epoch s], which picks the draw of the stream.

    Returns:
        Limit [ticks]; an ask never below feed-in, a bid never above the grid price; or None when the
        tariff leaves no such price.
    """
    prices = acceptable(tariff, position.side)
    if not prices:
        return None
    given = _concession(strategy, position, start_s) * (tariff.grid_ticks - tariff.feed_in_ticks)
    fair = fair_price(tariff, view)
    wanted = round(fair - given if position.side is Side.ASK else fair + given)
    return min(max(wanted, prices[0]), prices[-1])
