"""Problem documents on the wire: media type, status, no trace, and a log line for what nobody expected."""

import logging

import pytest
from tests.unit.gateway.conftest import Client, FakeService

from gridtokenx.gateway.http.problem import refusals


def test_unknown_path_and_wrong_method(client: Client) -> None:
    missing = client.get("/api/nothing")
    assert (missing.status_code, missing.headers["content-type"]) == (404, "application/problem+json")
    assert missing.json()["instance"] == "/api/nothing"
    wrong = client.delete("/api/meters")
    assert wrong.status_code == 405
    assert "GET" in wrong.headers["allow"]


def test_a_fault_of_ours_is_logged_and_not_told(
    client: Client,
    service: FakeService,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken() -> int:
        raise ZeroDivisionError("secret inside")

    monkeypatch.setattr(service, "time_s", broken)
    with caplog.at_level(logging.ERROR, "gridtokenx.gateway"):
        answer = client.get("/api/campus/summary")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert "gateway.request.failed" in caplog.text
    assert "secret inside" in caplog.text


@pytest.mark.parametrize(
    "path",
    [
        "/api/meters/%00",
        "/api/meters/..%2f..%2fetc%2fpasswd",
        "/api/meters/" + "x" * 5_000,
        "/api/meters/%F0%9F%92%A9",
        "/api/meters/<script>alert(1)</script>",
        "/api/market/intervals/" + "9" * 300,
        "/../../etc/passwd",
        "/api/meters/UTCC_ENG_001/readings?limit=" + "9" * 400,
        "/api/meters/UTCC_ENG_001/readings?limit=1e309",
        "/api/meters/UTCC_ENG_001/readings?start=%00&end=%0d%0aX-Injected:1",
        "/api/rollups?meter_id=%27%20OR%201=1--",
        "/api/ledger/transactions?before=-1",
        "/api/ledger/transactions?before=99999999999999999999999",
    ],
)
def test_hostile_requests_are_refused_politely(client: Client, path: str) -> None:
    answer = client.get(path)
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "x-injected" not in answer.headers
    assert len(answer.content) < 12_000


def test_each_refusal_of_the_document_has_words() -> None:
    assert {status: spec.description != "" for status, spec in refusals(400, 401, 404).items()} == {
        400: True,
        401: True,
        404: True,
    }
