from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from gridtokenx.base.ids import MeterId
from gridtokenx.campus.model import Campus
from gridtokenx.reading.admission import UnknownMeter
from gridtokenx.store.sqlite.connection import writer_engine
from gridtokenx.store.sqlite.meters import MeterKeys, MetersVanished, enrol
from gridtokenx.store.sqlite.migration import migrate


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = writer_engine(tmp_path / "file.db")
    migrate(opened)
    yield opened
    opened.dispose()


def enrolled(engine: Engine, campus: Campus) -> MeterKeys:
    with engine.begin() as connection:
        return enrol(connection, campus=campus)


def test_keys_follow_the_campus(engine: Engine, campus: Campus) -> None:
    keys = enrolled(engine, campus)
    assert keys.key_of == {"M_A": 1, "M_B": 2, "M_C": 3}
    assert keys.id_of == {1: "M_A", 2: "M_B", 3: "M_C"}
    assert enrolled(engine, campus) == keys


def test_a_key_stays_when_meters_are_added_and_moved(engine: Engine, campus: Campus) -> None:
    enrolled(engine, campus)
    fresh = replace(campus.meters[0], meter_id=MeterId("M_0"))
    keys = enrolled(engine, replace(campus, meters=(fresh, *reversed(campus.meters))))
    assert keys.key_of == {"M_A": 1, "M_B": 2, "M_C": 3, "M_0": 4}
    assert keys.campus_order == (4, 3, 2, 1)


def test_a_meter_that_vanished_is_refused(engine: Engine, campus: Campus) -> None:
    enrolled(engine, campus)
    with pytest.raises(MetersVanished, match="M_A"):
        enrolled(engine, replace(campus, meters=campus.meters[1:]))
    assert enrolled(engine, campus).campus_order == (1, 2, 3)


def test_an_unlisted_meter_has_no_key(engine: Engine, campus: Campus) -> None:
    with pytest.raises(UnknownMeter, match="M_X"):
        enrolled(engine, campus).key(MeterId("M_X"))


def test_a_campus_without_meters_is_possible(engine: Engine, campus: Campus) -> None:
    assert enrolled(engine, replace(campus, meters=())).campus_order == ()
