"""Times as callers write them, turned into epoch seconds once, at the edge.

Source: RFC 3339 section 5.6; a bare number is epoch seconds. Ranges are half-open.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from gridtokenx.gateway.error_map import FieldRefused
from gridtokenx.reading.shape import rfc3339

HOUR_S = 3_600
_LATEST_S = 4_102_444_800  # 2100-01-01: far enough, and small enough for every calendar function
_EPOCH = re.compile(r"\d{1,10}(\.\d{1,9})?")
_RFC3339 = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
_HINT = "write 2025-09-29T22:00:00Z or epoch seconds, between 1970 and 2100"


@dataclass(frozen=True, slots=True)
class TimeRange:
    """A half-open range of time [epoch s]."""

    start_s: int
    end_s: int


def parse_time(text: str, *, field: str) -> int:
    """Read a time as RFC 3339 or epoch seconds; fractions of a second are cut off.

    Args:
        text: As the caller wrote it. A space before an offset stands for the plus that a URL lost.
        field: Name of the parameter, for the error.

    Returns:
        Time [epoch s].

    Raises:
        FieldRefused: No such time, no offset, or outside 1970 to 2100.

    >>> parse_time("2025-09-29T22:00:00+07:00", field="start")
    1759158000
    """
    if _EPOCH.fullmatch(text):
        seconds = int(float(text))
    else:
        mended = re.sub(r" (?=\d{2}:\d{2}$)", "+", text) if text.count(":") == 3 else text
        if not _RFC3339.fullmatch(mended):
            raise FieldRefused(field, text, _HINT)
        try:
            seconds = int(datetime.fromisoformat(mended.upper()).timestamp())
        except ValueError:
            raise FieldRefused(field, text, _HINT) from None
    if not 0 <= seconds <= _LATEST_S:
        raise FieldRefused(field, text, _HINT)
    return seconds


def time_range(
    start: str | None, end: str | None, *, now_s: int, default_s: int, longest_s: int
) -> TimeRange:
    """Return the range that two optional parameters mean.

    Args:
        start: First moment; without it, `default_s` before the end.
        end: First moment past the range; without it, now.
        now_s: The campus's time [epoch s].
        default_s: Length without a start [s].
        longest_s: Longest range that is answered [s].

    Raises:
        FieldRefused: A time that cannot be read, an empty range, or one that is too long.
    """
    end_s = parse_time(end, field="end") if end is not None else now_s
    start_s = parse_time(start, field="start") if start is not None else max(end_s - default_s, 0)
    if start_s >= end_s:
        raise FieldRefused("start", start, f"must be before end, which is {rfc3339(end_s)}")
    if end_s - start_s > longest_s:
        raise FieldRefused("start", start, f"at most {longest_s // HOUR_S} hours before end; ask in parts")
    return TimeRange(start_s, end_s)


def utc(time_s: int) -> datetime:
    """Return epoch seconds as an aware UTC time."""
    return datetime.fromtimestamp(time_s, UTC)
