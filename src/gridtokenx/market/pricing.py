"""What energy is worth in an interval: between feed-in and grid price, by scarcity and by the last prices.

The supply-to-demand ratio sets the fair price: all of the band's top when nothing is on offer, all of
its bottom when there is plenty, linear between (after Liu et al. 2017, DOI 10.1109/TPWRS.2017.2649558).
"""

from dataclasses import dataclass

from gridtokenx.campus.model import Tariff

REMEMBERED = 8
"""How many of the newest clearing prices count: two hours of 15-minute intervals."""
SCARCITY_WEIGHT = 0.6
"""How far the present counts against the remembered prices; below 1 so that prices do not jump."""


@dataclass(frozen=True, slots=True)
class MarketView:
    """What everybody may know of the interval before pricing an order."""

    supply_wh: int = 0
    """Attested surplus of the campus."""
    demand_wh: int = 0
    """Attested deficit of the campus."""
    last_prices: tuple[int, ...] = ()
    """Clearing prices of earlier intervals, newest last [ticks]."""


def fair_price(tariff: Tariff, view: MarketView) -> float:
    """Estimate what a kWh is worth in the campus [ticks], never outside feed-in to grid price.

    >>> tariff = Tariff(280, 120, 150, 350, 200, 400)
    >>> fair_price(tariff, MarketView(supply_wh=500, demand_wh=1000))
    200.0
    """
    low, high = tariff.feed_in_ticks, tariff.grid_ticks
    if view.demand_wh > 0:
        plenty = min(view.supply_wh / view.demand_wh, 1.0)
    else:
        plenty = 1.0 if view.supply_wh > 0 else 0.5
    fair = high - (high - low) * plenty
    remembered = view.last_prices[-REMEMBERED:]
    if remembered:
        mean = sum(remembered) / len(remembered)
        fair = SCARCITY_WEIGHT * fair + (1 - SCARCITY_WEIGHT) * mean
    return min(max(fair, low), high)
