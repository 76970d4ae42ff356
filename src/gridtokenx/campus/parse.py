"""Campus files to a :class:`Campus`: a TOML header with a CSV table beside it, or a JSON list (R-CAM-1).

Pure: texts in, campus out; whoever reads the files hands in their names for the messages.
"""

from dataclasses import replace

from gridtokenx.campus.header import Document, header_of
from gridtokenx.campus.invalid import CampusFileInvalid
from gridtokenx.campus.meter_list import meters_of_json
from gridtokenx.campus.model import AuthorityModel, Campus
from gridtokenx.campus.table import meters_of_csv


def table_name_of(header: str, *, file_name: str) -> str:
    """Return the name of the meter table that a header names; it lies beside the header.

    Raises:
        CampusFileInvalid: The header cannot be used, or names a file elsewhere.
    """
    name = header_of(header, file_name=file_name).table_name
    if any(mark in name for mark in ("/", "\\", "..", ":")) or not name.endswith(".csv"):
        fix = "write the name of a .csv file beside this one"
        raise CampusFileInvalid(file_name, line=1, field="meters", value=name, fix=fix)
    return name


def parse_campus(header: str, *, table: str, header_name: str, table_name: str) -> Campus:
    """Read a campus from its header and its meter table.

    Args:
        header: TOML text.
        table: CSV text.
        header_name: Name of the header's file, for messages.
        table_name: Name of the table's file, for messages.

    Raises:
        CampusFileInvalid: A value cannot be used; the message names file, line, field, value and fix.
    """
    campus = header_of(header, file_name=header_name).campus
    complete = replace(campus, meters=meters_of_csv(table, file_name=table_name))
    _check_prefixes(complete, table_name=table_name)
    _check_faults(complete, header=header, header_name=header_name)
    return complete


def parse_json(text: str, *, file_name: str, like: Campus) -> Campus:
    """Read a campus from the sources' JSON list; place, tariff and calendar are those of `like`.

    Raises:
        CampusFileInvalid: A value cannot be used; the message names file, line, field, value and fix.
    """
    meters = meters_of_json(text, file_name=file_name)
    return replace(like, name="custom", title=file_name, meters=meters, meter_prefixes=(), measured=None)


def _check_prefixes(campus: Campus, *, table_name: str) -> None:
    """Refuse a meter that the engineering authority would refuse."""
    if campus.authority is not AuthorityModel.ENGINEERING or not campus.meter_prefixes:
        return
    for number, meter in enumerate(campus.meters, start=2):
        if not meter.meter_id.startswith(campus.meter_prefixes):
            fix = f"start it with {' or '.join(campus.meter_prefixes)}, or add its prefix to meter_prefixes"
            raise CampusFileInvalid(table_name, line=number, field="meter_id", value=meter.meter_id, fix=fix)


def _check_faults(campus: Campus, *, header: str, header_name: str) -> None:
    """Refuse a fault of a meter that the campus does not have."""
    known = {meter.meter_id for meter in campus.meters}
    for number, fault in enumerate(campus.faults):
        if fault.meter_id not in known:
            place = Document(header, file_name=header_name).fault_cell(number, "meter")
            raise place.refuse("the table of meters has no such meter: correct the id")
