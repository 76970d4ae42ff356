"""The OpenAPI document describes what is there: every path answers, every answer has a schema."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from tests.unit.gateway.conftest import HEADERS, Client

from gridtokenx.gateway.http.app import API_HANDLERS
from gridtokenx.gateway.http.openapi import describe

DOCUMENT = describe(API_HANDLERS)
PATHS = {
    "/health",
    "/api/meters",
    "/api/meters/{meter_id}",
    "/api/meters/{meter_id}/reading",
    "/api/meters/{meter_id}/readings",
    "/api/readings",
    "/api/rollups",
    "/api/campus/summary",
    "/api/campus/power",
    "/api/campus/live",
    "/api/market/intervals",
    "/api/market/intervals/{start}",
    "/api/market/book",
    "/api/balances",
    "/api/ledger",
    "/api/ledger/transactions",
    "/api/engineering/meter-reading",
    "/api/engineering/meter-summary",
    "/api/stream/events",
}
FILLED = {"{meter_id}": "UTCC_ENG_001", "{start}": "2025-09-29T21:45:00Z"}


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_every_path_is_described() -> None:
    assert set(DOCUMENT["paths"]) == PATHS
    assert DOCUMENT["openapi"].startswith("3.1")
    assert DOCUMENT["info"]["title"] == "GridTokenX"


def test_every_reference_leads_to_a_schema() -> None:
    found = set(references(DOCUMENT))
    assert found
    schemas = DOCUMENT["components"]["schemas"]
    assert all(ref.removeprefix("#/components/schemas/") in schemas for ref in found)


def test_every_operation_says_what_it_does_answers_and_refuses() -> None:
    known = {tag["name"] for tag in DOCUMENT["tags"]}
    for path, method, operation in operations():
        assert operation["summary"], path
        assert operation["description"], path
        assert set(operation["tags"]) <= known, path
        success = operation["responses"]["200"]["content"]
        assert all("schema" in media and "example" in media for media in success.values()), (path, method)
        for status, answer in operation["responses"].items():
            if int(status) >= 400 and path != "/health":
                assert "application/problem+json" in answer["content"], (path, status)


def test_every_path_parameter_is_described() -> None:
    for path, _, operation in operations():
        described = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
        assert described == set(re.findall(r"{(\w+)}", path))


def test_operation_ids_are_unique() -> None:
    ids = [operation["operationId"] for _, _, operation in operations()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", sorted(PATHS - {"/api/stream/events", "/api/engineering/meter-reading"}))
def test_every_described_path_answers(client: Client, path: str) -> None:
    for name, value in FILLED.items():
        path = path.replace(name, value)
    assert client.get(path).status_code == 200


def test_the_submission_is_described_with_its_key_body_and_header(client: Client) -> None:
    operation = DOCUMENT["paths"]["/api/engineering/meter-reading"]["post"]
    assert operation["security"] == [{"engineeringKey": []}]
    assert [p["name"] for p in operation["parameters"]] == ["X-Engineering-Authority"]
    body = operation["requestBody"]["content"]["application/json"]
    assert set(body["examples"]) == {"one", "batch"}
    energy = DOCUMENT["components"]["schemas"]["EngineeringBody"]["properties"]["energy_generated"]
    assert energy["type"] == "number"
    example = body["examples"]["one"]["value"] | {"signature": "0x" + "ab" * 64}
    assert client.post("/api/engineering/meter-reading", json=example, headers=HEADERS).status_code == 200


def test_it_is_served_as_json(client: Client) -> None:
    answer = client.get("/openapi.json")
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.json() == msgspec.json.decode(msgspec.json.encode(DOCUMENT))
