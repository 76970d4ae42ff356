"""Energy and money in exact integers.

One kWh is one token of 10^9 base units, so one watt-hour is 10^6 units. Money is the campus credit
with 6 decimals; a price is a whole number of ticks of 0.001 credit per kWh. Hence
``1 Wh x 1 tick = 1 credit unit``: an amount is a product of integers and is never rounded.
"""

from decimal import Decimal, InvalidOperation

from gridtokenx.base.errors import GridTokenXError

WH_PER_KWH = 1_000
ENERGY_DECIMALS = 9
UNITS_PER_WH = 10**ENERGY_DECIMALS // WH_PER_KWH
CREDIT_DECIMALS = 6
CREDIT_UNITS = 10**CREDIT_DECIMALS
TICKS_PER_CREDIT = 1_000


class PriceNotOnTick(GridTokenXError):
    """A price that is not a whole number of ticks."""


def ticks(price: Decimal | str) -> int:
    """Convert a price [credit/kWh] to whole ticks [0.001 credit/kWh].

    Args:
        price: Price, such as ``"0.28"``.

    Returns:
        Ticks.

    Raises:
        PriceNotOnTick: The price is no finite number, negative, or finer than a tick.

    >>> ticks("0.28")
    280
    """
    try:
        scaled = Decimal(price) * TICKS_PER_CREDIT
    except InvalidOperation:
        raise PriceNotOnTick(f"price {price!r} is not a number: write it like 0.280") from None
    if not scaled.is_finite() or scaled < 0 or scaled != int(scaled):
        raise PriceNotOnTick(f"price {price} must be a whole number of 0.001 credit/kWh: use 3 decimals")
    return int(scaled)


def price_of(tick_count: int) -> Decimal:
    """Convert ticks to a price [credit/kWh].

    >>> price_of(280)
    Decimal('0.280')
    """
    return Decimal(tick_count).scaleb(-3)


def credit_of(amount_units: int) -> Decimal:
    """Convert credit units [10^-6 credit] to credits.

    >>> credit_of(588_000)
    Decimal('0.588000')
    """
    return Decimal(amount_units).scaleb(-CREDIT_DECIMALS)


def kwh(energy_wh: int) -> float:
    """Convert watt-hours to kilowatt-hours for a message.

    >>> kwh(2100)
    2.1
    """
    return energy_wh / WH_PER_KWH
