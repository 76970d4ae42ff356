"""Moments as people type them: a date or a time, in the campus's own zone where no zone is given."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.base.interval import DAY_S, SETTLEMENT_S


class MomentUnreadable(GridTokenXError):
    """A time that cannot be understood, or that no interval starts at."""


def parse_moment(text: str, *, timezone: str) -> int:
    """Return a typed moment [epoch s].

    Args:
        text: Such as ``2026-11-21``, ``2026-11-21T06:00`` or ``2026-11-21T06:00+07:00``.
        timezone: The campus's zone, for times without one.

    Raises:
        MomentUnreadable: It is no date or time, is before 1970, or not on a quarter of an hour.

    >>> parse_moment("1970-01-02", timezone="UTC")
    86400
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise MomentUnreadable(
            f"--start {text!r} is no date or time: write 2026-11-21 or 2026-11-21T06:00"
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(timezone))
    seconds = int(moment.timestamp())
    if seconds < DAY_S or seconds % SETTLEMENT_S:
        raise MomentUnreadable(
            f"--start {text!r} must be after 1970 and on a quarter of an hour, such as 06:15"
        )
    return seconds


def midnight_before(now_s: float, *, days: float, timezone: str) -> int:
    """Return the local midnight from which that many days fit before now [epoch s]."""
    local = datetime.fromtimestamp(now_s, UTC).astimezone(ZoneInfo(timezone))
    start = local.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=int(days))
    return int(start.timestamp())
