"""A campus of three meters at rest: the service as a fake, the store as the one in memory."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from pydantic import SecretStr
from solders.signature import Signature

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.campus.model import BuildingType, Campus, MeterSpec, MeterType, Place, Tariff
from gridtokenx.gateway.http.app import create_app
from gridtokenx.gateway.http.settings import GatewaySettings
from gridtokenx.pipeline.submit import MeterNotExternal, ReadingOutOfOrder
from gridtokenx.port.campus_service import (
    Balance,
    BookLevel,
    BookView,
    HealthItem,
    LedgerView,
    StreamEvent,
    Submission,
)
from gridtokenx.port.ledger import Receipt
from gridtokenx.reading.admission import UnknownMeter
from gridtokenx.reading.block import (
    Condition,
    Electricals,
    Energies,
    FleetBlock,
    QualityFlags,
    Role,
    WeatherPoint,
)
from gridtokenx.reading.record import IntervalReading, MeterReading, MeterState
from gridtokenx.settlement.result import IntervalResult, OrderResult, Trade
from gridtokenx.store.memory import MemoryReadingStore

if TYPE_CHECKING:
    from gridtokenx.base.errors import GridTokenXError

Client = TestClient[Litestar]

NOW_S = 1_759_183_200  # 2025-09-29T22:00:00Z, the moment of the sources' examples
KEY = "eng_dept_api_key_secure"
SUN = WeatherPoint(28.5, 65.0, 2.1, 820.0, 700.0, 150.0, Condition.SUNNY)
HEADERS = {"Authorization": f"Bearer {KEY}", "X-Engineering-Authority": "true"}


def _spec(meter_id: str, meter_type: MeterType, *, pv_kw: float, battery_kwh: float) -> MeterSpec:
    return MeterSpec(
        MeterId(meter_id),
        building="Engineering",
        building_type=BuildingType.ACADEMIC,
        floor=1,
        meter_type=meter_type,
        capacity_kw=150.0,
        load_profile="academic",
        base_kw=20.0,
        peak_weekday_kw=75.0,
        peak_weekend_kw=34.0,
        pv_kw=pv_kw,
        battery_kwh=battery_kwh,
        battery_kw=battery_kwh / 2,
    )


CAMPUS = Campus(
    name="utcc",
    title="UTCC University",
    place=Place(13.78, 100.56, 5.0, "Asia/Bangkok", "bangkok"),
    currency="THB",
    tariff=Tariff(280, 120, 150, 350, 200, 400),
    meters=(
        _spec("UTCC_ENG_001", MeterType.PROSUMER, pv_kw=150.0, battery_kwh=100.0),
        _spec("UTCC_DORM_001", MeterType.CONSUMER, pv_kw=0.0, battery_kwh=0.0),
        replace(_spec("ENG_001", MeterType.PROSUMER, pv_kw=50.0, battery_kwh=0.0), external=True),
    ),
)


def reading_of(meter_id: str, start_s: int, *, generated_wh: int, consumed_wh: int) -> MeterReading:
    """A reading whose battery rests."""
    net = generated_wh - consumed_wh
    reading = IntervalReading(
        MeterId(meter_id),
        MarketInterval(start_s),
        generated_wh=generated_wh,
        consumed_wh=consumed_wh,
        charged_wh=0,
        discharged_wh=0,
        import_wh=max(-net, 0),
        export_wh=max(net, 0),
        quality=QualityFlags.GOOD,
        signature=bytes(64),
    )
    soc = 0.75 if meter_id == "UTCC_ENG_001" else None
    role = Role.PROSUMER if generated_wh else Role.CONSUMER
    return MeterReading(reading, MeterState(228.5, 198.3, 0.92, soc, role, SUN))


def block_at(end_s: int) -> FleetBlock:
    """One step of 15 s of the three meters."""

    def wh(*values: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.array(values, dtype=np.int64)

    return FleetBlock(
        interval=MarketInterval(end_s - 15, 15),
        energies=Energies(
            wh(400, 0, 25), wh(200, 100, 0), wh(50, 0, 0), wh(0, 0, 0), wh(0, 100, 0), wh(150, 0, 25)
        ),
        electricals=Electricals(
            np.full(3, 228.5), np.full(3, 20.0), np.full(3, 0.92), 50.0, np.array([0.75, np.nan, np.nan])
        ),
        quality=np.zeros(3, dtype=np.uint16),
        role=np.array([Role.PROSUMER, Role.CONSUMER, Role.AMI], dtype=np.uint8),
        weather=SUN,
    )


def result_at(start_s: int) -> IntervalResult:
    """An interval in which the dormitory bought what engineering had left."""
    return IntervalResult(
        MarketInterval(start_s),
        price_ticks=200,
        traded_wh=2_100,
        minted_wh=3_000,
        burned_wh=2_100,
        redeemed_wh=900,
        import_wh=4_400,
        export_wh=3_000,
        savings_units=336_000,
        orders=(
            OrderResult(MeterId("UTCC_ENG_001"), "ask", 3_000, 150, 2_100, "ASK1"),
            OrderResult(MeterId("UTCC_DORM_001"), "bid", 2_100, 280, 2_100, "BID1"),
        ),
        trades=(Trade(MeterId("UTCC_ENG_001"), MeterId("UTCC_DORM_001"), 2_100, 200),),
    )


class FakeService:
    """A campus at rest; the queues of its subscribers hold four events and drop the oldest."""

    def __init__(self) -> None:
        self.campus = CAMPUS
        self.block: FleetBlock | None = block_at(NOW_S)
        self.items: tuple[HealthItem, ...] = (HealthItem("store", ok=True, detail="12 readings"),)
        self.refusal: GridTokenXError | None = None
        self.submitted: list[IntervalReading] = []
        self.queues: list[asyncio.Queue[StreamEvent]] = []
        self.receipts = tuple(
            Receipt(Signature.default(), 435_888_000 + n, NOW_S + n, None, None, 11_250, ("log",))
            for n in reversed(range(5))
        )

    def time_s(self) -> int:
        return NOW_S

    def live(self) -> FleetBlock | None:
        return self.block

    def health(self) -> tuple[HealthItem, ...]:
        return self.items

    async def book(self) -> BookView:
        return BookView(
            MarketInterval(NOW_S - 900),
            "open",
            NOW_S + 300,
            (BookLevel(250, 4_000, 2),),
            (BookLevel(180, 3_000, 1),),
        )

    async def balances(self) -> tuple[Balance, ...]:
        return (Balance(MeterId("UTCC_ENG_001"), "WALLET", 2_100_000_000, 100_420_000),)

    async def ledger(self) -> LedgerView:
        return LedgerView({"oracle": "ORACLE"}, 5, "ab" * 32, NOW_S, "AUTHORITY")

    async def transactions(self, *, limit: int, before: int | None) -> tuple[Receipt, ...]:
        return self.receipts[:limit] if before is None else self.receipts[6 - before :][:limit]

    async def submit(self, reading: IntervalReading) -> Submission:
        spec = {m.meter_id: m for m in CAMPUS.meters}.get(reading.meter_id)
        if spec is None:
            raise UnknownMeter(reading.meter_id)
        if not spec.external:
            raise MeterNotExternal(f"meter {spec.meter_id} is simulated here: start it with --external")
        if self.refusal is not None:
            raise self.refusal
        if any(r.interval.start_s >= reading.interval.start_s for r in self.submitted):
            raise ReadingOutOfOrder(
                f"start {reading.interval.start_s} is not after the last reading: send newer ones"
            )
        self.submitted.append(reading)
        return Submission(reading, "TX1", reading.surplus_wh * 1_000_000, "TOKEN_ACCOUNT")

    async def subscribe(self) -> AsyncIterator[StreamEvent]:
        queue: asyncio.Queue[StreamEvent] = asyncio.Queue(4)
        self.queues.append(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self.queues.remove(queue)

    def publish(self, event: StreamEvent) -> None:
        for queue in self.queues:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(event)


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def store() -> MemoryReadingStore:
    """Two hours of readings of two meters, and one cleared interval."""
    store = MemoryReadingStore(CAMPUS)
    for start_s in range(NOW_S - 7_200, NOW_S, 900):
        store.append(
            [
                reading_of("UTCC_ENG_001", start_s, generated_wh=12_800, consumed_wh=7_600),
                reading_of("UTCC_DORM_001", start_s, generated_wh=0, consumed_wh=45_200),
            ]
        )
    store.save_result(result_at(NOW_S - 900))
    return store


@pytest.fixture
def settings() -> GatewaySettings:
    return GatewaySettings(engineering_key=SecretStr(KEY), ping_s=0.2)


@pytest.fixture
def client(service: FakeService, store: MemoryReadingStore, settings: GatewaySettings) -> Iterator[Client]:
    app = create_app(service, store, settings=settings, page=None)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
