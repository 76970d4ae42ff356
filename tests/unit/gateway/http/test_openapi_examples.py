"""An example is an answer that the gateway could give: the same keys, and the answer's own types."""

from typing import Any

import msgspec
import pytest

from gridtokenx.gateway.http.engineering import EngineeringAnswer
from gridtokenx.gateway.http.engineering_summary import MeterSummary
from gridtokenx.gateway.http.health import Health
from gridtokenx.gateway.http.ledger import BalanceView, LedgerState, TransactionView
from gridtokenx.gateway.http.live_view import LiveView
from gridtokenx.gateway.http.market import IntervalDetail, IntervalView, OrderBook
from gridtokenx.gateway.http.meters import MeterView
from gridtokenx.gateway.http.openapi_examples import EXAMPLES
from gridtokenx.gateway.http.power_series import PowerPoint
from gridtokenx.gateway.http.readings import RollUpView
from gridtokenx.gateway.http.shaping import AmiReading
from gridtokenx.gateway.http.summary import CampusSummary

TYPES: dict[str, Any] = {
    "/health": Health,
    "/api/meters": list[MeterView],
    "/api/meters/{meter_id}": MeterView,
    "/api/meters/{meter_id}/reading": AmiReading,
    "/api/readings": list[AmiReading],
    "/api/rollups": list[RollUpView],
    "/api/campus/summary": CampusSummary,
    "/api/campus/power": list[PowerPoint],
    "/api/campus/live": LiveView,
    "/api/market/intervals": list[IntervalView],
    "/api/market/intervals/{start}": IntervalDetail,
    "/api/market/book": OrderBook,
    "/api/balances": list[BalanceView],
    "/api/ledger": LedgerState,
    "/api/ledger/transactions": list[TransactionView],
    "/api/engineering/meter-reading": EngineeringAnswer,
    "/api/engineering/meter-summary": MeterSummary,
}


@pytest.mark.parametrize("path", sorted(TYPES))
def test_an_example_is_of_its_answers_type_with_no_key_too_many(path: str) -> None:
    answer = msgspec.convert(EXAMPLES[path], TYPES[path])
    assert msgspec.to_builtins(answer) == EXAMPLES[path]


def test_a_page_of_readings_holds_readings() -> None:
    page = EXAMPLES["/api/meters/{meter_id}/readings"]
    assert list(page) == ["items", "next"]
    assert msgspec.convert(page["items"], list[AmiReading])
