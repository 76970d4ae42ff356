"""The meters of a campus, from the CSV table beside its header (R-CAM-1).

Takes text, gives meter records; every fault is named with its line. What a row lacks is filled in from
its `capacity_kw`: see ``docs/reference/campus-file.md``.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gridtokenx.campus import cell as read
from gridtokenx.campus.invalid import CampusFileInvalid, Cell
from gridtokenx.campus.model import BuildingType, MeterSpec, MeterType, Strategy
from gridtokenx.campus.names import PROFILE_NAMES, USUAL_PROFILE, building_type_of

MAX_METERS = 1_000_000
MAX_CHARACTERS = 200_000_000
POWER_KW_MAX = 100_000.0
REQUIRED = ("meter_id", "building", "floor", "type", "capacity_kw", "solar_installed", "battery_storage")
LOADS = ("base_kw", "peak_weekday_kw", "peak_weekend_kw")
OPTIONAL = (
    "building_type", "pv_kw", "wind_kw", "battery_kwh", "battery_kw", *LOADS, "load_profile", "zone",
    "strategy", "external", "grid_connection_point", "pv_tilt_deg", "pv_azimuth_deg", "pv_since",
)  # fmt: skip
COLUMNS = frozenset(REQUIRED + OPTIONAL)

_TYPE_ALIASES = {
    "solar_prosumer": "prosumer",
    "grid_consumer": "consumer",
    "hybrid_prosumer": "hybrid",
    "battery_storage": "storage",
}
_BASE_SHARE = 0.12
_PEAK_SHARE = 0.50
_BATTERY_HOURS = 0.6
_BATTERY_RATE = 0.5
_WEEKEND_SHARE = {
    BuildingType.ACADEMIC: 0.45,
    BuildingType.RESIDENTIAL: 1.05,
    BuildingType.ADMINISTRATIVE: 0.35,
    BuildingType.ATHLETIC: 0.80,
    BuildingType.RESEARCH: 0.75,
    BuildingType.SUPPORT: 0.55,
}


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one meter as they stand in a file."""

    file_name: str
    line: int
    fields: Mapping[str, object]

    def has(self, field: str) -> bool:
        """Tell whether a field is there and not empty."""
        value = self.fields.get(field)
        return value is not None and value != ""

    def cell(self, field: str) -> Cell:
        """Return one field with its place."""
        return Cell(self.file_name, self.line, field, self.fields.get(field, ""))

    def number(self, field: str, *, default: float) -> float:
        """Return a power or energy of at least 0, or the default where the field is empty."""
        if not self.has(field):
            return default
        return read.number(self.cell(field), low=0.0, high=POWER_KW_MAX, unit="kW or kWh")

    def angle(self, field: str, *, high: float) -> float | None:
        """Return an angle from 0 [deg], None where the field is empty."""
        return read.number(self.cell(field), low=0.0, high=high, unit="deg") if self.has(field) else None

    def truth(self, field: str) -> bool:
        """Return a flag, false where the field is empty."""
        return self.has(field) and read.truth(self.cell(field))


def meters_of_csv(text: str, *, file_name: str) -> tuple[MeterSpec, ...]:
    """Read the meters of a CSV table.

    Raises:
        CampusFileInvalid: A column or a value cannot be used; the message names the line.
    """
    check_size(text, file_name=file_name)
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    rows: list[Row] = []
    header: list[str] = []
    try:
        for fields in lines:
            if not any(field.strip() for field in fields):
                continue
            if not header:
                header = _checked_header(fields, file_name=file_name, line=lines.line_num)
            else:
                rows.append(_csv_row(fields, header=header, file_name=file_name, line=lines.line_num))
    except csv.Error as error:
        raise CampusFileInvalid(
            file_name,
            line=lines.line_num,
            field="row",
            value=str(error),
            fix="write plain CSV, one meter a line",
        ) from None
    return meters_of_rows(rows, file_name=file_name)


def check_size(text: str, *, file_name: str) -> None:
    """Refuse a file that is empty or far too large."""
    if not text.strip("\ufeff \t\r\n"):
        raise CampusFileInvalid(file_name, line=1, field="file", value="", fix="it is empty: list the meters")
    if len(text) > MAX_CHARACTERS:
        fix = f"write at most {MAX_CHARACTERS} characters"
        raise CampusFileInvalid(file_name, line=1, field="file", value=f"{len(text)} characters", fix=fix)


def _checked_header(fields: list[str], *, file_name: str, line: int) -> list[str]:
    names = [field.strip() for field in fields]
    for name in names:
        if name not in COLUMNS:
            fix = f"unknown column: use {', '.join(sorted(COLUMNS))}"
            raise CampusFileInvalid(file_name, line=line, field="column", value=name, fix=fix)
        if names.count(name) > 1:
            raise CampusFileInvalid(file_name, line=line, field="column", value=name, fix="name it once")
    for name in REQUIRED:
        if name not in names:
            raise CampusFileInvalid(file_name, line=line, field=name, value=None, fix="add this column")
    return names


