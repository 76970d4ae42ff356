import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.ledger.invariant.conftest import key

from gridtokenx.ledger.invariant.book import ASK, BID, NO_PRICE, BookOrder, recompute
from gridtokenx.market.book import Band
from gridtokenx.market.clearing.uniform import clear_arrays

ORDERS = st.lists(
    st.tuples(st.sampled_from([BID, ASK]), st.integers(100, 112), st.integers(1, 50)), min_size=1, max_size=40
)


def book(specs: list[tuple[int, int, int]]) -> list[BookOrder]:
    tickets: dict[tuple[int, int], int] = {}
    made = []
    for n, (side, limit, quantity) in enumerate(specs):
        ticket = tickets.get((side, limit), 0)
        tickets[side, limit] = ticket + 1
        made.append(BookOrder(key(n + 1), key(99), key(98), side, limit, quantity, ticket))
    return made


@given(ORDERS, st.integers(0, 5), st.integers(0, 5))
def test_it_agrees_with_the_markets_own_auction(
    specs: list[tuple[int, int, int]], below: int, above: int
) -> None:
    orders = book(specs)
    again = recompute(orders)
    sides, limits, quantities = (np.array(column) for column in zip(*specs, strict=True))
    auction = clear_arrays(sides.astype(np.uint8), limits, quantities, band=Band(100 - below, 112 + above))
    assert again.price == (NO_PRICE if auction.price_ticks is None else auction.price_ticks)
    assert again.cleared_wh == auction.volume_wh
    assert [again.fills[order.order] for order in orders] == auction.fills_wh.tolist()


def test_an_empty_book_has_no_price() -> None:
    assert recompute([]).price == NO_PRICE
