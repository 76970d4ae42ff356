from dataclasses import replace

import pytest

from gridtokenx.base.interval import MarketInterval
from gridtokenx.reading.admission import ReadingConflict, UnsupportedLength, admit
from gridtokenx.reading.record import IntervalReading, MeterReading


def test_a_new_reading_is_admitted(item: MeterReading) -> None:
    assert admit([item], stored=[]) == [item]


def test_a_stored_reading_is_not_new(item: MeterReading) -> None:
    assert admit([item], stored=[item.reading]) == []


def test_another_state_does_not_make_it_another_reading(item: MeterReading) -> None:
    warmer = replace(item, state=replace(item.state, voltage_v=240.0))
    assert admit([warmer], stored=[item.reading]) == []


def test_a_repeated_reading_is_admitted_once(item: MeterReading) -> None:
    assert admit([item, item], stored=[]) == [item]


@pytest.mark.parametrize("field", ["signature", "export_wh"])
def test_a_different_reading_conflicts(item: MeterReading, field: str) -> None:
    value = b"\1" if field == "signature" else 1
    stored: IntervalReading = replace(item.reading, **{field: value})  # type: ignore[arg-type]  # typed by field
    with pytest.raises(ReadingConflict, match="never replaced") as caught:
        admit([item], stored=[stored])
    assert (caught.value.stored, caught.value.offered) == (stored, item.reading)


def test_two_that_contradict_in_one_call_conflict(item: MeterReading) -> None:
    other = replace(item, reading=replace(item.reading, export_wh=0))
    with pytest.raises(ReadingConflict):
        admit([item, other], stored=[])


@pytest.mark.parametrize(
    ("start_s", "length_s"), [(900, 300), (1_200, 300), (1_500, 300), (0, 1_800), (0, 3_600)]
)
def test_an_overlap_conflicts(item: MeterReading, start_s: int, length_s: int) -> None:
    stored = replace(item.reading, interval=MarketInterval(900, 900))
    offered = replace(item, reading=replace(item.reading, interval=MarketInterval(start_s, length_s)))
    with pytest.raises(ReadingConflict):
        admit([offered], stored=[stored])


@pytest.mark.parametrize(("start_s", "length_s"), [(0, 900), (600, 300), (1_800, 900)])
def test_neighbours_do_not_overlap(item: MeterReading, start_s: int, length_s: int) -> None:
    stored = replace(item.reading, interval=MarketInterval(900, 900))
    offered = replace(item, reading=replace(item.reading, interval=MarketInterval(start_s, length_s)))
    assert admit([offered], stored=[stored]) == [offered]


@pytest.mark.parametrize("length_s", [7, 1_000, 7_200])
def test_a_length_must_divide_an_hour(item: MeterReading, length_s: int) -> None:
    offered = replace(item, reading=replace(item.reading, interval=MarketInterval(0, length_s)))
    with pytest.raises(UnsupportedLength, match=str(length_s)):
        admit([offered], stored=[])
