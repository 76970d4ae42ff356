"""The auction's properties over random books with cancels, mirrored from `programs/engine/tests`."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from gridtokenx.base.ids import MeterId
from gridtokenx.campus.model import Strategy, Tariff
from gridtokenx.market.book import Band, Book
from gridtokenx.market.clearing.pairing import pair
from gridtokenx.market.clearing.uniform import Clearing, clear
from gridtokenx.market.order import Order, Side
from gridtokenx.market.pricing import MarketView
from gridtokenx.market.strategy import Position, limit_price
from gridtokenx.settlement.obligation import obligations
from gridtokenx.settlement.savings import saving_units, total_savings_units
from gridtokenx.settlement.trade import trades

TARIFF = Tariff(280, 120, 150, 350, 200, 400)
LOW, HIGH = 150, 157
WIDE = Band(150, 400)


@dataclass(frozen=True)
class Placement:
    side: Side
    limit: int
    wh: int
    cancelled: bool


placements = st.lists(
    st.builds(
        Placement,
        side=st.sampled_from(Side),
        limit=st.integers(LOW, HIGH),
        wh=st.integers(1, 9) | st.integers(1, 2**32 // 64),
        cancelled=st.integers(0, 3).map(lambda n: n == 0),
    ),
    max_size=30,
)


def booked(items: list[Placement]) -> Book:
    book = Book(Band(LOW, HIGH))
    placed = [book.place(Order(MeterId(f"M{i}"), p.side, p.wh, p.limit)) for i, p in enumerate(items)]
    for order, item in zip(placed, items, strict=True):
        if item.cancelled:
            book.cancel(order)
    return book


def volume_at(clearing: Clearing, price: int) -> int:
    demand = sum(o.quantity_wh for o in clearing.orders if o.side is Side.BID and o.limit_ticks >= price)
    supply = sum(o.quantity_wh for o in clearing.orders if o.side is Side.ASK and o.limit_ticks <= price)
    return min(demand, supply)


@given(placements)
def test_volume_is_the_largest_of_any_single_price(items: list[Placement]) -> None:
    clearing = clear(booked(items))
    best = max(volume_at(clearing, price) for price in range(LOW, HIGH + 1))
    assert clearing.cleared_quantity_wh == best
    assert (clearing.clearing_price is None) == (best == 0)
    if clearing.clearing_price is not None:
        assert volume_at(clearing, clearing.clearing_price) == best


@given(placements)
def test_in_the_money_fills_and_nothing_trades_past_its_limit(items: list[Placement]) -> None:
    clearing = clear(booked(items))
    for order, fill in zip(clearing.orders, clearing.fills_wh, strict=True):
        assert 0 <= fill <= order.quantity_wh
        if clearing.clearing_price is None:
            assert fill == 0
            continue
        gain = clearing.clearing_price - order.limit_ticks
        gain = gain if order.side is Side.ASK else -gain
        assert fill == order.quantity_wh or gain <= 0
        assert fill == 0 or gain >= 0


@given(placements)
def test_earlier_orders_of_the_rationed_level_fill_first(items: list[Placement]) -> None:
    clearing = clear(booked(items))
    level = [
        (order.ticket, order.quantity_wh, fill)
        for order, fill in zip(clearing.orders, clearing.fills_wh, strict=True)
        if order.side is clearing.marginal and order.limit_ticks == clearing.clearing_price
    ]
    for (_, quantity, fill), (_, _, later) in zip(sorted(level), sorted(level)[1:], strict=False):
        assert fill == quantity or later == 0


@given(placements)
def test_energy_and_money_that_go_in_come_out(items: list[Placement]) -> None:
    clearing = clear(booked(items))
    price = clearing.clearing_price or 0
    filled = list(zip(clearing.orders, clearing.fills_wh, strict=True))
    bought = sum(fill for order, fill in filled if order.side is Side.BID)
    sold = sum(fill for order, fill in filled if order.side is Side.ASK)
    assert bought == sold == clearing.cleared_quantity_wh
    refunded = [o.locked_units - fill * price for o, fill in filled if o.side is Side.BID]
    assert min(refunded, default=0) >= 0
    assert sum(refunded) + sold * price == sum(o.locked_units for o in clearing.orders)


@given(placements)
def test_a_cancelled_order_is_as_if_it_had_never_been_placed(items: list[Placement]) -> None:
    with_cancels, without = clear(booked(items)), clear(booked([p for p in items if not p.cancelled]))
    assert with_cancels.clearing_price == without.clearing_price
    assert with_cancels.fills_wh == without.fills_wh


@given(placements)
def test_pairs_add_up_to_every_fill(items: list[Placement]) -> None:
    clearing = clear(booked(items))
    paired: dict[MeterId, int] = {}
    for p in pair(clearing):
        assert p.quantity_wh > 0
        for meter in (p.ask.meter_id, p.bid.meter_id):
            paired[meter] = paired.get(meter, 0) + p.quantity_wh
    fills = zip(clearing.orders, clearing.fills_wh, strict=True)
    assert paired == {order.meter_id: fill for order, fill in fills if fill}


@given(
    net=st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=25),
    kinds=st.lists(st.sampled_from(Strategy), min_size=25, max_size=25),
    start_s=st.integers(0, 10**6).map(lambda n: n * 900),
    history=st.lists(st.integers(150, 280), max_size=8),
)
def test_nobody_loses_by_automatic_orders_and_the_campus_saves_the_spread(
    net: list[int], kinds: list[Strategy], start_s: int, history: list[int]
) -> None:
    view = MarketView(sum(n for n in net if n > 0), -sum(n for n in net if n < 0), tuple(history))
    book = Book(WIDE)
    net_wh = {MeterId(f"M{i}"): n for i, n in enumerate(net)}
    for i, (meter, wh) in enumerate(net_wh.items()):
        side = Side.ASK if wh > 0 else Side.BID
        limit = limit_price(kinds[i], tariff=TARIFF, position=Position(side, i), view=view, start_s=start_s)
        if wh and limit is not None:
            book.place(Order(meter, side, abs(wh), limit))
    clearing = clear(book)
    found, price = obligations(net_wh, clearing), clearing.clearing_price
    savings = [saving_units(o, tariff=TARIFF, price_ticks=price) for o in found]
    assert min(savings) >= 0
    spread = TARIFF.grid_ticks - TARIFF.feed_in_ticks
    assert sum(savings) == clearing.cleared_quantity_wh * spread
    assert total_savings_units(found, tariff=TARIFF, price_ticks=price) == sum(savings)
    assert sum(t.quantity_wh for t in trades(clearing)) == clearing.cleared_quantity_wh
