"""Trades between meters as the interval's result keeps them, from the clearing's fills."""

from gridtokenx.market.clearing.pairing import pair
from gridtokenx.market.clearing.uniform import Clearing
from gridtokenx.settlement.result import Trade


def trades(clearing: Clearing) -> tuple[Trade, ...]:
    """Return who sold what to whom; quantities add up to the cleared quantity."""
    price = clearing.clearing_price
    if price is None:
        return ()
    return tuple(Trade(p.ask.meter_id, p.bid.meter_id, p.quantity_wh, price) for p in pair(clearing))
