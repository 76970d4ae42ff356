"""What the market made of one interval, as integers that add up."""

from dataclasses import dataclass

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval

OUTSIDE = MeterId("outside")
"""Stands for the meter of a trader who has none here: anybody's wallet may offer energy that it holds."""


@dataclass(frozen=True, slots=True)
class Trade:
    """Energy from one meter to another at the interval's price."""

    seller: MeterId
    buyer: MeterId
    quantity_wh: int
    price_ticks: int


@dataclass(frozen=True, slots=True)
class OrderResult:
    """An order and what became of it; `filled_wh` is 0 when it found no partner."""

    meter_id: MeterId
    side: str
    quantity_wh: int
    limit_ticks: int
    filled_wh: int
    address: str


@dataclass(frozen=True, slots=True)
class IntervalResult:
    """One cleared interval. Amounts in credit units [10^-6 credit], energies in Wh."""

    interval: MarketInterval
    price_ticks: int | None
    traded_wh: int
    minted_wh: int
    burned_wh: int
    redeemed_wh: int
    import_wh: int
    export_wh: int
    savings_units: int
    orders: tuple[OrderResult, ...]
    trades: tuple[Trade, ...]
