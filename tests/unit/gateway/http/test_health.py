"""Health is 200 when every part works and 503 when one does not."""

from tests.unit.gateway.conftest import Client, FakeService

from gridtokenx.port.campus_service import HealthItem


def test_a_campus_whose_parts_work_is_healthy(client: Client) -> None:
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "healthy",
        "version": answer.json()["version"],
        "campus": "UTCC University",
        "time": "2025-09-29T22:00:00Z",
        "items": [{"name": "store", "ok": True, "detail": "12 readings"}],
    }
    assert answer.headers["cache-control"] == "no-store"


def test_one_part_down_is_503_with_the_same_body(client: Client, service: FakeService) -> None:
    service.items = (*service.items, HealthItem("ledger", ok=False, detail="replaying"))
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json()["status"] == "unhealthy"
    assert [item["ok"] for item in answer.json()["items"]] == [True, False]
