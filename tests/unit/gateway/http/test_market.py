"""Clearings, orders, trades and the book, in kWh and credits."""

from tests.unit.gateway.conftest import Client

START = "2025-09-29T21:45:00Z"


def test_cleared_intervals(client: Client) -> None:
    (interval,) = client.get("/api/market/intervals").json()
    assert interval == {
        "start": START,
        "end": "2025-09-29T22:00:00Z",
        "price": 0.2,
        "volume_kwh": 2.1,
        "minted_kwh": 3.0,
        "burned_kwh": 2.1,
        "redeemed_kwh": 0.9,
        "import_kwh": 4.4,
        "export_kwh": 3.0,
        "savings": "0.336000",
        "order_count": 2,
        "trade_count": 1,
    }


def test_one_interval_by_either_notation(client: Client) -> None:
    detail = client.get(f"/api/market/intervals/{START}").json()
    assert detail == client.get("/api/market/intervals/1759182300").json()
    assert [(o["side"], o["limit_price"], o["filled_kwh"]) for o in detail["orders"]] == [
        ("ask", 0.15, 2.1),
        ("bid", 0.28, 2.1),
    ]
    (trade,) = detail["trades"]
    assert (trade["quantity_kwh"], trade["price"], trade["amount"]) == (2.1, 0.2, "0.420000")


def test_an_interval_that_is_not_there(client: Client) -> None:
    assert client.get("/api/market/intervals/2025-09-29T21:30:00Z").status_code == 404
    assert client.get("/api/market/intervals/2025-09-29T21:31:00Z").status_code == 422
    assert client.get("/api/market/intervals/latest").status_code == 422


def test_the_book(client: Client) -> None:
    assert client.get("/api/market/book").json() == {
        "start": START,
        "end": "2025-09-29T22:00:00Z",
        "phase": "open",
        "gate_closure": "2025-09-29T22:05:00Z",
        "bids": [{"price": 0.25, "quantity_kwh": 4.0, "orders": 2}],
        "asks": [{"price": 0.18, "quantity_kwh": 3.0, "orders": 1}],
    }
