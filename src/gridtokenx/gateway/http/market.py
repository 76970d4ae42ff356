"""The market as it was cleared, the open book, and what owners hold."""

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import Controller, get
from litestar.params import PathParameter

from gridtokenx.base.interval import DAY_S, SETTLEMENT_S
from gridtokenx.base.units import credit_of, kwh
from gridtokenx.gateway.error_map import FieldRefused, IntervalUnknown, shown
from gridtokenx.gateway.http.asking import EndQuery, Service, StartQuery, Store
from gridtokenx.gateway.http.problem import refusals
from gridtokenx.gateway.http.time_range import parse_time, time_range, utc
from gridtokenx.port.campus_service import BookLevel, BookView
from gridtokenx.settlement.result import IntervalResult

INTERVALS_DAYS_MAX = 31


class IntervalView(msgspec.Struct, frozen=True):
    """One cleared interval: energies [kWh], price [credit/kWh], savings [credit, decimal text]."""

    start: datetime
    end: datetime
    price: float | None
    volume_kwh: float
    minted_kwh: float
    burned_kwh: float
    redeemed_kwh: float
    import_kwh: float
    export_kwh: float
    savings: str
    order_count: int
    trade_count: int


class OrderView(msgspec.Struct, frozen=True):
    """An order and what became of it; `side` is bid or ask, `address` its account on the ledger."""

    meter_id: str
    side: str
    quantity_kwh: float
    limit_price: float
    filled_kwh: float
    address: str


class TradeView(msgspec.Struct, frozen=True):
    """Energy from one meter to another; `amount` in credits as decimal text."""

    seller: str
    buyer: str
    quantity_kwh: float
    price: float
    amount: str


class IntervalDetail(msgspec.Struct, frozen=True):
    """One cleared interval with its orders and trades."""

    interval: IntervalView
    orders: list[OrderView]
    trades: list[TradeView]


class LevelView(msgspec.Struct, frozen=True):
    """Open quantity at one price."""

    price: float
    quantity_kwh: float
    orders: int


class OrderBook(msgspec.Struct, frozen=True):
    """The book of the newest interval on the market; best price first on both sides."""

    start: datetime | None
    end: datetime | None
    phase: str
    gate_closure: datetime | None
    bids: list[LevelView]
    asks: list[LevelView]


class MarketController(Controller):
    """Clearings, orders and trades."""

    path = "/api/market"
    tags = ("market",)

    @get("/intervals", summary="Cleared intervals", responses=refusals(422), sync_to_thread=True)
    def get_intervals(
        self, service: Service, store: Store, start: StartQuery = None, end: EndQuery = None
    ) -> list[IntervalView]:
        """Return the results of [start, end) by time, the last 24 hours by default."""
        asked = time_range(
            start, end, now_s=service.time_s(), default_s=DAY_S, longest_s=INTERVALS_DAYS_MAX * DAY_S
        )
        return [interval_view(r) for r in store.results(start_s=asked.start_s, end_s=asked.end_s)]

    @get(
        "/intervals/{start:str}",
        summary="One cleared interval",
        responses=refusals(404, 422),
        sync_to_thread=True,
    )
    def get_interval(
        self,
        store: Store,
        start: Annotated[str, PathParameter(description="Start of the interval, RFC 3339 or epoch seconds.")],
    ) -> IntervalDetail:
        """Return one interval with every order and trade."""
        start_s = parse_time(start, field="start")
        if start_s % SETTLEMENT_S:
            raise FieldRefused("start", start, "intervals start at :00, :15, :30 and :45 past the hour, UTC")
        results = store.results(start_s=start_s, end_s=start_s + 1)
        if not results:
            raise IntervalUnknown(
                f"no interval that starts at {shown(start)} has been cleared: see GET /api/market/intervals"
            )
        return _interval_detail(results[0])

    @get("/book", summary="Order book")
    async def get_book(self, service: Service) -> OrderBook:
        """Return the order book of the newest interval on the market."""
        return order_book(await service.book())


def _price(ticks: int) -> float:
    return ticks / 1_000


def _level_view(level: BookLevel) -> LevelView:
    return LevelView(_price(level.price_ticks), kwh(level.quantity_wh), level.orders)


def order_book(book: BookView) -> OrderBook:
    """Return the order book as callers see it."""
    return OrderBook(
        start=utc(book.interval.start_s) if book.interval else None,
        end=utc(book.interval.end_s) if book.interval else None,
        phase=book.phase,
        gate_closure=utc(book.gate_closure_s) if book.gate_closure_s is not None else None,
        bids=[_level_view(level) for level in book.bids],
        asks=[_level_view(level) for level in book.asks],
    )


def interval_view(result: IntervalResult) -> IntervalView:
    """Return a cleared interval as callers see it."""
    return IntervalView(
        start=utc(result.interval.start_s),
        end=utc(result.interval.end_s),
        price=_price(result.price_ticks) if result.price_ticks is not None else None,
        volume_kwh=kwh(result.traded_wh),
        minted_kwh=kwh(result.minted_wh),
        burned_kwh=kwh(result.burned_wh),
        redeemed_kwh=kwh(result.redeemed_wh),
        import_kwh=kwh(result.import_wh),
        export_kwh=kwh(result.export_wh),
        savings=f"{credit_of(result.savings_units):f}",
        order_count=len(result.orders),
        trade_count=len(result.trades),
    )


def _interval_detail(result: IntervalResult) -> IntervalDetail:
    orders = [
        OrderView(o.meter_id, o.side, kwh(o.quantity_wh), _price(o.limit_ticks), kwh(o.filled_wh), o.address)
        for o in result.orders
    ]
    trades = [
        TradeView(
            seller=t.seller,
            buyer=t.buyer,
            quantity_kwh=kwh(t.quantity_wh),
            price=_price(t.price_ticks),
            amount=f"{credit_of(t.quantity_wh * t.price_ticks):f}",
        )
        for t in result.trades
    ]
    return IntervalDetail(interval_view(result), orders, trades)
