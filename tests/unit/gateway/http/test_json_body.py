"""Bodies that are no JSON are refused before anybody looks into them."""

import pytest
from tests.unit.gateway.conftest import HEADERS, Client

from gridtokenx.gateway.error_map import BodyUnreadable
from gridtokenx.gateway.http.json_body import read_json

PATH = "/api/engineering/meter-reading"


def test_json_is_read() -> None:
    assert read_json(b'{"a": [1, 2.5, null]}') == {"a": [1, 2.5, None]}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nonsense",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 1e400}',
        b'{"a": 1} trailing',
        b"\xff\xfe",
        b'{"a": "\xff"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
)
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(BodyUnreadable):
        read_json(body)


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "json"]
)
def test_another_media_type_is_refused(client: Client, media_type: str) -> None:
    answer = client.post(PATH, content=b"{}", headers={**HEADERS, "Content-Type": media_type})
    assert answer.status_code == 415


def test_a_charset_does_no_harm(client: Client) -> None:
    headers = {**HEADERS, "Content-Type": "Application/JSON; charset=utf-8"}
    assert client.post(PATH, content=b"{}", headers=headers).status_code == 422
