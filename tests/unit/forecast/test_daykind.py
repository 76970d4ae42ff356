from datetime import date

import pytest

from gridtokenx.campus.model import Calendar
from gridtokenx.forecast.daykind import ZoneUnknown, hour_kinds, zone

MONDAY_S = 1_514_764_800


def test_a_week_has_its_kinds_of_day() -> None:
    kinds = hour_kinds(MONDAY_S, hours=168, timezone="UTC", calendar=Calendar())
    assert kinds.kind[::24].tolist() == [0, 1, 1, 1, 2, 3, 4]
    assert kinds.hour[:25].tolist() == [*range(24), 0]
    assert kinds.working.reshape(7, 24).sum(axis=1).tolist() == [12, 12, 12, 12, 12, 0, 0]
    assert not kinds.term.any()


def test_a_holiday_is_a_sunday_and_breaks_make_terms() -> None:
    calendar = Calendar(frozenset({date(2018, 1, 2)}), ((date(2018, 1, 3), date(2018, 1, 4)),))
    kinds = hour_kinds(MONDAY_S, hours=120, timezone="UTC", calendar=calendar)
    assert kinds.kind[24:48].tolist() == [4] * 24
    assert kinds.holiday.reshape(5, 24).any(axis=1).tolist() == [False, True, False, False, False]
    assert not kinds.workday[24:48].any()
    assert kinds.term.reshape(5, 24).all(axis=1).tolist() == [True, True, False, False, True]


def test_summer_time_moves_the_local_hour() -> None:
    spring_s = 1_521_936_000  # 2018-03-25 00:00 UTC; Britain's clocks went on at 01:00 UTC
    kinds = hour_kinds(spring_s, hours=3, timezone="Europe/London", calendar=Calendar())
    assert kinds.hour.tolist() == [0, 2, 3]


def test_some_of_the_hours_can_be_taken() -> None:
    kinds = hour_kinds(MONDAY_S, hours=48, timezone="UTC", calendar=Calendar()).take(slice(30, 32))
    assert (kinds.hour.tolist(), kinds.kind.tolist()) == ([6, 7], [1, 1])
    assert kinds.working.tolist() == [False, True]


@pytest.mark.parametrize("name", ["Mars/Base", "", "../etc/passwd", "/etc/passwd"])
def test_a_zone_that_is_none_is_named(name: str) -> None:
    with pytest.raises(ZoneUnknown, match="write a name such as Europe/London"):
        zone(name)
