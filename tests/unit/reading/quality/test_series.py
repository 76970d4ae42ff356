"""Readings and columns as arrays, in local days."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from gridtokenx.base.interval import MarketInterval
from gridtokenx.campus.model import Calendar
from gridtokenx.reading.quality.series import SeriesInvalid, series_of_readings, span_of
from gridtokenx.reading.record import IntervalReading
from gridtokenx.reading.validation import Limits

SUNDAY_CLOCKS_CHANGE = 1_774_742_400
"""2026-03-29 00:00 UTC: in London the hour after 01:00 is skipped."""


def test_days_and_slots_are_local_and_an_hour_may_be_skipped() -> None:
    span = span_of(SUNDAY_CLOCKS_CHANGE, count=48, length_s=3600, timezone="Europe/London")
    assert span.slot[:4].tolist() == [0, 2, 3, 4]
    assert (span.days, span.slots) == (3, 24)
    assert span.kind.tolist() == [1, 0, 0]


def test_a_cube_gives_back_what_it_was_made_of() -> None:
    span = span_of(SUNDAY_CLOCKS_CHANGE, count=48, length_s=3600, timezone="Europe/London")
    values = np.arange(96.0).reshape(2, 48)
    cube = span.cube(values)
    assert np.isnan(cube).sum() == 2 * (3 * 24 - 48)
    assert (span.flat(cube) == values).all()


def test_holidays_rest_and_breaks_are_kinds_of_their_own() -> None:
    calendar = Calendar(
        holidays=frozenset({date(2026, 3, 30)}), breaks=((date(2026, 3, 31), date(2026, 4, 1)),)
    )
    span = span_of(SUNDAY_CLOCKS_CHANGE, count=96, length_s=3600, timezone="UTC", calendar=calendar)
    assert span.kind.tolist() == [1, 1, 2, 2]
    assert next(kind.tolist() for kind in span.kinds()) == [True, True, False, False]


def test_readings_are_placed_and_copies_counted(reading: IntervalReading) -> None:
    start_s = reading.interval.start_s
    later = replace(reading, interval=MarketInterval(start_s + 1800), consumed_wh=7)
    elsewhere = replace(reading, interval=MarketInterval(start_s - 900))
    span = span_of(start_s, count=4, length_s=900, timezone="UTC")
    series = series_of_readings(
        [reading, later, later, elsewhere],
        meter_ids=[reading.meter_id, "OTHER"],
        span=span,
        limits=[Limits(4000, 8000), Limits(0, 800)],
        forged=(1,),
    )
    assert series.copies.tolist() == [[1, 0, 2, 0], [0, 0, 0, 0]]
    assert series.forged[0].tolist() == [False, False, True, False]
    assert series.consumed_wh[0, [0, 2]].tolist() == [reading.consumed_wh, 7]
    assert np.isnan(series.generated_wh[0, 1])
    assert series.limits_wh[:, 0].tolist() == [1000, 3000, 1000, 1000, 3000, 1000]
    assert np.isnan(series.without(series.forged).consumed_wh[0, 2])


@pytest.mark.parametrize(("count", "length_s"), [(0, 900), (5, 7000), (5, 0)])
def test_what_makes_no_span_is_refused(count: int, length_s: int) -> None:
    with pytest.raises(SeriesInvalid, match="divides a day"):
        span_of(0, count=count, length_s=length_s, timezone="UTC")
