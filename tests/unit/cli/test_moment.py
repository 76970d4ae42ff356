from datetime import UTC, datetime

import pytest

from gridtokenx.cli.moment import MomentUnreadable, midnight_before, parse_moment


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-21", "2026-11-20T17:00+00:00"),
        ("2026-11-21T06:15", "2026-11-20T23:15+00:00"),
        ("2026-11-21T06:15+00:00", "2026-11-21T06:15+00:00"),
    ],
)
def test_times_without_a_zone_are_the_campuss(text: str, utc: str) -> None:
    assert parse_moment(text, timezone="Asia/Bangkok") == datetime.fromisoformat(utc).timestamp()


@pytest.mark.parametrize(
    "text", ["yesterday", "2026-13-01", "2026-11-21T06:07", "1969-01-01", "", "9999999999"]
)
def test_what_is_no_quarter_of_an_hour_is_refused(text: str) -> None:
    with pytest.raises(MomentUnreadable, match="--start"):
        parse_moment(text, timezone="Asia/Bangkok")


def test_midnight_before_leaves_room_for_whole_days() -> None:
    now = datetime(2026, 11, 21, 10, tzinfo=UTC).timestamp()
    start = midnight_before(now, days=1, timezone="Asia/Bangkok")
    assert datetime.fromtimestamp(start, UTC).isoformat() == "2026-11-19T17:00:00+00:00"
    assert start + 86_400 <= now
