from gridtokenx.base.ids import MeterId
from gridtokenx.market.book import Band, Book
from gridtokenx.market.clearing.pairing import pair
from gridtokenx.market.clearing.uniform import clear
from gridtokenx.market.order import Order, Side


def test_the_best_ask_meets_the_best_bid_first() -> None:
    book = Book(Band(150, 400))
    for name, side, limit, wh in [
        ("cheap", Side.ASK, 160, 5), ("dear", Side.ASK, 200, 5),
        ("low", Side.BID, 210, 3), ("high", Side.BID, 260, 4), ("later", Side.BID, 210, 9),
    ]:  # fmt: skip
        book.place(Order(MeterId(name), side, wh, limit))
    pairs = [(p.ask.meter_id, p.bid.meter_id, p.quantity_wh) for p in pair(clear(book))]
    assert pairs == [("cheap", "high", 4), ("cheap", "low", 1), ("dear", "low", 2), ("dear", "later", 3)]


def test_nothing_cleared_pairs_nobody() -> None:
    book = Book(Band(150, 400))
    book.place(Order(MeterId("a"), Side.ASK, 5, 300))
    book.place(Order(MeterId("b"), Side.BID, 5, 200))
    assert pair(clear(book)) == ()
