"""Compute units of every instruction against the recorded table."""

import pytest
from tests.integration.programs.campus_stage import programs
from tests.integration.programs.compute_units import COMMAND, TOLERANCE, Table, complaints, measure, recorded


@pytest.fixture(scope="module")
def measured() -> Table:
    return measure()


def test_no_instruction_costs_more_than_recorded(measured: Table) -> None:
    assert complaints(measured, recorded()) == []


def test_every_instruction_of_every_program_has_its_line(measured: Table) -> None:
    lines = {line.split(" ")[0] for line in measured}
    every = {f"{program.name}.{name}" for program in programs().all() for name in program.idl.instructions}
    assert lines == every


def test_a_growth_is_said_with_what_to_do() -> None:
    assert TOLERANCE == 0.03
    assert complaints({"a.b": 103}, {"a.b": 100}) == []
    (grown,) = complaints({"a.b": 104}, {"a.b": 100})
    assert "4.0 % more" in grown
    assert COMMAND in grown
    (new,) = complaints({"a.b": 1}, {})
    (gone,) = complaints({}, {"a.b": 1})
    assert "not recorded" in new
    assert "not measured" in gone
    assert "well done" in complaints({"a.b": 50}, {"a.b": 100})[0]
