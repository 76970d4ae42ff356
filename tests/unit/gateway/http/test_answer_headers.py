"""Every answer carries the security headers, and every request leaves one log line without secrets."""

import logging

import pytest
from tests.unit.gateway.conftest import HEADERS, KEY, Client


@pytest.mark.parametrize("path", ["/health", "/api/meters", "/api/nothing", "/openapi.json"])
def test_every_answer_is_protected(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    for loose in ("unsafe", "data:", "http:", "*"):
        assert loose not in headers["content-security-policy"]
    assert "access-control-allow-origin" not in headers
    assert "server" not in headers


def test_answers_of_the_api_are_asked_for_again(client: Client) -> None:
    assert client.get("/api/meters").headers["cache-control"] == "no-cache"


def test_one_line_for_each_request_and_no_key_in_it(
    client: Client,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO, "gridtokenx.gateway"):
        client.post("/api/engineering/meter-reading?token=hush", json={}, headers=HEADERS)
    (record,) = [r for r in caplog.records if r.name == "gridtokenx.gateway"]
    assert record.message == "gateway.request.answered"
    told = vars(record)
    assert (told["method"], told["status"]) == ("POST", 422)
    assert told["path"] == "/api/engineering/meter-reading"
    assert KEY not in str(told)
    assert "hush" not in str(told)
