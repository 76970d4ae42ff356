"""How the file is opened: one connection that writes and a few that only read.

``synchronous=FULL`` in WAL mode syncs the log at every commit, so a commit that returned survives a power
cut; ``NORMAL`` does not (https://sqlite.org/pragma.html#pragma_synchronous). A reader works on the
snapshot it began with and never waits for the writer (https://sqlite.org/wal.html).
"""

from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool, StaticPool

BUSY_MS = 10_000
"""How long a statement waits for another process's lock [ms]."""
READERS_MAX = 8
READER_WAIT_S = 30

_SHARED = (f"PRAGMA busy_timeout={BUSY_MS}", "PRAGMA cache_size=-4000", "PRAGMA temp_store=MEMORY")
_WRITER = (
    *_SHARED,
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA journal_size_limit=16777216",
)
_READER = (*_SHARED, "PRAGMA query_only=ON")


def writer_engine(path: Path) -> Engine:
    """Return an engine with exactly one connection, whose transactions take the write lock at once."""
    engine = create_engine(
        f"sqlite:///{path}", poolclass=StaticPool, connect_args={"check_same_thread": False}
    )
    _on_connect(engine, pragmas=_WRITER)
    _on_begin(engine, statement="BEGIN IMMEDIATE")
    return engine


def reader_engine(path: Path) -> Engine:
    """Return an engine whose connections cannot write; each `begin` is one consistent view."""
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=QueuePool,
        pool_size=READERS_MAX,
        max_overflow=0,
        pool_timeout=READER_WAIT_S,
        connect_args={"check_same_thread": False},
    )
    _on_connect(engine, pragmas=_READER)
    _on_begin(engine, statement="BEGIN")
    return engine


def _on_connect(engine: Engine, *, pragmas: tuple[str, ...]) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        # The driver begins no transaction by itself; `_on_begin` says which kind.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()


def _on_begin(engine: Engine, *, statement: str) -> None:
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)
