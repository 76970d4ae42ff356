"""Brings a file to the newest schema, one numbered step at a time, each in a transaction of its own."""

from collections.abc import Callable

from sqlalchemy import Connection, Engine, insert, inspect, select
from sqlalchemy import func as sql

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.store.sqlite import schema


class SchemaTooNew(GridTokenXError):
    """The file was written by a newer version of the program."""


def _first(connection: Connection) -> None:
    schema.metadata.create_all(connection)


STEPS: tuple[tuple[str, Callable[[Connection], None]], ...] = (("first tables", _first),)
"""Step n, counted from 1, leads to schema version n; steps are only ever added."""


def migrate(engine: Engine) -> int:
    """Apply the steps that the file lacks and return its version.

    Raises:
        SchemaTooNew: The file's version is higher than this program knows.
    """
    version = stored_version(engine)
    if version > len(STEPS):
        raise SchemaTooNew(
            f"schema version {version} of {engine.url.database} is newer than {len(STEPS)}: update gridtokenx"
        )
    for number, (subject, step) in enumerate(STEPS, start=1):
        if number <= version:
            continue
        with engine.begin() as connection:
            step(connection)
            connection.execute(insert(schema.schema_version).values(version=number, subject=subject))
    return len(STEPS)


def stored_version(engine: Engine) -> int:
    """Return the version of the file, 0 for an empty one."""
    if not inspect(engine).has_table(schema.schema_version.name):
        return 0
    with engine.begin() as connection:
        return connection.execute(select(sql.max(schema.schema_version.c.version))).scalar() or 0
