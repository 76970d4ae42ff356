"""Chromium and the development server that the page's tests run against."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.needing import need

ROOT = Path(__file__).parents[2]
CHROMIUM_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

StartServer = Callable[..., str]
OpenPage = Callable[..., Page]


def installed(program: str, *, names: tuple[str, ...]) -> str:
    """Return where a program lies; without it the test skips, and fails in CI where it must be there."""
    found = next((path for path in map(shutil.which, names) if path), None)
    need(present=found is not None, missing=f"{program} is not installed: run tests/browser/setup")
    assert found is not None
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = installed("Chromium", names=("chromium", "chromium-browser", "google-chrome"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def start_server() -> Iterator[StartServer]:
    """Start development servers on free ports; each stops with the session."""
    node = installed("Node.js", names=("nodejs", "node"))
    running: list[subprocess.Popen[str]] = []

    def start(*options: str) -> str:
        server = subprocess.Popen(
            [node, str(ROOT / "web/dev/server.mjs"), "--port", "0", "--tick-ms", "400", *options],
            stdout=subprocess.PIPE,
            text=True,
        )
        running.append(server)
        assert server.stdout is not None
        return server.stdout.readline().strip()

    yield start
    for server in running:
        server.terminate()
        server.wait(timeout=10)
        if server.stdout is not None:
            server.stdout.close()


@pytest.fixture(scope="session")
def campus_url(start_server: StartServer) -> str:
    return start_server("--hour", "10.2")


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Open pages that must neither log an error nor ask anybody but their own server."""
    opened = []

    def open_one(url: str, *, language: str = "en", quiet: bool = True, **options: Any) -> Page:  # noqa: ANN401 - Playwright's context options
        context = chromium.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
        context.add_init_script(f"localStorage['gridtokenx.language'] ??= '{language}'")
        page = context.new_page()
        complaints: list[str] = []
        if quiet:
            page.on(
                "console", lambda m: complaints.append(m.text) if m.type in {"error", "warning"} else None
            )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith(url) else complaints.append(f"asked {r.url}"))
        opened.append((context, complaints))
        page.goto(url)
        return page

    yield open_one
    for context, complaints in opened:
        context.close()
        assert complaints == []
