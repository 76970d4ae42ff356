"""Campus files: a header with its table, or a JSON list of meters."""

from functools import cache
from importlib import resources

from tests.fuzz.target import in_words

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.campus import catalogue
from gridtokenx.campus.parse import table_name_of

SPLIT = b"\n--8<--\n"


@cache
def shipped() -> tuple[bytes, bytes]:
    """A campus's header and the first rows of its table."""
    data = resources.files("gridtokenx.campus") / "data"
    header = (data / "utcc.toml").read_bytes()
    table = (data / table_name_of(header.decode(), file_name="utcc.toml")).read_bytes()
    return header, b"\n".join(table.split(b"\n")[:4])


def seeds() -> list[bytes]:
    header, table = shipped()
    meters = b'[{"meter_id": "UTCC_A", "building": "A", "building_type": "office", "capacity_kw": 10}]'
    return [header + SPLIT + table, table, meters]


def one_input(data: bytes) -> None:
    head, _, tail = data.partition(SPLIT)
    header, table = (head, tail) if tail else (shipped()[0], head)
    _parse({"x.json": head.decode("utf-8", "replace")}, "x.json")
    text = header.decode("utf-8", "replace")
    try:
        name = table_name_of(text, file_name="x.toml")
    except GridTokenXError as error:
        in_words(error)
        return
    _parse({"x.toml": text, name: table.decode("utf-8", "replace")}, "x.toml")


def _parse(texts: dict[str, str], file_name: str) -> None:
    try:
        campus = catalogue.from_texts(texts, file_name=file_name)
    except GridTokenXError as error:
        in_words(error)
        return
    assert campus.meters
