"""Fault tables: what is taken, and every mistake with its line."""

from datetime import UTC, datetime
from importlib import resources

import pytest

from gridtokenx.campus.fault import SIZES, FaultKind
from gridtokenx.campus.invalid import CampusFileInvalid
from gridtokenx.campus.model import Campus
from gridtokenx.campus.parse import parse_campus

DATA = resources.files("gridtokenx.campus").joinpath("data")
HEADER = DATA.joinpath("utcc.toml").read_text("utf-8")
TABLE = DATA.joinpath("utcc.csv").read_text("utf-8")
GOOD = """
[[fault]]
meter = "UTCC_ENG_001"
kind = "clock_skew"
start = 2026-03-02T06:00:00
end = 2026-03-03

[[fault]]
meter = "UTCC_SCI_001"
kind = "Drift"
start = "2026-03-02T00:00+00:00"
end = 2026-03-09T00:00:00Z
size = -0.05
"""


def parsed(faults: str) -> Campus:
    return parse_campus(HEADER + faults, table=TABLE, header_name="u.toml", table_name="u.csv")


def at(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp())  # type: ignore[arg-type, misc] # year, month, day, hour


def test_times_are_the_campus_s_own_and_sizes_have_defaults() -> None:
    first, second = parsed(GOOD).faults
    assert (first.kind, first.size) == (FaultKind.CLOCK_SKEW, SIZES[FaultKind.CLOCK_SKEW].default)
    assert (first.start_s, first.end_s) == (at(2026, 3, 1, 23), at(2026, 3, 2, 17))
    assert (second.meter_id, second.kind, second.size) == ("UTCC_SCI_001", FaultKind.DRIFT, -0.05)
    assert (second.start_s, second.end_s) == (at(2026, 3, 2), at(2026, 3, 9))


def test_a_campus_without_tables_has_no_faults() -> None:
    assert parsed("").faults == ()


@pytest.mark.parametrize(
    ("old", "new", "start", "message"),
    [
        ('"UTCC_SCI_001"', '"UTCC_NO_001"', 'meter = "UTCC_NO', "fault.meter = 'UTCC_NO_001': the table of"),
        ('"Drift"', '"rust"', 'kind = "rust"', "fault.kind = 'rust': use one of dropout"),
        ("size = -0.05", "size = 0.5", "size = 0.5", "fault.size = 0.5: write a number from -0.2 to 0.2"),
        ("size = -0.05", "sise = 1", "sise", "fault.sise = 1: unknown key"),
        ("2026-03-09T00:00:00Z", "2026-03-01T00:00:00Z", "end = 2026-03-01", "a fault ends after its start"),
        ("2026-03-03", '"noon"', 'end = "noon"', "fault.end = 'noon': write a time"),
    ],
)
def test_a_mistake_is_named_with_its_line(old: str, new: str, start: str, message: str) -> None:
    text = GOOD.replace(old, new)
    line = next(i for i, t in enumerate((HEADER + text).splitlines(), start=1) if t.startswith(start))
    with pytest.raises(CampusFileInvalid) as caught:
        parsed(text)
    assert str(caught.value).startswith(f"u.toml, line {line}: ")
    assert message in str(caught.value)


def test_what_is_missing_is_named_at_its_table() -> None:
    line = len(HEADER.splitlines()) + 2
    with pytest.raises(CampusFileInvalid, match=f"line {line}: fault.end = None"):
        parsed('\n[[fault]]\nmeter = "UTCC_ENG_001"\nkind = "stuck"\nstart = 2026-03-02\n')


def test_a_fault_that_is_no_list_of_tables_is_refused() -> None:
    with pytest.raises(CampusFileInvalid, match=r"write \[\[fault\]\]"):
        parsed('\n[fault]\nmeter = "UTCC_ENG_001"\n')
