"""Python and the ledger's own engine agree bit for bit on random books with cancels and refusals."""

import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from tests.needing import need
from tests.property.books import SHAPES, THOUSAND, RandomBook, random_book

ENGINE = Path(__file__).parents[2] / "programs" / "engine"
pytestmark = pytest.mark.compiler
AT_LEAST = {
    "cleared": 5_500,
    "with cancels": 5_000,
    "with refusals": 3_000,
    "rationed": 4_000,
    "rationed past tombstones": 1_000,
    "with the largest order": 700,
    "at the ends of prices": 1_000,
    THOUSAND.name: 100,
    **{shape.name: 1_000 for shape in SHAPES},
}
"""How many of ten thousand books are of a kind, at least: a comparison that saw none would prove nothing."""


@pytest.fixture(autouse=True, scope="module")
def compiler() -> None:
    need(present=shutil.which("cargo") is not None, missing="cargo is missing: run programs/setup")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("engine")  # outside programs/, whose cargo settings are for the ledger
    manifest = ENGINE / "Cargo.toml"
    command = ["cargo", "build", "-q", "--offline", "--locked", "--example", "engine-cli"]
    subprocess.run(
        [*command, "--manifest-path", manifest, "--target-dir", target], cwd=target, check=True, timeout=120
    )
    return target / "debug" / "examples" / "engine-cli"


def compare(engine: Path, books: list[RandomBook]) -> Counter[str]:
    """Clear books both ways; return how many there were of each kind."""
    text = "".join(f"{' '.join(book.words)}\n" for book in books)
    ran = subprocess.run([engine], input=text, capture_output=True, text=True, check=True, timeout=300)
    answers = ran.stdout.splitlines()
    assert len(answers) == len(books)
    kinds: Counter[str] = Counter()
    for book, answer in zip(books, answers, strict=True):
        expected, seen = book.settled()
        assert answer == expected, " ".join(book.words)
        kinds += seen
    return kinds


def test_the_ledgers_engine_agrees_on_some_books(engine: Path) -> None:
    kinds = compare(engine, [random_book(number) for number in range(400)])
    assert kinds["books"] == 400
    assert all(kinds[name] >= count // 100 for name, count in AT_LEAST.items()), kinds


@pytest.mark.slow
def test_the_ledgers_engine_agrees_on_ten_thousand_books(engine: Path) -> None:
    kinds = compare(engine, [random_book(number) for number in range(10_000)])
    assert kinds["books"] == 10_000
    too_few = {name: kinds[name] for name, count in AT_LEAST.items() if kinds[name] < count}
    assert not too_few, kinds


def test_a_difference_would_be_noticed(engine: Path) -> None:
    book = random_book(2)
    book.answers = book.answers[:-1]
    with pytest.raises(AssertionError):
        compare(engine, [book])
