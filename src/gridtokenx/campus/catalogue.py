"""The campuses that ship with the package, and any campus from texts that somebody has read.

`utcc` is the default. Package data are read by :mod:`importlib.resources`; nothing else touches a file.
"""

import gzip
from collections.abc import Mapping
from importlib import resources

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.campus.model import Campus
from gridtokenx.campus.parse import parse_campus, parse_json, table_name_of

DEFAULT = "utcc"
_NAMES = ("utcc", "stanford", "engineering", "university", "cambridge")
_MEASURED: Mapping[str, tuple[int, ...]] = {"cambridge": (2018, 2019), "cambridge-rest": (2018, 2019)}


class UnknownCampus(GridTokenXError):
    """A campus name that does not ship."""


class NotMeasured(GridTokenXError):
    """A campus or year without measured data."""


def names() -> tuple[str, ...]:
    """Return the names of the campuses that ship, the default first.

    >>> names()[0]
    'utcc'
    """
    return _NAMES


def load(name: str) -> Campus:
    """Return a campus that ships.

    Raises:
        UnknownCampus: None has this name.
    """
    if name not in _NAMES:
        raise UnknownCampus(
            f"campus {name!r} does not ship: use one of {', '.join(_NAMES)}, or a file of your own"
        )
    return parse_campus(
        _text(f"{name}.toml"),
        table=_text(f"{name}.csv"),
        header_name=f"{name}.toml",
        table_name=f"{name}.csv",
    )


def from_texts(texts: Mapping[str, str], *, file_name: str) -> Campus:
    """Return the campus of a user's file.

    Args:
        texts: File names and their texts: a JSON list alone, or a header and its table
            (:func:`gridtokenx.campus.parse.table_name_of` tells the table's name).
        file_name: Which of them is the campus file.

    Raises:
        CampusFileInvalid: A value cannot be used.
        UnknownCampus: The table that the header names is not among the texts.
    """
    if file_name.endswith(".json"):
        return parse_json(texts[file_name], file_name=file_name, like=load(DEFAULT))
    table = table_name_of(texts[file_name], file_name=file_name)
    if table not in texts:
        raise UnknownCampus(f"{file_name}: meters = {table!r} was not found: put the table beside the header")
    return parse_campus(texts[file_name], table=texts[table], header_name=file_name, table_name=table)


def measured_years(name: str) -> tuple[int, ...]:
    """Return the years of measured data that ship for a campus, none for most.

    >>> measured_years("cambridge")
    (2018, 2019)
    """
    return _MEASURED.get(name, ())


def measured_text(name: str, *, year: int) -> str:
    """Return the measured readings of a campus and year, as CSV.

    Raises:
        NotMeasured: There are none.
    """
    if year not in measured_years(name):
        known = ", ".join(f"{n} {y}" for n, years in _MEASURED.items() for y in years)
        raise NotMeasured(f"measured year {year} of campus {name!r} does not ship: use {known}")
    packed = _data().joinpath(f"{name}-measured", f"{year}.csv.gz").read_bytes()
    return gzip.decompress(packed).decode("utf-8")


def _text(file_name: str) -> str:
    return _data().joinpath(file_name).read_text("utf-8")


def _data() -> resources.abc.Traversable:
    return resources.files("gridtokenx.campus").joinpath("data")
