"""Random books of every shape, as the engine's command reads them and as Python clears them.

A shape is chosen by the book's number, so that a failing book is the same again and every shape is counted.
"""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from gridtokenx.base.ids import MeterId
from gridtokenx.base.stream import stream_key, uniform
from gridtokenx.market.book import NO_PRICE, Band, BelowLot, Book, LevelFull, OrderNotLive, OutsideBand
from gridtokenx.market.clearing.uniform import Clearing, clear
from gridtokenx.market.order import MOST_WH, Order, Side

CODES = {OutsideBand: 2, BelowLot: 3, LevelFull: 4, OrderNotLive: 5}
REFUSED = tuple(CODES)
DRAWS = 6_000


@dataclass(frozen=True)
class Shape:
    """What a random book is drawn from."""

    name: str
    counts: tuple[int, ...]
    """How many orders and cancellations; one of these."""
    levels: tuple[int, ...] = (1, 3, 12, 251, 600)
    largest: tuple[int, ...] = (4, 60, MOST_WH)
    floors: tuple[int, ...] = (150,)
    """Lowest price of the band [ticks]; negative: counted from the highest price there can be."""
    cancel_one_in: int = 4


FEW = tuple(range(40))
SHAPES = (
    Shape("one", (1,), cancel_one_in=10**6),
    Shape("two", (2,), cancel_one_in=10**6),
    Shape("campus", (25,)),
    Shape("few", FEW),
    Shape("rationed", FEW, levels=(1, 2, 3), largest=(9, 10**6)),
    Shape("cancelled", FEW, levels=(1, 2, 12), cancel_one_in=2),
    Shape("extreme", FEW, levels=(1, 2, 600), largest=(1, 2, MOST_WH), floors=(0, 150, -1)),
    Shape("edges", FEW, levels=(2, 600), largest=(10**6,), floors=(0, -1)),
)
THOUSAND = Shape("thousand", (1_000,), levels=(3, 251, 600), largest=(500, 4_000_000), cancel_one_in=10)
THOUSAND_EVERY = 100


def shape_of(number: int) -> Shape:
    """Every hundredth book has a thousand orders, the others take turns."""
    return THOUSAND if number % THOUSAND_EVERY == 99 else SHAPES[number % len(SHAPES)]


class Draw:
    """Integers from one stream."""

    def __init__(self, name: str) -> None:
        keys = np.arange(DRAWS, dtype=np.uint64)
        keys += np.uint64(stream_key(20, name))
        self.values = iter(uniform(keys, 1).tolist())

    def below(self, bound: int) -> int:
        return int(next(self.values) * bound)

    def of(self, items: tuple[int, ...]) -> int:
        return items[self.below(len(items))]


@dataclass
class RandomBook:
    """A book as words for the engine, and what Python makes of the same orders."""

    shape: Shape
    band: Band
    lot: int
    words: list[str]
    answers: list[Order | str] = field(default_factory=list)
    tombstones: list[Order] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.book = Book(self.band, min_lot_wh=self.lot)

    def place(self, side: Side, *, limit: int, wh: int) -> None:
        self.words.append(f"{'ba'[side]}{limit}:{wh}")
        try:
            self.answers.append(self.book.place(Order(MeterId("M"), side, wh, limit)))
        except REFUSED as error:
            self.answers.append(f"e{CODES[type(error)]}")

    def cancel(self, at: int) -> None:
        self.words.append(f"x{at}")
        order = self.answers[at]
        if isinstance(order, str):
            self.answers.append("e5")
            return
        self.book.cancel(order)
        self.tombstones.append(order)
        self.answers[at] = "x"
        self.answers.append("-")

    def settled(self) -> tuple[str, Counter[str]]:
        """Return the answer that the engine must give, and what kind of book it was."""
        clearing = clear(self.book)
        fills = dict(zip(clearing.orders, clearing.fills_wh, strict=True))
        marginal = "-" if clearing.marginal is None else "ba"[clearing.marginal]
        shared = sum(fill for order, fill in fills.items() if _is_rationed(clearing, order))
        price = "-" if clearing.clearing_price is None else str(clearing.clearing_price)
        words = [price, str(clearing.cleared_quantity_wh), marginal, str(shared)]
        line = " ".join(words + [a if isinstance(a, str) else str(fills[a]) for a in self.answers])
        return line, self._kinds(clearing)

    def _kinds(self, clearing: Clearing) -> Counter[str]:
        kinds = Counter({self.shape.name: 1, "books": 1, "orders": len(self.answers)})
        kinds["cleared"] = clearing.clearing_price is not None
        kinds["with cancels"] = bool(self.tombstones)
        kinds["with refusals"] = any(isinstance(a, str) and a.startswith("e") for a in self.answers)
        kinds["rationed"] = any(
            _is_rationed(clearing, order) and fill < order.quantity_wh
            for order, fill in zip(clearing.orders, clearing.fills_wh, strict=True)
        )
        kinds["rationed past tombstones"] = any(_is_rationed(clearing, order) for order in self.tombstones)
        kinds["with the largest order"] = any(order.quantity_wh == MOST_WH for order in clearing.orders)
        ends = {0, NO_PRICE - 1}
        kinds["at the ends of prices"] = any(order.limit_ticks in ends for order in clearing.orders)
        return kinds


def _is_rationed(clearing: Clearing, order: Order) -> bool:
    return order.side is clearing.marginal and order.limit_ticks == clearing.clearing_price


def random_book(number: int) -> RandomBook:
    """Draw the book of a number."""
    draw, shape = Draw(str(number)), shape_of(number)
    levels, largest, floor = draw.of(shape.levels), draw.of(shape.largest), draw.of(shape.floors)
    low = floor if floor >= 0 else NO_PRICE - levels
    lot = 1 + draw.below(3) if largest > 2 else 1
    drawn = RandomBook(shape, Band(low, low + levels - 1), lot, [f"{low} {levels} {lot}"])
    for _ in range(draw.of(shape.counts)):
        if drawn.answers and draw.below(shape.cancel_one_in) == 0:
            drawn.cancel(draw.below(len(drawn.answers)))
            continue
        limit = min(max(low - 1 + draw.below(levels + 2), 0), NO_PRICE)
        wh = largest - draw.below(2) if draw.below(2) and largest == MOST_WH else 1 + draw.below(largest)
        drawn.place(Side(draw.below(2)), limit=limit, wh=wh)
    return drawn
