"""Single values: what is taken and what is refused."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtokenx.campus import cell as read
from gridtokenx.campus.invalid import CampusFileInvalid, Cell
from gridtokenx.campus.model import MeterType


def at(value: object) -> Cell:
    return Cell("f.csv", 3, "field", value)


@pytest.mark.parametrize("value", ["1", "1.5", "0", "1e2", 3, 2.5, " 7 "])
def test_numbers_are_taken(value: object) -> None:
    assert 0.0 <= read.number(at(value), low=0.0, high=1_000.0, unit="kW") <= 100.0


HOSTILE = [
    "", "-1", "nan", "NaN", "inf", "-inf", "1e999", "1_000", "0x10", "1,5", "٣", "1" * 400, float("nan"),
    float("inf"), 10**400, True, None, [], {}, "1e-", "1001", b"1",
]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE)
def test_what_is_no_number_in_range_is_refused(value: object) -> None:
    with pytest.raises(CampusFileInvalid, match=r"f.csv, line 3: field = .*write a number from 0 to 1000 kW"):
        read.number(at(value), low=0.0, high=1_000.0, unit="kW")


@given(value=st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.none(), st.binary()))
def test_nothing_but_a_campus_error_comes_out(value: object) -> None:
    for convert in (read.text, read.meter_id, read.truth, read.price, read.day):
        with suppress(CampusFileInvalid):
            convert(at(value))
    with suppress(CampusFileInvalid):
        assert 0.0 <= read.number(at(value), low=0.0, high=5.0, unit="") <= 5.0


def test_whole_numbers_are_whole() -> None:
    assert read.whole(at("4"), low=0, high=9) == 4
    with pytest.raises(CampusFileInvalid, match="whole number"):
        read.whole(at("4.5"), low=0, high=9)


@pytest.mark.parametrize("value", ["UTCC_ENG_001", "b7", "A.b-c", "x" * 32])
def test_meter_ids_are_taken(value: str) -> None:
    assert read.meter_id(at(value)) == value


@pytest.mark.parametrize("value", ["", "x" * 33, "มิเตอร์", "a b", "../etc", "=SUM(A1)", "-a", 5])
def test_other_meter_ids_are_refused(value: object) -> None:
    with pytest.raises(CampusFileInvalid, match="1 to 32 ASCII"):
        read.meter_id(at(value))


def test_kinds_are_found_in_any_case_and_by_alias() -> None:
    assert read.kind(at("PROSUMER"), of=MeterType) is MeterType.PROSUMER
    assert read.kind(at("Grid_Consumer"), of=MeterType, aliases={"grid_consumer": "consumer"}) == "consumer"
    with pytest.raises(CampusFileInvalid, match="use one of prosumer, consumer, hybrid, storage"):
        read.kind(at("reactor"), of=MeterType)


def test_prices_are_whole_ticks() -> None:
    assert read.price(at("0.280")) == read.price(at(0.28)) == 280
    for wrong in ("0.2805", "-0.1", "70", "1e999", "nan", True, None, "9" * 50):
        with pytest.raises(CampusFileInvalid, match="price per kWh"):
            read.price(at(wrong))


def test_dates_truths_and_words() -> None:
    assert read.day(at("2026-04-13")) == read.day(at(date(2026, 4, 13))) == date(2026, 4, 13)
    assert read.truth(at("True")) is True
    assert read.truth(at(False)) is False
    assert read.word(at("a"), of=frozenset({"a"})) == "a"
    for convert in (read.day, read.truth):
        with pytest.raises(CampusFileInvalid):
            convert(at("perhaps"))
    with pytest.raises(CampusFileInvalid, match="use one of a, b"):
        read.word(at("c"), of=frozenset({"a", "b"}))
    with pytest.raises(CampusFileInvalid, match="80 printable"):
        read.text(at("x\x00y"))
