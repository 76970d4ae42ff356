"""Times in both notations, and ranges that are refused before anybody looks for them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtokenx.gateway.error_map import FieldRefused
from gridtokenx.gateway.http.time_range import TimeRange, parse_time, time_range, utc

NOW = 1_759_183_200


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-09-29T22:00:00Z", NOW),
        ("2025-09-30T05:00:00+07:00", NOW),
        ("2025-09-30T05:00:00 07:00", NOW),
        ("2025-09-29 22:00:00Z", NOW),
        ("2025-09-29t22:00:00.999z", NOW),
        ("1759183200", NOW),
        ("1759183200.75", NOW),
        ("0", 0),
    ],
)
def test_times_are_read(text: str, expected: int) -> None:
    assert parse_time(text, field="start") == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "-1",
        "1e9",
        "NaN",
        "2025-09-29",
        "2025-09-29T22:00:00",
        "2025-13-29T22:00:00Z",
        "2025-02-30T22:00:00Z",
        "1969-12-31T23:59:59Z",
        "9999-12-31T23:59:59Z",
        "99999999999",
        "2025-09-29T22:00:00Z\n",
        "٢٠٢٥-09-29T22:00:00Z",
        "2025-09-29T22:00:00+99:99",
    ],
)
def test_what_is_no_time_is_refused_by_name(text: str) -> None:
    with pytest.raises(FieldRefused) as caught:
        parse_time(text, field="start")
    assert caught.value.error.field == "start"


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        seconds = parse_time(text, field="start")
    except FieldRefused:
        seconds = 0
    assert 0 <= seconds <= 4_102_444_800


@given(st.integers(0, 4_102_444_800), st.integers(-14 * 60, 14 * 60))
def test_a_time_survives_its_own_text_in_any_zone(time_s: int, offset_min: int) -> None:
    local = datetime.fromtimestamp(time_s, UTC).astimezone(timezone(timedelta(minutes=offset_min)))
    if local.year >= 1970:
        assert parse_time(local.isoformat(), field="end") == time_s


def test_the_range_is_the_last_while_when_nothing_is_said() -> None:
    assert time_range(None, None, now_s=NOW, default_s=900, longest_s=9_000) == TimeRange(NOW - 900, NOW)


def test_near_the_beginning_of_time_the_range_is_shorter() -> None:
    assert time_range(None, "100", now_s=NOW, default_s=900, longest_s=9_000) == TimeRange(0, 100)


@pytest.mark.parametrize(("start", "end"), [("100", "100"), ("200", "100"), ("0", "9001")])
def test_an_empty_or_endless_range_is_refused(start: str, end: str) -> None:
    with pytest.raises(FieldRefused, match="start"):
        time_range(start, end, now_s=NOW, default_s=900, longest_s=9_000)


def test_utc_is_aware() -> None:
    assert utc(NOW).isoformat() == "2025-09-29T22:00:00+00:00"
