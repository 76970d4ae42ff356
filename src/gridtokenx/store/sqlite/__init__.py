"""The embedded system of record: one SQLite file in WAL mode, durable at every commit (R-STO-1)."""

from gridtokenx.store.sqlite.store import SqliteReadingStore, open_sqlite

__all__ = ["SqliteReadingStore", "open_sqlite"]
