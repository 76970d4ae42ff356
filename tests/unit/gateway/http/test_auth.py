"""Who may submit: a key, the right key, and the stated authority, in that order."""

import pytest
from litestar.testing import TestClient
from tests.unit.gateway.conftest import HEADERS, KEY, Client, FakeService

from gridtokenx.gateway.http.app import create_app
from gridtokenx.gateway.http.settings import GatewaySettings
from gridtokenx.store.memory import MemoryReadingStore

PATH = "/api/engineering/meter-reading"


@pytest.mark.parametrize("value", [None, "", "Bearer", "Bearer ", KEY, f"Basic {KEY}"])
def test_without_a_bearer_key_the_answer_is_401(client: Client, value: str | None) -> None:
    headers = {"X-Engineering-Authority": "true"} | ({} if value is None else {"Authorization": value})
    answer = client.post(PATH, json={}, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("key", ["wrong", KEY[:-1], KEY + "x", KEY.upper(), "x" * 100_0, KEY + " " + KEY])
def test_a_wrong_key_is_403_and_is_not_repeated(client: Client, key: str) -> None:
    answer = client.post(PATH, json={}, headers={**HEADERS, "Authorization": f"Bearer {key}"})
    assert answer.status_code == 403
    assert KEY not in answer.text


@pytest.mark.parametrize("value", [None, "false", "1", "yes"])
def test_without_the_stated_authority_the_answer_is_403(client: Client, value: str | None) -> None:
    headers = {"Authorization": f"Bearer {KEY}"} | (
        {} if value is None else {"X-Engineering-Authority": value}
    )
    assert client.post(PATH, json={}, headers=headers).status_code == 403


def test_the_right_key_lets_through_to_the_body(client: Client) -> None:
    assert client.post(PATH, json={}, headers=HEADERS).status_code == 422


def test_no_configured_key_lets_nobody_through(service: FakeService, store: MemoryReadingStore) -> None:
    with TestClient(create_app(service, store, settings=GatewaySettings())) as client:
        assert client.post(PATH, json={}, headers=HEADERS).status_code == 403
