"""Files of measured readings that a campus is replayed from."""

from tests.fuzz.target import in_words

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.campus import catalogue
from gridtokenx.meter.replay import replay_campus


def seeds() -> list[bytes]:
    name = next(name for name in catalogue.names() if catalogue.load(name).measured is not None)
    text = catalogue.measured_text(name, year=catalogue.measured_years(name)[0])
    return ["\n".join(text.split("\n")[:6]).encode()]


def one_input(data: bytes) -> None:
    try:
        campus = replay_campus(data.decode("utf-8", "replace"), "measured.csv")
    except GridTokenXError as error:
        in_words(error)
        return
    assert campus.meters
