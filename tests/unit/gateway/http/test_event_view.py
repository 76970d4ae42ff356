"""An event is told in the words of the path it belongs to."""

import asyncio
from typing import Literal

import msgspec
from tests.unit.gateway.conftest import CAMPUS, NOW_S, Client, FakeService, block_at, result_at

from gridtokenx.gateway.http.event_view import event_body
from gridtokenx.port.campus_service import StreamEvent, StreamPayload

Kind = Literal["power", "interval", "book", "transaction"]


def body(kind: Kind, data: StreamPayload) -> object:
    return event_body(StreamEvent(kind, NOW_S, data), campus=CAMPUS)


def plain(answer: object) -> object:
    return msgspec.json.decode(msgspec.json.encode(answer))


def test_power_is_the_live_view(client: Client) -> None:
    assert plain(body("power", block_at(NOW_S))) == client.get("/api/campus/live").json()


def test_an_interval_is_a_row_of_the_intervals(client: Client) -> None:
    assert [plain(body("interval", result_at(NOW_S - 900)))] == client.get("/api/market/intervals").json()


def test_the_book_is_the_book(client: Client, service: FakeService) -> None:
    assert plain(body("book", asyncio.run(service.book()))) == client.get("/api/market/book").json()


def test_a_transaction_is_a_row_without_its_number(client: Client, service: FakeService) -> None:
    (row,) = client.get("/api/ledger/transactions?limit=1").json()
    assert plain(body("transaction", service.receipts[0])) == row | {"number": None}
