"""The page in a real browser, against the development server (R-OPS-1)."""

import gzip
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import OpenPage
from tests.needing import need

ROOT = Path(__file__).parents[2]
BUILT = ROOT / "src/gridtokenx/gateway/page"
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
BUDGET_BYTES = 60_000
PANELS = ("flow", "day", "price", "book", "meters", "transactions", "balances", "state", "system")

MINUS = "\N{MINUS SIGN}"


def post(url: str) -> None:
    urlopen(Request(url, method="POST"), timeout=5).close()  # noqa: S310 - our own server


def wait_until_filled(page: Page) -> None:
    for panel in PANELS:
        expect(page.locator(f"#{panel}[data-status=filled]"), panel).to_be_attached()


def number(text: str) -> float:
    return float(re.sub(r"[^\d.]", "", text))


def test_built_page_keeps_to_its_budget() -> None:
    files = [f for f in BUILT.rglob("*") if f.suffix in {".js", ".css"}]
    assert files
    assert sum(len(gzip.compress(f.read_bytes())) for f in files) < BUDGET_BYTES


def test_built_page_has_nothing_inline_and_nothing_foreign() -> None:
    html = (BUILT / "index.html").read_text()
    assert not re.search(r"<style|style=|<script(?![^>]*src=)|\son\w+=", html)
    assert not re.search(r"(src|href)=\"(https?:)?//", html)


@pytest.mark.browser
def test_all_panels_fill(open_page: OpenPage, campus_url: str) -> None:
    page = open_page(campus_url)
    wait_until_filled(page)
    expect(page.locator("#flow dd b")).to_have_count(6)
    expect(page.locator("#meters tbody tr")).to_have_count(25)
    expect(page.locator("#balances tbody tr")).to_have_count(25)
    expect(page.locator("#book tbody tr").first).to_be_visible()
    expect(page.locator("#transactions tbody tr").first).to_contain_text(
        re.compile(r"trading|oracle|energy-token")
    )
    expect(page.locator("canvas")).to_have_count(2)
    expect(page.locator("header .link")).to_have_text("Live")


@pytest.mark.browser
def test_flow_balances(open_page: OpenPage, campus_url: str) -> None:
    page = open_page(campus_url, reduced_motion="reduce")
    wait_until_filled(page)
    # One reading of all six at once: they change with every step.
    told = page.evaluate("[...document.querySelectorAll('#flow dd b')].map(b => b.textContent)")
    values = [number(text) for text in told]
    assert sum(values[:3]) == pytest.approx(sum(values[3:]), abs=2)
    assert values[0] > 0


@pytest.mark.browser
def test_stream_moves_the_page(open_page: OpenPage, campus_url: str) -> None:
    page = open_page(campus_url)
    wait_until_filled(page)
    newest = page.locator("#transactions tbody tr").first
    before = newest.inner_text()
    expect(newest).not_to_have_text(before, timeout=15_000)


@pytest.mark.browser
def test_times_are_the_campus_own(open_page: OpenPage, campus_url: str) -> None:
    page = open_page(campus_url, timezone_id="America/New_York")
    wait_until_filled(page)
    with urlopen(f"{campus_url}/health", timeout=5) as answer:  # noqa: S310 - our own server
        body = answer.read().decode()
    time = re.search(r'"time":"([^"]+)"', body)
    assert time is not None
    there = datetime.fromisoformat(time[1]).astimezone(ZoneInfo("Asia/Bangkok"))
    shown = page.locator("#flow .aside").inner_text()
    assert abs(minutes(shown) - (there.hour * 60 + there.minute)) <= 1
    assert there.tzinfo is not UTC
    expect(page.locator("header .time")).to_contain_text("GMT+7")


def minutes(clock: str) -> int:
    hour, minute, *_ = clock.split(":")
    return int(hour) * 60 + int(minute)


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "th"])
def test_phone_does_not_scroll_sideways(open_page: OpenPage, campus_url: str, language: str) -> None:
    page = open_page(campus_url, language=language, viewport={"width": 390, "height": 844})
    wait_until_filled(page)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.browser
