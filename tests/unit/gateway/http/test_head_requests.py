"""HEAD answers what GET answers, without a body, on every path."""

import pytest
from tests.unit.gateway.conftest import Client, FakeService

PATHS = [
    "/health",
    "/openapi.json",
    "/api/meters",
    "/api/meters/UTCC_ENG_001/readings?limit=2",
    "/api/campus/power",
    "/api/balances",
    "/api/nothing",
    "/api/readings?limit=0",
    "/api/engineering/meter-reading",
]


@pytest.mark.parametrize("path", PATHS)
def test_head_is_get_without_a_body(client: Client, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert got.content
    assert head.content == b""
    assert head.status_code == got.status_code
    assert dict(head.headers) == dict(got.headers)


def test_a_stream_ends_with_its_header_fields(client: Client, service: FakeService) -> None:
    answer = client.head("/api/stream/events")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert not service.queues
