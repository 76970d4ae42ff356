"""The meters of a campus from the sources' JSON list, which loads unchanged (R-CAM-1).

The list has `meter_id, building, floor, type, capacity_kw, solar_installed, battery_storage`; columns of
the CSV table may be given beside them. Objects are read one by one, so that each knows its line.
"""

import json
from collections.abc import Iterator

from gridtokenx.campus.invalid import CampusFileInvalid
from gridtokenx.campus.model import MeterSpec
from gridtokenx.campus.table import COLUMNS, REQUIRED, Row, check_size, meters_of_rows

_SPACE = " \t\r\n"


class _Pairs(list[tuple[str, object]]):
    """The members of a JSON object in order, so that a repeated one is seen."""


def meters_of_json(text: str, *, file_name: str) -> tuple[MeterSpec, ...]:
    """Read the meters of a JSON list.

    Raises:
        CampusFileInvalid: It is no such list, or a value cannot be used; the message names the line.
    """
    check_size(text, file_name=file_name)
    return meters_of_rows(_rows(text.removeprefix("\ufeff"), file_name=file_name), file_name=file_name)


def _rows(text: str, *, file_name: str) -> Iterator[Row]:
    """Yield the objects of the list one by one, each with the line that it starts on."""
    decoder = json.JSONDecoder(object_pairs_hook=_Pairs)
    place = _skip_space(text, 0)
    if text[place] != "[":
        raise CampusFileInvalid(
            file_name, line=1, field="file", value=text[:20], fix="write a JSON list of meters"
        )
    line, counted = 1, 0
    place = _skip_space(text, place + 1)
    while place < len(text) and text[place] != "]":
        line, counted = line + text.count("\n", counted, place), place
        item, place = _decode(decoder, text, place, file_name=file_name, line=line)
        yield _row(item, file_name=file_name, line=line)
        place = _next_item(text, _skip_space(text, place), file_name=file_name, line=line)
    if place >= len(text):
        last = text.count("\n") + 1
        raise CampusFileInvalid(
            file_name, line=last, field="JSON", value="end of file", fix="close the list with ]"
        )
    rest = text[place + 1 :].strip(_SPACE)
    if rest:
        last = text.count("\n", 0, place) + 1
        raise CampusFileInvalid(
            file_name, line=last, field="JSON", value=rest, fix="end the file after the ]"
        )


def _decode(
    decoder: json.JSONDecoder, text: str, place: int, *, file_name: str, line: int
) -> tuple[object, int]:
    """Return the value at a place and the place after it."""
    try:
        item, end = decoder.raw_decode(text, place)
    except (ValueError, RecursionError) as error:
        at = error.lineno if isinstance(error, json.JSONDecodeError) else line
        reason = error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
        fix = "write one JSON object for each meter"
        raise CampusFileInvalid(file_name, line=at, field="JSON", value=reason, fix=fix) from None
    return item, end


def _next_item(text: str, place: int, *, file_name: str, line: int) -> int:
    """Return the place of the next object, or of the bracket that closes the list."""
    if place >= len(text) or text[place] == "]":
        return place
    following = _skip_space(text, place + 1)
    if text[place] != "," or text[following : following + 1] == "]":
        fix = "put one comma between two meters and none after the last"
        raise CampusFileInvalid(file_name, line=line, field="JSON", value=text[place], fix=fix)
    return following


def _row(item: object, *, file_name: str, line: int) -> Row:
    if not isinstance(item, _Pairs):
        fix = "write a JSON object for each meter"
        raise CampusFileInvalid(file_name, line=line, field="meter", value=item, fix=fix)
    fields = dict(item)
    for name, value in item:
        if name not in COLUMNS:
            fix = f"unknown field: use {', '.join(sorted(COLUMNS))}"
            raise CampusFileInvalid(file_name, line=line, field=name, value=value, fix=fix)
    if len(fields) != len(item):
        raise CampusFileInvalid(file_name, line=line, field="meter", value=item, fix="name each field once")
    for name in REQUIRED:
        if name not in fields:
            raise CampusFileInvalid(file_name, line=line, field=name, value=None, fix="add this field")
    return Row(file_name, line, fields)


def _skip_space(text: str, place: int) -> int:
    while place < len(text) and text[place] in _SPACE:
        place += 1
    return place
