"""What trading saved against the grid alone, by meter and in all, in credit units (R-MKT-6).

At one price everybody's saving is bought x (grid - price) + sold x (price - feed-in), so the campus
saves traded x (grid - feed-in) whatever the price is: the price only shares it out.
"""

from collections.abc import Iterable

from gridtokenx.campus.model import Tariff
from gridtokenx.settlement.obligation import Obligation


def saving_units(obligation: Obligation, *, tariff: Tariff, price_ticks: int | None) -> int:
    """Return what one meter saved [10^-6 credit]; negative when it traded at a loss by hand.

    Args:
        obligation: The meter's interval.
        tariff: Grid and feed-in price.
        price_ticks: The clearing price, or None when nothing was traded.
    """
    cost = obligation.cost_units(tariff, price_ticks=price_ticks or 0)
    return obligation.grid_only_units(tariff) - cost


def total_savings_units(obligations: Iterable[Obligation], *, tariff: Tariff, price_ticks: int | None) -> int:
    """Return what the campus saved in the interval [10^-6 credit]."""
    return sum(saving_units(o, tariff=tariff, price_ticks=price_ticks) for o in obligations)
