"""The header of a campus file: a TOML text with everything but the meters (R-CAM-7).

Takes text, gives a :class:`Header`; every fault is named with its line.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from gridtokenx.campus import cell as read
from gridtokenx.campus.fault import faults_of
from gridtokenx.campus.holidays import calendar_of
from gridtokenx.campus.invalid import CampusFileInvalid, Cell
from gridtokenx.campus.model import AuthorityModel, Calendar, Campus, MeterSpec, Opening, Place, Tariff
from gridtokenx.campus.names import CLIMATE_NAMES

BAND_TICKS_MAX = 599
MAX_CHARACTERS = 1_000_000
_KEYS: Mapping[str, frozenset[str]] = {
    "": frozenset({
        "name", "title", "currency", "authority", "meter_prefixes", "meters", "measured", "place", "tariff",
        "calendar", "pv", "supply", "opening", "participants", "fault",
    }),
    "place": frozenset({"latitude_deg", "longitude_deg", "elevation_m", "timezone", "climate"}),
    "tariff": frozenset({"grid", "feed_in", "sell_min", "sell_max", "buy_min", "buy_max"}),
    "calendar": frozenset({"holidays", "yearly_holidays", "breaks", "yearly_breaks"}),
    "pv": frozenset({"tilt_deg", "azimuth_deg", "efficiency", "horizon"}),
    "supply": frozenset({"voltage_v", "frequency_hz"}),
    "opening": frozenset({"weekday", "weekend", "closed_on_holidays"}),
}  # fmt: skip
_HOUR = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00")
_NAME = re.compile(r"[a-z][a-z0-9_\-]{0,31}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_PREFIX = re.compile(r"[A-Za-z0-9_\-]{1,16}")
_PREFIXES_MAX = 4
_HORIZON_MAX = 360
_LINE_IN_MESSAGE = re.compile(r"at line ([0-9]+)")


@dataclass(frozen=True, slots=True)
class Header:
    """A campus without its meters, and the name of the table that holds them."""

    table_name: str
    campus: Campus


class Document:
    """A parsed TOML text that knows the line of each key."""

    def __init__(self, text: str, *, file_name: str) -> None:
        """Parse the text.

        Raises:
            CampusFileInvalid: It is no TOML, empty or too long.
        """
        self.file_name = file_name
        self._lines = text.removeprefix("\ufeff").splitlines()
        if not text.strip("\ufeff \t\r\n") or len(text) > MAX_CHARACTERS:
            fix = "write a campus header, such as the shipped utcc.toml"
            raise CampusFileInvalid(file_name, line=1, field="file", value=f"{len(text)} characters", fix=fix)
        try:
            self.root: Mapping[str, object] = tomllib.loads(text.removeprefix("\ufeff"))
        except (ValueError, RecursionError) as error:
            found = _LINE_IN_MESSAGE.search(str(error))
            at = int(found.group(1)) if found else len(self._lines)
            fix = "write TOML, such as the shipped utcc.toml"
            raise CampusFileInvalid(file_name, line=at, field="TOML", value=str(error), fix=fix) from None

    def line_of(self, section: str, key: str) -> int:
        """Return the line of a key, or of its section, or 1."""
        current, fallback = "", 1
        for number, line in enumerate(self._lines, start=1):
            head = re.match(r"\s*\[\s*([A-Za-z0-9_]+)\s*\]", line)
            if head or re.match(r"\s*\[\[", line):
                current = head.group(1) if head else "[["
            if head and current == section:
                fallback = number
            elif current == section and re.match(rf"""\s*["']?{re.escape(key)}["']?\s*=""", line):
                return number
        return fallback

    def cell(self, section: str, key: str) -> Cell:
        """Return a value with its place; None where it is not given."""
        table = self.root if not section else self.table(section)
        field = f"{section}.{key}" if section else key
        return Cell(self.file_name, self.line_of(section, key), field, table.get(key))

    def table(self, section: str) -> Mapping[str, object]:
        """Return a section, empty where it is not given."""
        value = self.root.get(section, {})
        if not isinstance(value, dict):
            raise Cell(self.file_name, self.line_of("", section), section, value).refuse(f"write [{section}]")
        return value

    def has(self, section: str, key: str) -> bool:
        """Tell whether a key is given."""
        return key in (self.root if not section else self.table(section))

    def items(self, section: str, key: str) -> list[Cell]:
        """Return the values of a list, each with its place."""
        whole = self.cell(section, key)
        if whole.value is None:
            return []
        if not isinstance(whole.value, list) or len(whole.value) > 10_000:
            raise whole.refuse("write a list")
        return [Cell(whole.file_name, whole.line, whole.field, value) for value in whole.value]

    def tables(self, section: str) -> list[Mapping[str, object]]:
        """Return the tables of an array of them, such as ``[[fault]]``; none where it is not given."""
        value = self.root.get(section, [])
        if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
            line = self.line_of("", section)
            raise Cell(self.file_name, line, section, value).refuse(f"write [[{section}]] for each")
        return value

    def fault_cell(self, number: int, key: str) -> Cell:
        """Return a value of the numbered ``[[fault]]`` with its line, or its head's where it is missing."""
        heads = [i for i, line in enumerate(self._lines) if re.match(r"\s*\[\[\s*fault\s*\]\]", line)]
        first = heads[number] if number < len(heads) else 0
        last = min((i for i, line in enumerate(self._lines) if i > first and line.lstrip().startswith("[")),
                   default=len(self._lines))  # fmt: skip
        pattern = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*=""")
        found = next((i for i in range(first, last) if pattern.match(self._lines[i])), first)
        return Cell(self.file_name, found + 1, f"fault.{key}", self.tables("fault")[number].get(key))

    def check_keys(self) -> None:
        """Refuse keys that nothing reads."""
        for section, known in _KEYS.items():
            for key in self.root if not section else self.table(section):
                if key not in known:
                    raise self.cell(section, key).refuse(
                        f"unknown key: use one of {', '.join(sorted(known))}"
                    )


def header_of(text: str, *, file_name: str) -> Header:
    """Read a campus header.

    Raises:
        CampusFileInvalid: A key or a value cannot be used; the message names the line.
    """
    document = Document(text, file_name=file_name)
    document.check_keys()
    measured = document.cell("", "measured")
    no_meters: tuple[MeterSpec, ...] = ()
    place = _place(document)
    campus = Campus(
        name=_matching(document.cell("", "name"), _NAME, "write a name of lower-case letters, such as utcc"),
        title=read.text(document.cell("", "title")),
        place=place,
        currency=_matching(document.cell("", "currency"), _CURRENCY, "write an ISO 4217 code, such as THB"),
        tariff=_tariff(document),
        meters=no_meters,
        calendar=_calendar(document),
        authority=read.kind(_or(document.cell("", "authority"), "engineering"), of=AuthorityModel),
        meter_prefixes=_prefixes(document),
        pv_tilt_deg=_optional(document, "pv", "tilt_deg", default=15.0, low=0.0, high=90.0, unit="deg"),
        pv_azimuth_deg=_optional(
            document, "pv", "azimuth_deg", default=180.0, low=0.0, high=360.0, unit="deg"
        ),
        pv_horizon=_horizon(document),
        pv_efficiency=_optional(document, "pv", "efficiency", default=0.85, low=0.1, high=1.0, unit=""),
        measured=None if measured.value is None else read.text(measured),
        voltage_v=_optional(document, "supply", "voltage_v", default=230.0, low=50.0, high=1000.0, unit="V"),
        frequency_hz=_optional(
            document, "supply", "frequency_hz", default=50.0, low=45.0, high=65.0, unit="Hz"
        ),
        opening=_opening(document),
        participants=tuple(
            (name, read.whole(document.cell("participants", name), low=0, high=10_000_000))
            for name in document.table("participants")
        ),
        faults=faults_of(document.tables("fault"), place=document.fault_cell, timezone=place.timezone),
    )
    return Header(read.text(document.cell("", "meters")), campus)


def _or(cell: Cell, default: str) -> Cell:
    return cell if cell.value is not None else Cell(cell.file_name, cell.line, cell.field, default)


def _matching(cell: Cell, pattern: re.Pattern[str], fix: str) -> str:
    if not isinstance(cell.value, str) or not pattern.fullmatch(cell.value):
        raise cell.refuse(fix)
    return cell.value


def _optional(
    document: Document, section: str, key: str, *, default: float, low: float, high: float, unit: str
) -> float:
    if not document.has(section, key):
        return default
    return read.number(document.cell(section, key), low=low, high=high, unit=unit)


def _place(document: Document) -> Place:
    zone = document.cell("place", "timezone")
    try:
        name = ZoneInfo(str(zone.value)).key
    except (ValueError, OSError, LookupError):  # an unknown, malformed or hostile name of a zone
        raise zone.refuse("write an IANA time zone, such as Asia/Bangkok") from None
    return Place(
        read.number(document.cell("place", "latitude_deg"), low=-90.0, high=90.0, unit="deg"),
        read.number(document.cell("place", "longitude_deg"), low=-180.0, high=180.0, unit="deg"),
        _optional(document, "place", "elevation_m", default=0.0, low=-500.0, high=6000.0, unit="m"),
        name,
        read.word(document.cell("place", "climate"), of=CLIMATE_NAMES),
    )


def _tariff(document: Document) -> Tariff:
    """Read the prices; the grid is dearer than the feed-in and the band fits the order book."""
    cells = {
        k: document.cell("tariff", k)
        for k in ("grid", "feed_in", "sell_min", "sell_max", "buy_min", "buy_max")
    }
    prices = {key: read.price(cell) for key, cell in cells.items()}
    if prices["feed_in"] > prices["grid"]:
        raise cells["feed_in"].refuse("feed-in is no dearer than the grid price: lower it")
    for side in ("sell", "buy"):
        if prices[f"{side}_min"] > prices[f"{side}_max"]:
            raise cells[f"{side}_min"].refuse(f"{side}_min is no higher than {side}_max: lower it")
    low = min(prices["sell_min"], prices["buy_min"])
    if max(prices["sell_max"], prices["buy_max"]) - low > BAND_TICKS_MAX:
        raise cells["buy_max"].refuse(
            f"the band from the lowest to the highest price is at most {BAND_TICKS_MAX} ticks"
        )
    return Tariff(
        prices["grid"],
        prices["feed_in"],
        prices["sell_min"],
        prices["sell_max"],
        prices["buy_min"],
        prices["buy_max"],
    )


def _prefixes(document: Document) -> tuple[str, ...]:
    cells = document.items("", "meter_prefixes")
    if len(cells) > _PREFIXES_MAX:
        raise document.cell("", "meter_prefixes").refuse(f"give at most {_PREFIXES_MAX}")
    return tuple(_matching(cell, _PREFIX, "write 1 to 16 letters, digits, '_' or '-'") for cell in cells)


def _calendar(document: Document) -> Calendar:
    return calendar_of(
        holidays=[read.day(c) for c in document.items("calendar", "holidays")],
        yearly_holidays=[_month_day(c) for c in document.items("calendar", "yearly_holidays")],
        breaks=[(read.day(a), read.day(b)) for a, b in _ranges(document, "breaks")],
        yearly_breaks=[(_month_day(a), _month_day(b)) for a, b in _ranges(document, "yearly_breaks")],
    )


def _ranges(document: Document, key: str) -> list[tuple[Cell, Cell]]:
    pairs = []
    for cell in document.items("calendar", key):
        if (
            not isinstance(cell.value, list)
            or len(cell.value) != 2
            or str(cell.value[0]) > str(cell.value[1])
        ):
            raise cell.refuse("write [first day, last day], the first no later than the last")
        first, last = (Cell(cell.file_name, cell.line, cell.field, value) for value in cell.value)
        pairs.append((first, last))
    return pairs


def _horizon(document: Document) -> tuple[tuple[float, float], ...]:
    """Read what shades the arrays: pairs of azimuth and elevation, azimuths rising."""
    points: list[tuple[float, float]] = []
    for cell in document.items("pv", "horizon"):
        if not isinstance(cell.value, list) or len(cell.value) != 2 or len(points) >= _HORIZON_MAX:
            raise cell.refuse(f"write at most {_HORIZON_MAX} pairs [azimuth, elevation] in degrees")
        turn, height = (Cell(cell.file_name, cell.line, cell.field, value) for value in cell.value)
        azimuth = read.number(turn, low=0.0, high=359.999, unit="deg")
        if points and azimuth <= points[-1][0]:
            raise turn.refuse(f"write azimuths that rise: the one before is {points[-1][0]:g}")
        points.append((azimuth, read.number(height, low=0.0, high=90.0, unit="deg")))
    return tuple(points)


def _month_day(cell: Cell) -> tuple[int, int]:
    try:
        found = date.fromisoformat(f"2000-{cell.value}")
    except ValueError:
        raise cell.refuse("write a month and day like 12-31") from None
    return found.month, found.day


def _opening(document: Document) -> Opening:
    hours = []
    for key in ("weekday", "weekend"):
        cells = document.items("opening", key) or [
            _or(Cell(document.file_name, 1, f"opening.{key}", None), t) for t in ("00:00", "24:00")
        ]
        marks = [_matching(c, _HOUR, "write a time of day like 06:00") for c in cells]
        if len(marks) != 2 or marks[0] >= marks[1]:
            raise document.cell("opening", key).refuse("write [opening, closing], such as ['06:00', '22:00']")
        first, last = (int(m[:2]) + int(m[3:]) / 60.0 for m in marks)
        hours.append((first, last))
    closed = document.cell("opening", "closed_on_holidays")
    return Opening(hours[0], hours[1], closed.value is not None and read.truth(closed))
