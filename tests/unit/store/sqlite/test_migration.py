from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, insert, inspect, text

from gridtokenx.store.sqlite import migration, schema
from gridtokenx.store.sqlite.connection import writer_engine
from gridtokenx.store.sqlite.migration import STEPS, SchemaTooNew, migrate, stored_version


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = writer_engine(tmp_path / "file.db")
    yield opened
    opened.dispose()


def test_a_new_file_gets_every_table(engine: Engine) -> None:
    assert stored_version(engine) == 0
    assert migrate(engine) == len(STEPS)
    assert set(inspect(engine).get_table_names()) == set(schema.metadata.tables)
    assert stored_version(engine) == len(STEPS)


def test_a_second_time_changes_nothing(engine: Engine) -> None:
    migrate(engine)
    assert migrate(engine) == len(STEPS)


def test_a_newer_file_is_refused(engine: Engine) -> None:
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(insert(schema.schema_version).values(version=99, subject="from the future"))
    with pytest.raises(SchemaTooNew, match="99"):
        migrate(engine)


def test_only_the_steps_that_lack_are_taken(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(engine)

    def second(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE meter ADD COLUMN note TEXT"))

    monkeypatch.setattr(migration, "STEPS", (*STEPS, ("a note", second)))
    assert migrate(engine) == len(STEPS) + 1
    assert "note" in {column["name"] for column in inspect(engine).get_columns("meter")}


def test_a_step_that_fails_is_not_counted(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(engine)

    def broken(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE half (x INTEGER)"))
        raise ArithmeticError

    monkeypatch.setattr(migration, "STEPS", (*STEPS, ("broken", broken)))
    with pytest.raises(ArithmeticError):
        migrate(engine)
    assert stored_version(engine) == len(STEPS)
    assert not inspect(engine).has_table("half")