def _csv_row(fields: list[str], *, header: list[str], file_name: str, line: int) -> Row:
    if len(fields) != len(header):
        fix = f"write {len(header)} fields, as many as the header has"
        raise CampusFileInvalid(file_name, line=line, field="row", value=f"{len(fields)} fields", fix=fix)
    return Row(file_name, line, dict(zip(header, (f.strip() for f in fields), strict=True)))


def meters_of_rows(rows: Iterable[Row], *, file_name: str) -> tuple[MeterSpec, ...]:
    """Turn rows into meters with unique ids, at least one of them."""
    meters: list[MeterSpec] = []
    seen: dict[str, int] = {}
    for row in rows:
        meter = meter_of(row)
        if meter.meter_id in seen:
            raise row.cell("meter_id").refuse(f"already used on line {seen[meter.meter_id]}: ids are unique")
        seen[meter.meter_id] = row.line
        meters.append(meter)
        if len(meters) > MAX_METERS:
            raise row.cell("meter_id").refuse(f"list at most {MAX_METERS} meters")
    if not meters:
        raise CampusFileInvalid(file_name, line=1, field="file", value="", fix="list at least one meter")
    return tuple(meters)


def meter_of(row: Row) -> MeterSpec:
    """Turn one row into a meter, with what it lacks filled in.

    Raises:
        CampusFileInvalid: A value cannot be used.
    """
    meter_id = read.meter_id(row.cell("meter_id"))
    building = read.text(row.cell("building"))
    inferred = building_type_of(meter_id, building=building)
    kind = read.kind(row.cell("building_type"), of=BuildingType) if row.has("building_type") else inferred
    capacity = read.number(row.cell("capacity_kw"), low=0.0, high=POWER_KW_MAX, unit="kW")
    pv_kw, battery_kwh, battery_kw = _equipment(row, capacity_kw=capacity)
    base, weekday, weekend = _loads(row, capacity_kw=capacity, kind=kind)
    profile = row.cell("load_profile")
    return MeterSpec(
        meter_id=meter_id,
        building=building,
        building_type=kind,
        floor=read.whole(row.cell("floor"), low=-20, high=200),
        meter_type=read.kind(row.cell("type"), of=MeterType, aliases=_TYPE_ALIASES),
        capacity_kw=capacity,
        load_profile=read.word(profile, of=PROFILE_NAMES) if row.has("load_profile") else USUAL_PROFILE[kind],
        base_kw=base,
        peak_weekday_kw=weekday,
        peak_weekend_kw=weekend,
        pv_kw=pv_kw,
        wind_kw=row.number("wind_kw", default=0.0),
        battery_kwh=battery_kwh,
        battery_kw=battery_kw,
        zone=read.text(row.cell("zone"), empty=True) if row.has("zone") else "",
        strategy=read.kind(row.cell("strategy"), of=Strategy) if row.has("strategy") else Strategy.MODERATE,
        external=row.truth("external"),
        grid_connection_point=row.truth("grid_connection_point"),
        pv_tilt_deg=row.angle("pv_tilt_deg", high=90.0),
        pv_azimuth_deg=row.angle("pv_azimuth_deg", high=360.0),
        pv_since=read.day(row.cell("pv_since")) if row.has("pv_since") else None,
    )


def _equipment(row: Row, *, capacity_kw: float) -> tuple[float, float, float]:
    """Return PV [kW], battery [kWh] and battery [kW]; each flag must agree with its size."""
    has_pv, has_battery = read.truth(row.cell("solar_installed")), read.truth(row.cell("battery_storage"))
    pv_kw = row.number("pv_kw", default=capacity_kw if has_pv else 0.0)
    if has_pv != (pv_kw > 0.0):
        raise row.cell("solar_installed").refuse(f"pv_kw is {pv_kw:g}: give a size above 0 exactly when true")
    battery_kwh = row.number("battery_kwh", default=_BATTERY_HOURS * capacity_kw if has_battery else 0.0)
    if has_battery != (battery_kwh > 0.0):
        fix = f"battery_kwh is {battery_kwh:g}: give a size above 0 exactly when true"
        raise row.cell("battery_storage").refuse(fix)
    battery_kw = row.number("battery_kw", default=_BATTERY_RATE * battery_kwh)
    if (battery_kw > 0.0) != (battery_kwh > 0.0):
        raise row.cell("battery_kw").refuse(f"battery_kwh is {battery_kwh:g}: both are 0 or both above")
    return pv_kw, battery_kwh, battery_kw


def _loads(row: Row, *, capacity_kw: float, kind: BuildingType) -> tuple[float, float, float]:
    """Return base, weekday peak and weekend peak [kW], peaks no lower than the base."""
    weekday = row.number("peak_weekday_kw", default=_PEAK_SHARE * capacity_kw)
    weekend = row.number("peak_weekend_kw", default=_WEEKEND_SHARE[kind] * weekday)
    base = row.number("base_kw", default=min(_BASE_SHARE * capacity_kw, weekday, weekend))
    for field, peak in (("peak_weekday_kw", weekday), ("peak_weekend_kw", weekend)):
        if row.has(field) and peak < base:
            raise row.cell(field).refuse(f"base_kw is {base:g}: a peak is no lower than the base")
    return base, weekday, weekend
