"""What every reading store must do, run over each adapter."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.campus.model import BuildingType, Campus, MeterSpec, MeterType, Place, Tariff
from gridtokenx.port.reading_store import CampusTotals, ReadingStore, RolledUp
from gridtokenx.reading.admission import ReadingConflict, UnknownMeter, UnsupportedLength
from gridtokenx.reading.block import (
    Condition,
    Electricals,
    Energies,
    FleetBlock,
    QualityFlags,
    Role,
    WeatherPoint,
)
from gridtokenx.reading.cursor import CursorUnknown
from gridtokenx.reading.record import IntervalReading, MeterReading, MeterState
from gridtokenx.reading.unsigned import MetersMismatch
from gridtokenx.settlement.result import IntervalResult, OrderResult, Trade
from gridtokenx.store.memory import MemoryReadingStore
from gridtokenx.store.sqlite import open_sqlite

A, B, C = MeterId("M_A"), MeterId("M_B"), MeterId("M_C")
DAY = 1_750_032_000
SUNNY = WeatherPoint(31.5, 66.0, 1.2, 812.0, 640.0, 210.0, Condition.SUNNY)
RAINY = WeatherPoint(26.0, 92.0, 3.4, 90.0, 0.0, 90.0, Condition.RAINY)


def spec(meter_id: MeterId) -> MeterSpec:
    return MeterSpec(
        meter_id,
        building="Engineering",
        building_type=BuildingType.ACADEMIC,
        floor=1,
        meter_type=MeterType.PROSUMER,
        capacity_kw=150,
        load_profile="academic",
        base_kw=20,
        peak_weekday_kw=75,
        peak_weekend_kw=34,
    )


def campus_of(*meter_ids: MeterId) -> Campus:
    return Campus(
        name="three",
        title="Three meters",
        place=Place(13.78, 100.56, 5, "Asia/Bangkok", "bangkok"),
        currency="THB",
        tariff=Tariff(280, 120, 150, 350, 200, 400),
        meters=tuple(spec(meter_id) for meter_id in meter_ids),
    )


def item(meter_id: MeterId, start_s: int, *, scale: int = 1, length_s: int = 900) -> MeterReading:
    wh: list[Any] = [scale * value for value in (700, 400, 50, 20, 10, 280)]
    reading = IntervalReading(
        meter_id,
        MarketInterval(start_s, length_s),
        *wh,
    )
    signed = replace(reading, quality=QualityFlags.LATE, signature=bytes([scale % 256]) * 64)
    soc = None if meter_id == A else 0.1 + 0.2
    return MeterReading(signed, MeterState(231.7, 10.0 / 3.0, 0.95, soc, Role.PROSUMER, SUNNY))


def block(start_s: int, *, scale: int = 1) -> FleetBlock:
    count = 3
    wh = [np.arange(count, dtype=np.int64) + scale * value for value in (10, 20, 30, 40, 50, 60)]
    electricals = Electricals(
        voltage_v=np.full(count, 230.0),
        current_a=np.full(count, 4.0),
        power_factor=np.full(count, 0.9),
        frequency_hz=50.0,
        battery_soc=np.array([np.nan, 0.5, 0.75]),
    )
    return FleetBlock(
        MarketInterval(start_s, 15),
        Energies(*wh),
        electricals,
        quality=np.zeros(count, dtype=np.uint16),
        role=np.ones(count, dtype=np.uint8),
        weather=RAINY,
    )


def result(start_s: int, *, price: int | None = 200) -> IntervalResult:
    return IntervalResult(
        MarketInterval(start_s),
        price_ticks=price,
        traded_wh=120,
        minted_wh=280,
        burned_wh=120,
        redeemed_wh=160,
        import_wh=500,
        export_wh=280,
        savings_units=9_600,
        orders=(OrderResult(B, "bid", 120, 250, 120, "addr1"), OrderResult(A, "ask", 280, 150, 120, "addr2")),
        trades=(Trade(A, B, 100, 200), Trade(A, C, 20, 200)),
    )


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ReadingStore]:
    campus = campus_of(C, A, B)
    makers: dict[str, Callable[[], ReadingStore]] = {
        "memory": lambda: MemoryReadingStore(campus),
        "sqlite": lambda: open_sqlite(tmp_path / "readings.db", campus=campus),
    }
    opened = makers[request.param]()
    yield opened
    opened.close()


def test_a_reading_comes_back_as_it_was(store: ReadingStore) -> None:
    batch = [item(A, DAY), replace(item(B, DAY), state=replace(item(B, DAY).state, weather=RAINY))]
    assert store.append(batch) == 2
    assert store.at(MarketInterval(DAY)) == batch


def test_an_interval_is_in_the_campus_order(store: ReadingStore) -> None:
    store.append([item(A, DAY), item(B, DAY), item(C, DAY)])
    assert [r.reading.meter_id for r in store.at(MarketInterval(DAY))] == [C, A, B]
    assert store.at(MarketInterval(DAY + 900)) == []


def test_the_same_reading_counts_once(store: ReadingStore) -> None:
    assert store.append([item(A, DAY), item(A, DAY)]) == 1
    assert store.append([item(A, DAY), item(B, DAY)]) == 1
    assert [r.readings for r in store.rolled_up("day", start_s=DAY, end_s=DAY + 1)] == [1, 1]


def test_another_reading_of_the_same_time_is_refused_whole(store: ReadingStore) -> None:
    store.append([item(A, DAY)], snapshot=b"first")
    with pytest.raises(ReadingConflict) as caught:
        store.append([item(B, DAY), item(A, DAY, scale=2)], snapshot=b"second")
    assert caught.value.offered == item(A, DAY, scale=2).reading
    assert store.at(MarketInterval(DAY)) == [item(A, DAY)]
    assert store.fleet_snapshot() == b"first"
    assert [r.meter_id for r in store.rolled_up("hour", start_s=DAY, end_s=DAY + 1)] == [A]


@pytest.mark.parametrize(("start_s", "length_s"), [(DAY, 300), (DAY + 300, 300), (DAY, 1_800)])
def test_a_reading_that_overlaps_another_is_refused(store: ReadingStore, start_s: int, length_s: int) -> None:
    store.append([item(A, DAY)])
    with pytest.raises(ReadingConflict):
        store.append([item(A, start_s, length_s=length_s)])
    assert store.append([item(A, DAY + 900, length_s=300)]) == 1


def test_a_meter_that_is_not_listed_is_refused(store: ReadingStore) -> None:
    with pytest.raises(UnknownMeter, match="M_X"):
        store.append([item(A, DAY), item(MeterId("M_X"), DAY)])
    assert store.last_interval() is None
    with pytest.raises(UnknownMeter):
        store.history(start_s=0, end_s=DAY, meter_id=MeterId("M_X"))


def test_a_length_that_does_not_divide_an_hour_is_refused(store: ReadingStore) -> None:
    with pytest.raises(UnsupportedLength, match="7200"):
        store.append([item(A, DAY, length_s=7_200)])


def test_latest_is_the_newest_by_time_not_by_arrival(store: ReadingStore) -> None:
    store.append([item(A, DAY + 900), item(B, DAY + 900)])
    store.append([item(A, DAY), item(C, DAY)])
    assert [(r.reading.meter_id, r.reading.interval.start_s) for r in store.latest()] == [
        (C, DAY),
        (A, DAY + 900),
        (B, DAY + 900),
    ]
    assert store.latest(A) == [item(A, DAY + 900)]
    assert store.last_interval() == MarketInterval(DAY + 900)


def test_latest_looks_back_for_those_that_are_missing(store: ReadingStore) -> None:
    store.append([item(m, DAY + 900 * i) for i in range(3) for m in (A, B, C)])
    store.append([item(B, DAY + 2_700)])
    assert store.latest() == [item(C, DAY + 1_800), item(A, DAY + 1_800), item(B, DAY + 2_700)]
    assert store.latest(C) == [item(C, DAY + 1_800)]


def test_totals_are_the_campus_by_interval(store: ReadingStore) -> None:
    store.append([item(m, DAY + 900 * i, scale=i + 1) for i in range(4) for m in (A, B)])
    store.append([item(C, DAY + 900, scale=5)])
    assert store.totals(start_s=DAY + 900, end_s=DAY + 2_700) == [
        CampusTotals(DAY + 900, 3, 6_300, 3_600, 450, 180, 90, 2_520),
        CampusTotals(DAY + 1_800, 2, 4_200, 2_400, 300, 120, 60, 1_680),
    ]
    assert store.totals(start_s=DAY + 3_600, end_s=DAY + 7_200) == []


def test_an_empty_store_has_nothing(store: ReadingStore) -> None:
    assert store.last_interval() is None
    assert store.latest() == []
    assert store.history(start_s=0, end_s=DAY) == ([], "")
    assert store.fleet_snapshot() is None
    assert store.get_meta("campus") is None
    assert store.append([]) == 0
    assert store.results(start_s=0, end_s=DAY) == []


@pytest.mark.parametrize("limit", [1, 2, 5, 12, 100])
def test_pages_join_to_the_whole_history(store: ReadingStore, limit: int) -> None:
    everything = [item(m, DAY + 900 * i) for i in range(4) for m in (C, A, B)]
    store.append(everything)
    pages, after = [], ""
    for _ in range(20):
        page, after = store.history(start_s=DAY, end_s=DAY + 3_600, limit=limit, after=after)
        assert len(page) <= limit
        pages += page
        if not after:
            break
    assert pages == everything


def test_history_keeps_to_its_range_and_meter(store: ReadingStore) -> None:
    store.append([item(m, DAY + 900 * i) for i in range(4) for m in (A, B)])
    page, after = store.history(start_s=DAY + 900, end_s=DAY + 2_700, meter_id=B)
    assert page == [item(B, DAY + 900), item(B, DAY + 1_800)]
    assert not after


def test_a_strange_cursor_is_refused(store: ReadingStore) -> None:
    with pytest.raises(CursorUnknown, match="no cursor of this store"):
        store.history(start_s=0, end_s=DAY, after="1;drop table reading")


def test_roll_ups_are_the_sums(store: ReadingStore) -> None:
    store.append([item(A, DAY + 900 * i, scale=i + 1) for i in range(5)])
    hours = store.rolled_up("hour", start_s=DAY, end_s=DAY + 86_400, meter_id=A)
    assert [(r.interval.start_s, r.readings, r.generated_wh) for r in hours] == [
        (DAY, 4, 7_000),
        (DAY + 3_600, 1, 3_500),
    ]
    assert store.rolled_up("day", start_s=DAY, end_s=DAY + 1) == [
        RolledUp(A, MarketInterval(DAY, 86_400), 5, 10_500, 6_000, 750, 300, 150, 4_200)
    ]


def test_the_snapshot_of_the_newest_interval_is_kept(store: ReadingStore) -> None:
    store.append([item(A, DAY + 900)], snapshot=b"new")
    store.append([item(A, DAY)], snapshot=b"old")
    assert store.fleet_snapshot() == b"new"
    store.append([item(A, DAY + 1_800)], snapshot=b"newer")
    assert store.fleet_snapshot() == b"newer"


def test_a_result_comes_back_and_is_replaced(store: ReadingStore) -> None:
    first, second = result(DAY), result(DAY + 900, price=None)
    store.save_result(second)
    store.save_result(first)
    assert store.results(start_s=DAY, end_s=DAY + 1_800) == [first, second]
    bare = replace(first, orders=(), trades=())
    store.save_result(bare)
    assert store.results(start_s=DAY, end_s=DAY + 900) == [bare]


def test_notes_are_kept_and_replaced(store: ReadingStore) -> None:
    store.set_meta([("campus", "utcc"), ("seed", "7")])
    store.set_meta([("seed", "8")])
    store.set_meta([])
    assert (store.get_meta("campus"), store.get_meta("seed")) == ("utcc", "8")


def test_telemetry_adds_up_over_the_campus(store: ReadingStore) -> None:
    store.append_telemetry([block(DAY + 15 * i, scale=i + 1) for i in range(4)])
    points = store.telemetry(start_s=DAY + 15, end_s=DAY + 45)
    assert [(p.interval, p.generated_wh, p.export_wh) for p in points] == [
        (MarketInterval(DAY + 15, 15), 63, 363),
        (MarketInterval(DAY + 30, 15), 93, 543),
    ]
    assert points[0].weather == RAINY


def test_telemetry_of_one_meter(store: ReadingStore) -> None:
    store.append_telemetry([block(DAY), block(DAY + 15, scale=2)])
    points = store.telemetry(start_s=DAY, end_s=DAY + 30, meter_id=B)
    assert [(p.generated_wh, p.consumed_wh, p.export_wh) for p in points] == [(12, 22, 62), (22, 42, 122)]


def test_a_step_of_another_fleet_is_refused(store: ReadingStore) -> None:
    fewer = replace(block(DAY), quality=np.zeros(2, dtype=np.uint16))
    with pytest.raises(MetersMismatch, match="2 meters and the campus 3"):
        store.append_telemetry([block(DAY), fewer])
    assert store.telemetry(start_s=DAY, end_s=DAY + 15) == []


def test_the_same_step_again_replaces_the_first(store: ReadingStore) -> None:
    store.append_telemetry([block(DAY)])
    store.append_telemetry([block(DAY, scale=3)])
    store.append_telemetry([])
    assert [p.generated_wh for p in store.telemetry(start_s=DAY, end_s=DAY + 15)] == [93]
    assert store.telemetry(start_s=DAY, end_s=DAY + 15, limit=0) == []
