"""The built page: each file at its own path, kept as long as its name allows, and nothing beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient
from tests.unit.gateway.conftest import Client, FakeService

from gridtokenx.gateway.http.app import create_app
from gridtokenx.gateway.http.page import load_page
from gridtokenx.gateway.http.settings import GatewaySettings
from gridtokenx.store.memory import MemoryReadingStore

SCRIPT = "/assets/index-C0ffee12.js"


@pytest.fixture
def build(tmp_path: Path) -> Path:
    folder = tmp_path / "page"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>GridTokenX</title>")
    (folder / "favicon.svg").write_text("<svg/>")
    (folder / "assets" / SCRIPT.rpartition("/")[2]).write_text("console.log(1);" * 200)
    (folder / ".secret").write_text("hidden")
    (tmp_path / "outside.txt").write_text("outside")
    return folder


@pytest.fixture
def paged(service: FakeService, store: MemoryReadingStore, build: Path) -> Iterator[Client]:
    with TestClient(create_app(service, store, settings=GatewaySettings(), page=build)) as client:
        yield client


def test_the_page_is_at_the_root(paged: Client) -> None:
    answer = paged.get("/")
    assert answer.status_code == 200
    assert "GridTokenX" in answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_hashed_asset_is_kept_for_a_year_and_compressed(paged: Client) -> None:
    answer = paged.get(SCRIPT, headers={"Accept-Encoding": "gzip"})
    assert "immutable" in answer.headers["cache-control"]
    assert "javascript" in answer.headers["content-type"]
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.text == "console.log(1);" * 200


@pytest.mark.parametrize("path", ["/", "/favicon.svg", SCRIPT])
def test_an_unchanged_file_is_304(paged: Client, path: str) -> None:
    etag = paged.get(path).headers["etag"]
    for given in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = paged.get(path, headers={"If-None-Match": given})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)
    assert paged.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_head_answers_without_a_body(paged: Client) -> None:
    answer = paged.head("/")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/.secret",
        "/../outside.txt",
        "/..%2foutside.txt",
        "/assets/../../outside.txt",
        "/assets/",
        "/%2e%2e/outside.txt",
    ],
)
def test_nothing_beside_the_build_is_served(paged: Client, path: str) -> None:
    assert paged.get(path).status_code == 404


def test_the_api_stays_where_it_is(paged: Client) -> None:
    assert paged.get("/api/meters").status_code == 200
    assert paged.post("/").status_code == 405


def test_no_folder_is_no_page(tmp_path: Path, client: Client) -> None:
    assert load_page(tmp_path / "missing") == {}
    assert client.get("/").status_code == 404
