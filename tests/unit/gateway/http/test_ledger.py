"""Balances exact to the base unit, the ledger's state, and receipts page by page."""

import pytest
from tests.unit.gateway.conftest import Client


def test_balances_are_exact(client: Client) -> None:
    assert client.get("/api/balances").json() == [
        {
            "meter_id": "UTCC_ENG_001",
            "wallet": "WALLET",
            "energy_kwh": 2.1,
            "energy_tokens": "2100000000",
            "credits": "100.420000",
        }
    ]


def test_the_state_of_the_ledger(client: Client) -> None:
    assert client.get("/api/ledger").json() == {
        "programs": {"oracle": "ORACLE"},
        "transactions": 5,
        "head": "ab" * 32,
        "time": "2025-09-29T22:00:00Z",
        "authority": "AUTHORITY",
    }


def test_receipts_are_numbered_and_paged_newest_first(client: Client) -> None:
    first = client.get("/api/ledger/transactions?limit=2").json()
    assert [(t["number"], t["slot"]) for t in first] == [(5, 435_888_004), (4, 435_888_003)]
    rest = client.get("/api/ledger/transactions?before=4").json()
    assert [t["number"] for t in rest] == [3, 2, 1]
    assert [t["slot"] for t in rest] == [435_888_002, 435_888_001, 435_888_000]


def test_a_number_past_the_newest_means_from_the_newest(client: Client) -> None:
    assert [t["number"] for t in client.get("/api/ledger/transactions?before=900").json()] == [5, 4, 3, 2, 1]


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "before=0", "limit=x"])
def test_limits(client: Client, query: str) -> None:
    assert client.get(f"/api/ledger/transactions?{query}").status_code == 422
