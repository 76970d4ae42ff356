"""The automatic orders of an interval: tokens held are offered, attested deficits bid for, by strategy.

Owners are simulated, so their keys sign here; real owners place their own. Whose order is on the ledger
already is left alone.
"""

from collections.abc import Sequence

from gridtokenx.base.interval import MarketInterval
from gridtokenx.base.stream import stream_key
from gridtokenx.base.units import UNITS_PER_WH
from gridtokenx.chain.token import balance_of
from gridtokenx.market.order import MOST_WH, Side
from gridtokenx.market.pricing import MarketView
from gridtokenx.market.strategy import Position, limit_price
from gridtokenx.pipeline.forward import covered_wh, resolve
from gridtokenx.pipeline.found import MIN_LOT_WH
from gridtokenx.pipeline.place import Quote, address_of_order, place
from gridtokenx.pipeline.sending import Step
from gridtokenx.pipeline.site import Connection, Site
from gridtokenx.reading.record import MeterReading

TOP_UP_UNITS = 500_000_000
"""What an owner pays in when the credit runs out: 500 credits, and more where one order needs more."""


def open_interval(site: Site, interval: MarketInterval, *, zone: int = 0) -> None:
    """Deliver what was promised for an attested interval, and open its spot market in a zone.

    Raises:
        ProgramError: The batch is not complete, promises wait, or the interval was opened before.
    """
    resolve(site, interval)
    accounts = {"payer": site.operator_address()}
    args = {"start": interval.start_s, "zone": zone}
    site.sender.send(
        [Step((site.programs.trading.instruction("open_interval", accounts=accounts, args=args),))]
    )


def collect(
    site: Site, interval: MarketInterval, readings: Sequence[MeterReading], *, last_prices: Sequence[int]
) -> None:
    """Place the automatic order of each owner who has none in the interval yet.

    Args:
        site: The campus on its ledger.
        interval: An open interval.
        readings: Its attested readings with the meters' state.
        last_prices: Clearing prices of earlier intervals, newest last [ticks].

    Raises:
        ProgramError: A program refused an order.
    """
    wanted = quotes(site, readings, last_prices=last_prices)
    at = site.addresses.interval(interval.start_s)
    present = site.ledger.accounts([address_of_order(site, at, quote) for quote in wanted])
    place(site, interval, [q for q, order in zip(wanted, present, strict=True) if order is None])


def quotes(site: Site, readings: Sequence[MeterReading], *, last_prices: Sequence[int]) -> list[Quote]:
    """Return the orders that the owners' strategies ask for, in the campus's order."""
    by_id = site.by_id()
    lines = [(by_id[r.reading.meter_id], r) for r in readings]
    deficits = _uncovered(site, lines)
    view = MarketView(
        supply_wh=sum(r.reading.surplus_wh for r in readings),
        demand_wh=sum(deficits),
        last_prices=tuple(last_prices),
    )
    held = site.ledger.accounts(
        [key for connection, _ in lines for key in (connection.energy, connection.credit)]
    )
    amounts = [0 if account is None else balance_of(account.data) for account in held]
    found = []
    for index, (connection, reading) in enumerate(lines):
        held_now = (amounts[2 * index], amounts[2 * index + 1])
        quote = _quote(site, connection, reading, deficit_wh=deficits[index], held=held_now, view=view)
        if quote is not None:
            found.append(quote)
    return found


def _uncovered(site: Site, lines: Sequence[tuple[Connection, MeterReading]]) -> list[int]:
    """Return what each meter lacked and no delivery has covered [Wh]."""
    if not lines:
        return []
    meters = [connection.meter for connection, _ in lines]
    covered = covered_wh(site, lines[0][1].reading.interval, meters)
    return [item.reading.deficit_wh - wh for (_, item), wh in zip(lines, covered, strict=True)]


def _quote(
    site: Site,
    connection: Connection,
    item: MeterReading,
    *,
    deficit_wh: int,
    held: tuple[int, int],
    view: MarketView,
) -> Quote | None:
    """Return an owner's order, from what its meter lacked and what it holds in energy and credit."""
    energy, credit = held
    side = Side.BID if deficit_wh else Side.ASK
    quantity_wh = min(deficit_wh or energy // UNITS_PER_WH, MOST_WH)
    if quantity_wh < MIN_LOT_WH:
        return None
    key = stream_key(0, str(connection.wallet))
    limit = limit_price(
        connection.spec.strategy,
        tariff=site.campus.tariff,
        position=Position(side, key, item.state.battery_soc),
        view=view,
        start_s=item.reading.interval.start_s,
    )
    if limit is None:
        return None
    short = quantity_wh * limit - credit if side is Side.BID else 0
    return Quote(connection, side, quantity_wh, limit, max(short, TOP_UP_UNITS) if short > 0 else 0)
