"""Python and the ledger's own engine agree bit for bit on random books with cancels and refusals."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from tests.needing import need

from gridtokenx.base.ids import MeterId
from gridtokenx.base.stream import stream_key, uniform
from gridtokenx.market.book import Band, BelowLot, Book, LevelFull, OrderNotLive, OutsideBand
from gridtokenx.market.clearing.uniform import clear
from gridtokenx.market.order import Order, Side

ENGINE = Path(__file__).parents[2] / "programs" / "engine"
CODES = {OutsideBand: 2, BelowLot: 3, LevelFull: 4, OrderNotLive: 5}
REFUSED = tuple(CODES)
pytestmark = pytest.mark.compiler


@pytest.fixture(autouse=True, scope="module")
def compiler() -> None:
    need(present=shutil.which("cargo") is not None, missing="cargo is missing: run programs/setup")


class Draw:
    """Integers from one stream, so that a failing book is the same again."""

    def __init__(self, name: str) -> None:
        keys = np.arange(400, dtype=np.uint64)
        keys += np.uint64(stream_key(20, name))
        self.values = iter(uniform(keys, 1).tolist())

    def below(self, bound: int) -> int:
        return int(next(self.values) * bound)


def random_book(index: int) -> tuple[str, str]:
    """Return a book as the engine's command reads it, and what Python makes of it."""
    draw = Draw(str(index))
    levels = (1, 3, 12, 251, 600)[draw.below(5)]
    largest = (4, 60, 2**32 - 1)[draw.below(3)]
    band, lot = Band(150, 149 + levels), 1 + draw.below(3)
    book, words = Book(band, min_lot_wh=lot), [f"150 {levels} {lot}"]
    answers: list[Order | str] = []
    for _ in range(draw.below(40)):
        if answers and draw.below(4) == 0:
            at = draw.below(len(answers))
            words.append(f"x{at}")
            answers.append(_cancel(book, answers, at))
            continue
        side = Side(draw.below(2))
        limit, wh = 149 + draw.below(levels + 2), 1 + draw.below(largest)
        words.append(f"{'ba'[side]}{limit}:{wh}")
        try:
            answers.append(book.place(Order(MeterId("M"), side, wh, limit)))
        except REFUSED as error:
            answers.append(f"e{CODES[type(error)]}")
    return " ".join(words), _settled(book, answers)


def _cancel(book: Book, answers: list[Order | str], at: int) -> str:
    order = answers[at]
    if isinstance(order, str):
        return "e5"
    book.cancel(order)
    answers[at] = "x"
    return "-"


def _settled(book: Book, answers: list[Order | str]) -> str:
    clearing = clear(book)
    fills = dict(zip(clearing.orders, clearing.fills_wh, strict=True))
    marginal = "-" if clearing.marginal is None else "ba"[clearing.marginal]
    shared = sum(
        fill
        for order, fill in fills.items()
        if order.side is clearing.marginal and order.limit_ticks == clearing.clearing_price
    )
    price = "-" if clearing.clearing_price is None else str(clearing.clearing_price)
    words = [price, str(clearing.cleared_quantity_wh), marginal, str(shared)]
    return " ".join(words + [a if isinstance(a, str) else str(fills[a]) for a in answers])


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("engine")  # outside programs/, whose cargo settings are for the ledger
    manifest = ENGINE / "Cargo.toml"
    command = ["cargo", "build", "-q", "--offline", "--locked", "--example", "engine-cli"]
    subprocess.run(
        [*command, "--manifest-path", manifest, "--target-dir", target], cwd=target, check=True, timeout=120
    )
    return target / "debug" / "examples" / "engine-cli"


def compare(engine: Path, indices: range) -> None:
    books = [random_book(index) for index in indices]
    text = "\n".join(line for line, _ in books) + "\n"
    ran = subprocess.run([engine], input=text, capture_output=True, text=True, check=True, timeout=120)
    answers = ran.stdout.splitlines()
    assert len(answers) == len(books)
    for (line, expected), answer in zip(books, answers, strict=True):
        assert answer == expected, line
    assert sum(not expected.startswith("-") for _, expected in books) > len(books) // 4, (
        "too few books cleared"
    )


def test_the_ledgers_engine_agrees_on_some_books(engine: Path) -> None:
    compare(engine, range(500))


@pytest.mark.slow
def test_the_ledgers_engine_agrees_on_ten_thousand_books(engine: Path) -> None:
    compare(engine, range(500, 10_500))
