"""The orders of an interval as the ledger has them, read once and typed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
from solders.pubkey import Pubkey

from gridtokenx.base.interval import MarketInterval
from gridtokenx.market.order import Side
from gridtokenx.pipeline.site import Site

OPEN, CANCELLED, SETTLED = 0, 1, 2
INTERVAL_OPEN, INTERVAL_CLEARED = 0, 1
NO_PRICE = 65_535


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """An order account."""

    address: Pubkey
    owner: Pubkey
    side: int
    state: int
    redeem: bool
    limit: int
    quantity_wh: int
    filled_wh: int
    ticket: int
    payout_energy: Pubkey
    payout_credit: Pubkey
    payer: Pubkey
    """Who paid the account's rent, and gets it back."""


@dataclass(frozen=True, slots=True)
class OnMarket:
    """A market interval's account, without its levels."""

    address: Pubkey
    payer: Pubkey
    """Who paid the account's rent, and gets it back."""
    interval: MarketInterval
    state: int
    gate_s: int
    price: int | None
    cleared_wh: int
    marginal_side: int
    marginal_left: int
    rank_cursor: int
    price_levels: tuple[tuple[int, int, int, int], ...]
    """(side, price [ticks], quantity [Wh], tickets) of levels that hold something."""


def read_interval(site: Site, interval: MarketInterval, *, zone: int = 0) -> OnMarket | None:
    """Return an interval as the ledger has it, or None when it is not open or closed already."""
    address = site.addresses.interval(interval.start_s, zone=zone)
    account = site.ledger.account(address)
    if account is None:
        return None
    data = site.programs.trading.account("MarketInterval", account.data)
    price = _int(data, "price")
    return OnMarket(
        address=address,
        payer=cast("Pubkey", data["payer"]),
        interval=interval,
        state=_int(data, "state"),
        gate_s=_int(data, "gate"),
        price=None if price == NO_PRICE else price,
        cleared_wh=_int(data, "cleared_wh"),
        marginal_side=_int(data, "marginal_side"),
        marginal_left=_int(data, "marginal_left"),
        rank_cursor=_int(data, "rank_cursor"),
        price_levels=tuple(_levels(data, Side.BID, "bids")) + tuple(_levels(data, Side.ASK, "asks")),
    )


def read_orders(site: Site, interval: MarketInterval, *, zone: int = 0) -> list[PlacedOrder]:
    """Find an interval's orders among all that the program has; by ticket, then address."""
    trading, at = site.programs.trading, site.addresses.interval(interval.start_s, zone=zone)
    accounts = site.ledger.program_accounts(trading.id, discriminator=trading.discriminator("Order"))
    interval_of = trading.reader("Order", "interval")
    orders = [
        _order(a.address, trading.account("Order", a.data)) for a in accounts if interval_of(a.data) == at
    ]
    return sorted(orders, key=lambda order: (order.ticket, bytes(order.address)))


def read_again(site: Site, orders: Sequence[PlacedOrder]) -> list[PlacedOrder]:
    """Return orders, in the same order, as they are now; those that are closed are left out."""
    accounts = site.ledger.accounts([order.address for order in orders])
    trading = site.programs.trading
    return [_order(a.address, trading.account("Order", a.data)) for a in accounts if a is not None]


def newest_opened(site: Site) -> int:
    """Return the start of the newest interval that was ever opened [epoch s], -1 before the first."""
    account = site.ledger.account(site.addresses.zone())
    return -1 if account is None else _int(site.programs.trading.account("Zone", account.data), "last_opened")


def _levels(data: Mapping[str, object], side: int, name: str) -> Iterable[tuple[int, int, int, int]]:
    """Levels decode to a NumPy record array with fields wh and tickets; most of the 600 are empty."""
    lowest, records = _int(data, "price_min"), cast("npt.NDArray[np.void]", data[name])
    at = np.flatnonzero(records["wh"])
    held = records[at]
    prices = (at + lowest).tolist()
    for price, wh, tickets in zip(prices, held["wh"].tolist(), held["tickets"].tolist(), strict=True):
        yield side, price, wh, tickets


def _order(address: Pubkey, data: Mapping[str, object]) -> PlacedOrder:
    return PlacedOrder(
        address=address,
        owner=cast("Pubkey", data["owner"]),
        side=_int(data, "side"),
        state=_int(data, "state"),
        redeem=bool(_int(data, "flags") & 1),
        limit=_int(data, "limit"),
        quantity_wh=_int(data, "quantity_wh"),
        filled_wh=_int(data, "filled_wh"),
        ticket=_int(data, "ticket"),
        payout_energy=cast("Pubkey", data["payout_energy"]),
        payout_credit=cast("Pubkey", data["payout_credit"]),
        payer=cast("Pubkey", data["payer"]),
    )


def _int(data: Mapping[str, object], name: str) -> int:
    return int(cast("int", data[name]))
