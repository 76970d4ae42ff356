"""Submitting readings: the sources' body and answer, and every way to be refused."""

from typing import Any

import pytest
from tests.unit.gateway.conftest import HEADERS, Client, FakeService

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.pipeline.service import EngineStopped
from gridtokenx.pipeline.submit import ReadingImplausible, ReadingInFuture
from gridtokenx.reading.signing import SignatureInvalid

PATH = "/api/engineering/meter-reading"
BODY: dict[str, Any] = {
    "meter_id": "ENG_001",
    "timestamp": 1730448000,
    "energy_generated": 6.2,
    "energy_consumed": 4.1,
    "net_energy": 2.1,
    "location": "Engineering Complex",
    "building_type": "engineering_building",
    "validator": "engineering_department",
    "signature": "0x" + "ab" * 64,
}


class Unheard(GridTokenXError):
    """An error that the error map does not list."""


SOURCES_ANSWER = {
    "status": "success",
    "message": "Engineering meter reading processed",
    "solana_transaction_id": "TX1",
    "energy_tokens_minted": "2100000000",
    "spl_token_account": "TOKEN_ACCOUNT",
    "validator": "engineering_department",
    "next_reading_time": 1730448900,
    "engineering_authority": "validated",
}


def test_the_sources_body_gets_the_sources_answer(client: Client, service: FakeService) -> None:
    answer = client.post(PATH, json=BODY, headers=HEADERS)
    assert answer.status_code == 200
    assert list(answer.json()) == list(SOURCES_ANSWER)
    assert answer.json() == SOURCES_ANSWER
    (reading,) = service.submitted
    assert (reading.generated_wh, reading.consumed_wh, reading.export_wh) == (6_200, 4_100, 2_100)
    assert reading.interval.end_s == 1730448000
    assert reading.signature == bytes.fromhex("ab" * 64)


def test_digital_signature_is_the_same_as_signature(client: Client, service: FakeService) -> None:
    body = {k: v for k, v in BODY.items() if k != "signature"} | {"digital_signature": "0x" + "cd" * 64}
    assert client.post(PATH, json=body, headers=HEADERS).status_code == 200
    assert service.submitted[0].signature == bytes.fromhex("cd" * 64)


def test_a_repeated_reading_is_a_conflict(client: Client, service: FakeService) -> None:
    client.post(PATH, json=BODY, headers=HEADERS)
    answer = client.post(PATH, json=BODY, headers=HEADERS)
    assert answer.status_code == 409
    assert "not after the last" in answer.json()["detail"]
    assert len(service.submitted) == 1


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (ReadingInFuture("timestamp 2 is after 1, now"), 422),
        (ReadingImplausible("generated_wh is more than the meter can"), 422),
        (SignatureInvalid("signature was not made by the meter's key"), 422),
        (Unheard("a fact of the domain that the gateway has never heard of"), 409),
        (EngineStopped("the campus is still starting"), 503),
    ],
)
def test_why_a_reading_was_refused_is_told(
    client: Client, service: FakeService, refusal: GridTokenXError, status: int
) -> None:
    service.refusal = refusal
    answer = client.post(PATH, json=BODY, headers=HEADERS)
    assert (answer.status_code, answer.json()["detail"]) == (status, str(refusal))


def test_an_unknown_meter_is_404_and_a_simulated_one_409(client: Client) -> None:
    assert client.post(PATH, json=BODY | {"meter_id": "ENG_099"}, headers=HEADERS).status_code == 404
    answer = client.post(PATH, json=BODY | {"meter_id": "UTCC_ENG_001"}, headers=HEADERS)
    assert answer.status_code == 409
    assert "external" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("meter_id", ""),
        ("meter_id", "x" * 33),
        ("meter_id", 7),
        ("meter_id", None),
        ("timestamp", "soon"),
        ("timestamp", -900),
        ("timestamp", 1730448001),
        ("timestamp", 10**30),
        ("energy_generated", -0.1),
        ("energy_generated", "6.2x"),
        ("energy_generated", 6.2001),
        ("energy_generated", 1e300),
        ("energy_consumed", [4.1]),
        ("energy_consumed", True),
        ("net_energy", 2.2),
        ("signature", "0xnothex"),
        ("signature", "0x" + "ab" * 63),
        ("location", {"deep": 1}),
    ],
)
def test_a_bad_field_is_named_and_nothing_is_submitted(
    client: Client,
    service: FakeService,
    field: str,
    value: object,
) -> None:
    answer = client.post(PATH, json=BODY | {field: value}, headers=HEADERS)
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == [field]
    assert not service.submitted


@pytest.mark.parametrize(
    "field", ["meter_id", "timestamp", "energy_generated", "energy_consumed", "net_energy"]
)
def test_a_missing_field_is_named(client: Client, field: str) -> None:
    answer = client.post(PATH, json={k: v for k, v in BODY.items() if k != field}, headers=HEADERS)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["field"], error["value"]) == (field, None)


def test_a_batch_is_answered_item_by_item(client: Client, service: FakeService) -> None:
    later = BODY | {"timestamp": 1730448900}
    answer = client.post(PATH, json=[BODY, BODY | {"meter_id": "NOPE"}, later, 7, BODY], headers=HEADERS)
    assert answer.status_code == 207
    assert [item["status"] for item in answer.json()] == ["success", "error", "success", "error", "error"]
    assert [item["problem"]["status"] for item in answer.json() if "problem" in item] == [404, 422, 409]
    assert len(service.submitted) == 2


def test_a_batch_that_was_taken_whole_is_200(client: Client) -> None:
    batch = [BODY | {"timestamp": 1730448000 + 900 * n} for n in range(3)]
    answer = client.post(PATH, json=batch, headers=HEADERS)
    assert answer.status_code == 200
    assert [item["next_reading_time"] for item in answer.json()] == [1730448900, 1730449800, 1730450700]


@pytest.mark.parametrize("size", [0, 1_001])
def test_a_batch_has_a_size(client: Client, size: int) -> None:
    answer = client.post(PATH, json=[1] * size, headers=HEADERS)
    assert answer.status_code == 422


@pytest.mark.parametrize("body", [b"null", b"7", b'"text"', b"true"])
def test_json_that_is_no_reading(client: Client, body: bytes) -> None:
    answer = client.post(PATH, content=body, headers=HEADERS | {"Content-Type": "application/json"})
    assert answer.status_code == 422


def test_too_large_a_body_is_413(client: Client) -> None:
    answer = client.post(
        PATH, content=b" " * 1_000_001, headers=HEADERS | {"Content-Type": "application/json"}
    )
    assert answer.status_code == 413
