"""Checked conversion of single values of a campus file: numbers, words, ids, dates, prices."""

import math
import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from gridtokenx.base.ids import MeterId
from gridtokenx.base.units import PriceNotOnTick, ticks
from gridtokenx.campus.invalid import Cell

_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,12})?([eE][+-]?[0-9]{1,4})?")
_METER_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,31}")
_TRUTH = {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}
_TEXT_MAX = 80
_PRICE_TICKS_MAX = 65_534

KindT = TypeVar("KindT", bound=StrEnum)


def number(cell: Cell, *, low: float, high: float, unit: str) -> float:
    """Return a finite number between two limits.

    Raises:
        CampusFileInvalid: It is none.
    """
    value, fix = cell.value, f"write a number from {low:g} to {high:g} {unit}".rstrip()
    if (isinstance(value, str) and _NUMBER.fullmatch(value.strip())) or (
        isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15
    ):
        parsed = float(value)
    else:
        raise cell.refuse(fix)
    if not math.isfinite(parsed) or not low <= parsed <= high:
        raise cell.refuse(fix)
    return parsed


def whole(cell: Cell, *, low: int, high: int) -> int:
    """Return a whole number between two limits."""
    parsed = number(cell, low=low, high=high, unit="")
    if parsed != int(parsed):
        raise cell.refuse(f"write a whole number from {low} to {high}")
    return int(parsed)


def truth(cell: Cell) -> bool:
    """Return true or false."""
    value = cell.value
    known = value if isinstance(value, bool) else _TRUTH.get(str(value).strip().lower())
    if known is None:
        raise cell.refuse("write true or false")
    return known


def text(cell: Cell, *, empty: bool = False) -> str:
    """Return a short line of text without control characters."""
    value = cell.value
    if not isinstance(value, str) or len(value) > _TEXT_MAX or not value.isprintable():
        raise cell.refuse(f"write text of at most {_TEXT_MAX} printable characters")
    if not value.strip() and not empty:
        raise cell.refuse("write a text that is not empty")
    return value.strip()


def meter_id(cell: Cell) -> MeterId:
    """Return a meter's id: 1 to 32 ASCII letters, digits, ``_``, ``-`` and ``.``."""
    value = cell.value
    if not isinstance(value, str) or not _METER_ID.fullmatch(value.strip()):
        raise cell.refuse("write 1 to 32 ASCII letters, digits, '_', '-' or '.', a letter or digit first")
    return MeterId(value.strip())


def kind(cell: Cell, *, of: type[KindT], aliases: dict[str, str] | None = None) -> KindT:
    """Return a member of an enumeration by its value, in any case."""
    word = str(cell.value).strip().lower()
    word = (aliases or {}).get(word, word)
    for member in of:
        if member.value.lower() == word:
            return member
    raise cell.refuse(f"use one of {', '.join(m.value for m in of)}")


def word(cell: Cell, *, of: frozenset[str]) -> str:
    """Return one of the known words."""
    value = str(cell.value).strip()
    if value not in of:
        raise cell.refuse(f"use one of {', '.join(sorted(of))}")
    return value


def price(cell: Cell) -> int:
    """Return a price per kWh in ticks."""
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise cell.refuse('write a price per kWh such as "0.280"')
    try:
        found = ticks(str(value)) if len(str(value)) <= 16 else _PRICE_TICKS_MAX + 1
    except PriceNotOnTick:
        raise cell.refuse('write a price per kWh with at most 3 decimals, such as "0.280"') from None
    if found > _PRICE_TICKS_MAX:
        raise cell.refuse("write a price per kWh of at most 65.534")
    return found


def day(cell: Cell) -> date:
    """Return a date."""
    try:
        return cell.value if type(cell.value) is date else date.fromisoformat(str(cell.value))
    except ValueError:
        raise cell.refuse("write a date like 2026-01-31") from None
