"""The error of campus files carries its place and keeps its message short."""

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.campus.invalid import CampusFileInvalid, Cell


def test_the_message_names_file_line_field_value_and_fix() -> None:
    error = Cell("a.csv", 7, "pv_kw", "-3").refuse("write a number from 0")
    assert isinstance(error, GridTokenXError)
    assert str(error) == "a.csv, line 7: pv_kw = '-3': write a number from 0"
    assert (error.file_name, error.line, error.field) == ("a.csv", 7, "pv_kw")


def test_a_huge_value_is_cut_and_control_characters_are_escaped() -> None:
    message = str(CampusFileInvalid("a", line=1, field="f", value="\x1b[31m" + "x" * 10_000, fix="no"))
    assert len(message) < 120
    assert "\x1b" not in message