def test_language_switches_and_stays(open_page: OpenPage, campus_url: str) -> None:
    page = open_page(campus_url)
    wait_until_filled(page)
    page.get_by_role("button", name="ไทย").click()
    expect(page.locator("#meters h2")).to_have_text("มิเตอร์")
    expect(page.locator("html")).to_have_attribute("lang", "th")
    page.reload()
    expect(page.locator("#meters h2")).to_have_text("มิเตอร์")
    page.get_by_role("button", name="English").click()
    expect(page.locator("#meters h2")).to_have_text("Meters")


@pytest.mark.browser
def test_keyboard_reaches_what_a_mouse_does(open_page: OpenPage, campus_url: str) -> None:
    page = open_page(campus_url)
    wait_until_filled(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    net = page.locator("#meters thead button", has_text="Net")
    net.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#meters th[aria-sort]")).to_have_attribute("aria-sort", "descending")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    order = [
        number(t) * (-1 if MINUS in t else 1)
        for t in page.locator("#meters td:nth-child(7)").all_inner_texts()
    ]
    assert order == sorted(order, reverse=True)


@pytest.mark.browser
def test_filter_finds_meters(open_page: OpenPage, campus_url: str) -> None:
    page = open_page(campus_url)
    wait_until_filled(page)
    page.get_by_role("searchbox", name="Filter meters").fill("dormitory prosumer")
    expect(page.locator("#meters tbody tr")).to_have_count(3)
    page.get_by_role("searchbox", name="Filter meters").fill("nothing like it")
    expect(page.locator("#meters")).to_contain_text("No meter matches")


@pytest.mark.browser
def test_many_meters_are_drawn_in_view_only(open_page: OpenPage, start_server: Callable[..., str]) -> None:
    page = open_page(start_server("--meters", "1000", "--tick-ms", "5000"))
    wait_until_filled(page)
    table = page.locator("#meters table")
    expect(table).to_have_attribute("aria-rowcount", "1001")
    assert page.locator("#meters tbody tr").count() < 60
    page.locator("#meters [role=region]").evaluate("e => e.scrollTo(0, e.scrollHeight)")
    expect(page.locator("#meters tbody tr[aria-rowindex='1001']")).to_be_attached()


@pytest.mark.browser
def test_empty_campus_says_so(open_page: OpenPage, start_server: Callable[..., str]) -> None:
    page = open_page(start_server("--empty"))
    for panel in ("flow", "day", "price", "book", "meters", "transactions", "balances"):
        expect(page.locator(f"#{panel}[data-status=empty]"), panel).to_be_attached()
    expect(page.locator("#book")).to_contain_text("No interval is open")


@pytest.mark.browser
def test_failure_is_told_and_retried(open_page: OpenPage, campus_url: str) -> None:
    page = open_page(campus_url, quiet=False)
    page.route("**/api/balances", lambda route: route.fulfill(status=500))
    page.reload()
    failed = page.locator("#balances[data-status=failed]")
    expect(failed).to_contain_text("500")
    page.unroute("**/api/balances")
    failed.get_by_role("button", name="Try again").click()
    expect(page.locator("#balances[data-status=filled]")).to_be_attached()


@pytest.mark.browser
def test_lost_stream_is_polled_and_found_again(open_page: OpenPage, start_server: Callable[..., str]) -> None:
    url = start_server("--hour", "10.2")
    page = open_page(url, quiet=False)
    wait_until_filled(page)
    expect(page.locator("header .link")).to_have_text("Live")
    post(f"{url}/dev/refuse")
    expect(page.locator("header .link")).to_have_text("Reconnecting")
    before = page.locator("#flow .aside").inner_text()
    expect(page.locator("#flow .aside")).not_to_have_text(before, timeout=12_000)
    expect(page.locator("header .link")).to_have_text("Reconnecting")
    post(f"{url}/dev/accept")
    expect(page.locator("header .link")).to_have_text("Live", timeout=30_000)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_serious(
    open_page: OpenPage, campus_url: str, scheme: str, language: str, width: int
) -> None:
    need(present=AXE.exists(), missing="axe-core is not installed: run npm ci in web/")
    page = open_page(
        campus_url, language=language, color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    wait_until_filled(page)
    page.evaluate(AXE.read_text())
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    found = [
        (v["id"], v["impact"], [n["html"][:120] for n in v["nodes"][:3]])
        for v in result["violations"]
        if v["impact"] in {"serious", "critical"}
    ]
    assert found == []
