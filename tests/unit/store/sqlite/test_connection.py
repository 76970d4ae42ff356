from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from gridtokenx.store.sqlite.connection import reader_engine, writer_engine


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Engine]:
    engine = writer_engine(tmp_path / "file.db")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (x INTEGER)"))
    yield engine
    engine.dispose()


@pytest.fixture
def reader(tmp_path: Path, writer: Engine) -> Iterator[Engine]:
    engine = reader_engine(tmp_path / "file.db")
    yield engine
    engine.dispose()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("busy_timeout", 10_000), ("query_only", 0)],
)
def test_a_commit_survives_a_power_cut(writer: Engine, pragma: str, value: object) -> None:
    with writer.begin() as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == value


def test_a_reader_cannot_write(reader: Engine) -> None:
    with reader.begin() as connection, pytest.raises(OperationalError, match="readonly"):
        connection.execute(text("INSERT INTO t VALUES (1)"))


def test_a_reader_neither_waits_for_the_writer_nor_sees_half_of_it(writer: Engine, reader: Engine) -> None:
    count = text("SELECT count(*) FROM t")
    with writer.begin() as writing:
        writing.execute(text("INSERT INTO t VALUES (1)"))
        with reader.begin() as reading:
            assert reading.execute(count).scalar() == 0
    with reader.begin() as reading:
        assert reading.execute(count).scalar() == 1


def test_one_view_does_not_change_while_it_is_read(writer: Engine, reader: Engine) -> None:
    count = text("SELECT count(*) FROM t")
    with reader.begin() as reading:
        assert reading.execute(count).scalar() == 0
        with writer.begin() as writing:
            writing.execute(text("INSERT INTO t VALUES (1)"))
        assert reading.execute(count).scalar() == 0


def test_a_failed_transaction_leaves_nothing(writer: Engine, reader: Engine) -> None:
    def insert_and_fail() -> None:
        with writer.begin() as connection:
            connection.execute(text("INSERT INTO t VALUES (1)"))
            connection.execute(text("INSERT INTO missing VALUES (1)"))

    with pytest.raises(OperationalError, match="missing"):
        insert_and_fail()
    with reader.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM t")).scalar() == 0
