import pytest

from gridtokenx.base.ids import MeterId
from gridtokenx.campus.model import Tariff
from gridtokenx.market.book import Band, BandTooWide, BelowLot, Book, LevelFull, OrderNotLive, OutsideBand
from gridtokenx.market.order import MOST_WH, Order, Side


def order(limit: int = 200, wh: int = 10, side: Side = Side.BID) -> Order:
    return Order(MeterId("M1"), side, wh, limit)


def test_band_of_the_default_tariff_holds_both_ranges() -> None:
    band = Band.of(Tariff(280, 120, 150, 350, 200, 400))
    assert (band.min_ticks, band.max_ticks, band.levels) == (150, 400, 251)


@pytest.mark.parametrize(("low", "high"), [(0, 600), (10, 9), (-1, 5), (65_000, 65_535)])
def test_band_that_an_account_cannot_hold_is_refused(low: int, high: int) -> None:
    with pytest.raises(BandTooWide):
        Band(low, high)


def test_the_widest_band_is_taken() -> None:
    assert Band(0, 599).levels == 600


def test_each_side_and_level_counts_its_own_tickets() -> None:
    book = Book(Band(150, 400))
    tickets = [
        book.place(o).ticket for o in (order(), order(), order(limit=201), order(side=Side.ASK), order())
    ]
    assert tickets == [0, 1, 0, 0, 2]


def test_a_cancelled_ticket_is_never_given_again() -> None:
    book = Book(Band(150, 400))
    first, _ = book.place(order()), book.place(order())
    book.cancel(first)
    assert book.place(order()).ticket == 2
    assert [o.ticket for o in book.orders()] == [1, 2]


def test_cancelling_twice_or_a_strangers_order_is_refused() -> None:
    book = Book(Band(150, 400))
    placed = book.place(order())
    with pytest.raises(OrderNotLive):
        book.cancel(order(wh=11))
    book.cancel(placed)
    with pytest.raises(OrderNotLive):
        book.cancel(placed)


@pytest.mark.parametrize(
    ("refused", "error"),
    [
        (order(limit=149), OutsideBand),
        (order(limit=401), OutsideBand),
        (order(wh=4), BelowLot),
        (order(wh=MOST_WH), LevelFull),
    ],
)
def test_refused_orders_leave_the_book_unchanged(refused: Order, error: type[Exception]) -> None:
    book = Book(Band(150, 400), min_lot_wh=5)
    kept = book.place(order())
    with pytest.raises(error):
        book.place(refused)
    assert (book.orders(), book.depth(Side.BID)) == ((kept,), ((200, 10, 1),))
    assert book.place(order()).ticket == 1


def test_depth_shows_the_best_price_first_and_no_empty_level() -> None:
    book = Book(Band(150, 400))
    gone = book.place(order(limit=300))
    for limit, side in [(200, Side.BID), (210, Side.BID), (210, Side.BID), (220, Side.ASK), (215, Side.ASK)]:
        book.place(order(limit=limit, side=side))
    book.cancel(gone)
    assert book.depth(Side.BID) == ((210, 20, 2), (200, 10, 1))
    assert book.depth(Side.ASK) == ((215, 10, 1), (220, 10, 1))
