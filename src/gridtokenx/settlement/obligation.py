"""What each meter sold, bought, redeemed and drew from the grid in one interval, in exact integers."""

from collections.abc import Mapping
from dataclasses import dataclass

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.base.ids import MeterId
from gridtokenx.campus.model import Tariff
from gridtokenx.market.clearing.uniform import Clearing
from gridtokenx.market.order import Side


class BoughtOverDeficit(GridTokenXError):
    """A meter bought more than its attested deficit, which the ledger's bid cap forbids."""


class MeterNotAttested(GridTokenXError):
    """A meter traded without an attested reading of the interval."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """One meter's interval after clearing; all energies >= 0 [Wh] but `held_wh`."""

    meter_id: MeterId
    surplus_wh: int
    deficit_wh: int
    sold_wh: int
    bought_wh: int
    redeemed_wh: int
    """Unsold energy that the campus bought at feed-in."""

    @property
    def grid_wh(self) -> int:
        """Deficit that nobody sold to it, billed at the grid price."""
        return self.deficit_wh - self.bought_wh

    @property
    def held_wh(self) -> int:
        """Change of the energy tokens it holds; negative when it sold older ones."""
        return self.surplus_wh - self.sold_wh - self.redeemed_wh

    def cost_units(self, tariff: Tariff, *, price_ticks: int) -> int:
        """Return what the interval costs the owner [10^-6 credit]; negative is an income.

        Tokens that are held count at feed-in, for which they can be redeemed.
        """
        paid = self.grid_wh * tariff.grid_ticks + self.bought_wh * price_ticks
        earned = self.sold_wh * price_ticks + (self.redeemed_wh + self.held_wh) * tariff.feed_in_ticks
        return paid - earned

    def grid_only_units(self, tariff: Tariff) -> int:
        """Return what the interval would cost with the grid alone [10^-6 credit]."""
        return self.deficit_wh * tariff.grid_ticks - self.surplus_wh * tariff.feed_in_ticks


def obligations(net_wh: Mapping[MeterId, int], clearing: Clearing) -> tuple[Obligation, ...]:
    """Work out every meter's obligation; what is left of a surplus is redeemed at feed-in.

    Args:
        net_wh: Attested export less import by meter [Wh].
        clearing: The interval's clearing.

    Returns:
        One obligation a meter, in the order of `net_wh`.

    Raises:
        MeterNotAttested: An order was filled for a meter that `net_wh` does not hold.
        BoughtOverDeficit: Fills of a meter's bids are over its deficit.
    """
    traded: dict[tuple[MeterId, Side], int] = {}
    for order, fill in zip(clearing.orders, clearing.fills_wh, strict=True):
        if fill > 0 and order.meter_id not in net_wh:
            raise MeterNotAttested(f"meter {order.meter_id} traded {fill} Wh: attest its reading first")
        key = (order.meter_id, order.side)
        traded[key] = traded.get(key, 0) + fill
    return tuple(
        _obligation(meter, net, traded.get((meter, Side.ASK), 0), traded.get((meter, Side.BID), 0))
        for meter, net in net_wh.items()
    )


def _obligation(meter: MeterId, net: int, sold: int, bought: int) -> Obligation:
    surplus, deficit = max(net, 0), max(-net, 0)
    if bought > deficit:
        raise BoughtOverDeficit(
            f"meter {meter} bought {bought} Wh: cap its bids at its deficit of {deficit} Wh"
        )
    return Obligation(meter, surplus, deficit, sold, bought, max(surplus - sold, 0))
