"""The page in a real browser against the real product: it fills, moves, and outlives a killed server."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.slow]

START_S = 180
STEP_MS = 90_000
FILLED = ("flow", "day", "price", "meters", "transactions", "balances", "state", "system")
INK = """canvas => {
  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
  return new Set(new Uint32Array(pixels.buffer)).size
}"""


class Product:
    """`gridtokenx run` on a port and a folder that stay the same when it is started again."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = ("--campus", "utcc", "--seed", "1", "--data", str(self.folder), "--port", str(self.port))
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gridtokenx", "run", *options],
                cwd=self.folder,
                env={"PATH": os.environ["PATH"]},
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_S
        while not self.answers():
            assert self.process.poll() is None, (self.folder / "log").read_text()[-2_000:]
            assert time.monotonic() < deadline, "the product did not answer in time"
            time.sleep(0.2)

    def answers(self) -> bool:
        try:
            with urlopen(f"{self.url}health", timeout=5):  # noqa: S310 - our own server
                return True
        except (URLError, OSError):
            return False

    def ask(self, path: str) -> object:
        with urlopen(f"{self.url}{path}", timeout=10) as answer:  # noqa: S310 - our own server
            return json.load(answer)

    def kill(self) -> None:
        """Kill it as `kill -9` does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=30)


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    running = Product(tmp_path_factory.mktemp("product"))
    try:
        running.start()
        yield running
    finally:
        running.kill()


def wait_until_told(page: Page, product: Product) -> None:
    """Wait until every panel shows its data; the order book alone may be empty, and then truly so."""
    for panel in FILLED:
        expect(page.locator(f"#{panel}[data-status=filled]"), panel).to_be_attached(timeout=STEP_MS)
    book = page.locator("#book")
    expect(book).to_have_attribute("data-status", re.compile("filled|empty"), timeout=STEP_MS)
    if book.get_attribute("data-status") == "empty":
        answer = product.ask("api/market/book")
        assert isinstance(answer, dict)
        assert answer["phase"] != "open" or not (answer["bids"] or answer["asks"])


@pytest.mark.parametrize("width", [1440, 390])
def test_the_page_fills_and_moves(open_page: OpenPage, product: Product, tmp_path: Path, width: int) -> None:
    page = open_page(product.url, viewport={"width": width, "height": 900})
    wait_until_told(page, product)
    expect(page.locator("header .link")).to_have_text("Live")
    expect(page.locator("header h1")).to_contain_text("UTCC University")
    expect(page.locator("#meters tbody tr")).to_have_count(25)
    charts = page.locator("canvas").all()
    assert len(charts) == 2
    assert all(chart.evaluate(INK) > 3 for chart in charts)
    shown = page.locator("#flow .aside")
    before = shown.inner_text()
    # While the stream is live nothing else asks for the newest step, so a move is an event's.
    expect(shown).not_to_have_text(before, timeout=STEP_MS)
    expect(page.locator("header .link")).to_have_text("Live")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.screenshot(path=tmp_path / f"page-{width}.png", full_page=True)


def test_a_killed_server_is_missed_and_found_again(
    open_page: OpenPage, product: Product, tmp_path: Path
) -> None:
    page = open_page(product.url, quiet=False)
    wait_until_told(page, product)
    transactions = product.ask("api/ledger")
    product.kill()
    expect(page.locator("header .link")).to_have_text("Reconnecting")
    expect(page.locator(".banner")).to_be_visible()
    page.screenshot(path=tmp_path / "reconnecting.png")
    product.start()
    expect(page.locator("header .link")).to_have_text("Live", timeout=STEP_MS)
    expect(page.locator(".banner")).to_have_count(0)
    before = page.locator("#flow .aside").inner_text()
    expect(page.locator("#flow .aside")).not_to_have_text(before, timeout=STEP_MS)
    wait_until_told(page, product)
    after = product.ask("api/ledger")
    assert isinstance(transactions, dict)
    assert isinstance(after, dict)
    assert after["transactions"] >= transactions["transactions"]
    page.screenshot(path=tmp_path / "back.png")
