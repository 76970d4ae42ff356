import numpy as np
import pytest

from gridtokenx.base.ids import MeterId
from gridtokenx.base.stream import uniform
from gridtokenx.market.book import Band, Book
from gridtokenx.market.clearing.uniform import Clearing, clear, clear_arrays
from gridtokenx.market.order import Order, Side

BAND = Band(150, 400)
ASK, BID = Side.ASK, Side.BID


def cleared(*orders: tuple[Side, int, int]) -> Clearing:
    book = Book(BAND)
    for side, limit, wh in orders:
        book.place(Order(MeterId("M"), side, wh, limit))
    return clear(book)


@pytest.mark.parametrize("orders", [[], [(BID, 200, 5)], [(ASK, 200, 5)], [(BID, 200, 5), (ASK, 201, 5)]])
def test_nothing_that_crosses_has_no_price(orders: list[tuple[Side, int, int]]) -> None:
    clearing = cleared(*orders)
    assert (clearing.clearing_price, clearing.cleared_quantity_wh) == (None, 0)
    assert sum(clearing.fills_wh) == 0


def test_equal_sides_meet_in_the_middle_rounded_down() -> None:
    clearing = cleared((BID, 251, 5), (ASK, 200, 5))
    assert (clearing.clearing_price, clearing.marginal, clearing.fills_wh) == (225, None, (5, 5))


def test_the_longer_side_is_rationed_by_time() -> None:
    clearing = cleared((BID, 250, 3), (BID, 250, 9), (BID, 250, 1), (ASK, 200, 4))
    assert (clearing.clearing_price, clearing.marginal) == (250, BID)
    assert clearing.fills_wh == (3, 1, 0, 4)


def test_the_worked_example_of_the_documentation() -> None:
    clearing = cleared(
        (ASK, 170, 400), (ASK, 200, 300), (ASK, 220, 500),
        (BID, 280, 350), (BID, 250, 250), (BID, 220, 300), (BID, 200, 200),
    )  # fmt: skip
    assert (clearing.clearing_price, clearing.cleared_quantity_wh, clearing.marginal) == (220, 900, ASK)
    assert clearing.fills_wh == (400, 300, 200, 350, 250, 300, 0)


def test_the_ends_of_the_band_are_prices_too() -> None:
    assert cleared((BID, 400, 1), (ASK, 400, 2)).clearing_price == 400
    assert cleared((BID, 150, 2), (ASK, 150, 1)).clearing_price == 150


def test_quantities_past_32_bits_add_up_exactly() -> None:
    most = 2**32 - 1
    asks = [(ASK, 150 + i, most) for i in range(251)]
    bids = [(BID, 150 + i, most) for i in range(251)]
    clearing = cleared(*asks, *bids)
    assert clearing.cleared_quantity_wh == 126 * most
    assert sum(clearing.fills_wh) == 2 * 126 * most


def test_a_million_orders_clear_within_a_second() -> None:
    count = 1_000_000
    keys = np.arange(count, dtype=np.uint64)
    side = (uniform(keys, 1) < 0.5).astype(np.uint8)
    limit = 150 + (uniform(keys, 2) * 251).astype(np.int64)
    quantity = 1 + (uniform(keys, 3) * 1000).astype(np.int64)
    auction = clear_arrays(side, limit, quantity, band=BAND)
    assert int(auction.fills_wh[side == BID].sum()) == auction.volume_wh > 0
