"""Placing orders: what owners want becomes signed instructions, as many in a transaction as fit.

The owners' keys sign here, so this is for owners who are simulated; real ones place their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from solders.pubkey import Pubkey

from gridtokenx.base.interval import MarketInterval
from gridtokenx.chain.message import Call
from gridtokenx.chain.packing import AnyCall
from gridtokenx.chain.template import Template
from gridtokenx.market.order import Side
from gridtokenx.pipeline.sending import Step
from gridtokenx.pipeline.site import Connection, Site

REDEEM_UNSOLD = 1
FREE = ("owner", "order", "head", "source", "vault", "payout_energy", "payout_credit")


@dataclass(frozen=True, slots=True)
class Quote:
    """An order that an owner wants placed."""

    connection: Connection
    side: Side
    quantity_wh: int
    limit: int
    top_up_units: int = 0
    """Credit that the owner pays in first."""
    nonce: int = 0
    """Number among the owner's orders of the interval; the first is 0."""


def address_of_order(site: Site, market: Pubkey, quote: Quote) -> Pubkey:
    """Return where a quote's order is, or will be."""
    return site.addresses.order(market, owner=quote.connection.wallet, nonce=quote.nonce)


def place(site: Site, interval: MarketInterval, quotes: Sequence[Quote], *, zone: int = 0) -> None:
    """Place orders in an open interval, in the order given.

    Args:
        site: The campus on its ledger.
        interval: An open interval.
        quotes: Orders that are not placed yet.
        zone: Where they trade.

    Raises:
        ProgramError: A program refused an order; those in earlier transactions are placed.
    """
    calls = order_calls(site, interval, quotes, zone=zone)
    site.sender.send_together(
        [
            Step(
                _with_top_up(site, interval, quote, call), (site.keys.owner(quote.connection.spec.meter_id),)
            )
            for quote, call in zip(quotes, calls, strict=True)
        ]
    )


def order_calls(
    site: Site, interval: MarketInterval, quotes: Sequence[Quote], *, zone: int = 0
) -> list[Call]:
    """Return the `place_order` of each quote."""
    trading, at = site.programs.trading, site.addresses
    market = at.interval(interval.start_s, zone=zone)
    fixed = {"payer": site.operator_address(), "interval": market}
    covered = _has_cover(site, market)
    template = Template(trading, "place_order", fixed=fixed, free=FREE, remaining=(False,) * (2 + covered))
    columns = {
        "side": [int(quote.side) for quote in quotes],
        "nonce": [quote.nonce for quote in quotes],
        "limit": [quote.limit for quote in quotes],
        "quantity_wh": [quote.quantity_wh for quote in quotes],
        "flags": [0 if quote.side is Side.BID else REDEEM_UNSOLD for quote in quotes],
    }
    data = trading.data_of_many("place_order", columns, count=len(quotes))
    return [
        template.fill(
            _accounts(site, market, quote),
            arguments,
            _deficit(site, interval, quote, covered=covered)
            if quote.side is Side.BID and not quote.nonce
            else (),
        )
        for quote, arguments in zip(quotes, data, strict=True)
    ]


def _accounts(site: Site, market: Pubkey, quote: Quote) -> tuple[bytes, ...]:
    """Return an order's accounts in the order of `FREE`."""
    at, connection = site.addresses, quote.connection
    order = address_of_order(site, market, quote)
    head = at.order(market, owner=connection.wallet) if quote.nonce else order
    energy, credit = bytes(connection.energy), bytes(connection.credit)
    bid = quote.side is Side.BID
    source, vault = (credit, at.credit_vault()) if bid else (energy, at.energy_vault())
    return bytes(connection.wallet), bytes(order), bytes(head), source, bytes(vault), energy, credit


def _deficit(site: Site, interval: MarketInterval, quote: Quote, *, covered: bool) -> tuple[bytes, ...]:
    """Return what shows how much an owner may bid for: meter, feed, and what was bought ahead."""
    connection = quote.connection
    shown = (bytes(connection.meter), bytes(connection.feed))
    cover = site.addresses.cover(connection.meter, start_s=interval.start_s)
    return (*shown, bytes(cover)) if covered else shown


def _has_cover(site: Site, market: Pubkey) -> bool:
    account = site.ledger.account(market)
    return account is not None and bool(
        site.programs.trading.reader("MarketInterval", "has_cover")(account.data)
    )


def _with_top_up(site: Site, interval: MarketInterval, quote: Quote, call: Call) -> tuple[AnyCall, ...]:
    """Put the owner's payment before an order that needs it."""
    if not quote.top_up_units:
        return (call,)
    connection = quote.connection
    reference = sha256(f"top-up {connection.wallet} {interval.start_s}".encode()).digest()
    issue = site.programs.energy_token.instruction(
        "issue_credit",
        accounts={"authority": site.operator_address(), "destination": connection.credit},
        args={"amount": quote.top_up_units, "reference": reference},
    )
    return (issue, call)
