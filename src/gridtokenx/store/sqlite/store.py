"""The reading store over one SQLite file: any thread may call it, one at a time writes (R-STO-1)."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.campus.model import Campus
from gridtokenx.port.reading_store import CampusTotals, RolledUp, RollUp, TelemetryPoint
from gridtokenx.reading.block import FleetBlock
from gridtokenx.reading.record import MeterReading
from gridtokenx.settlement.result import IntervalResult
from gridtokenx.store.sqlite import readings as reading_rows
from gridtokenx.store.sqlite import results, rollups, schema, telemetry
from gridtokenx.store.sqlite.connection import reader_engine, writer_engine
from gridtokenx.store.sqlite.meters import MeterKeys, enrol
from gridtokenx.store.sqlite.migration import migrate

TELEMETRY_DAYS = 7


class StoreUnreadable(GridTokenXError):
    """A file that SQLite cannot open or read."""


def open_sqlite(path: Path, *, campus: Campus, telemetry_days: int = TELEMETRY_DAYS) -> "SqliteReadingStore":
    """Open a store, making the file and its tables when it is new.

    Args:
        path: The file; its folder must exist.
        campus: The campus whose readings it holds; meters may be added, never left out.
        telemetry_days: How long short steps are kept [days].

    Raises:
        MetersVanished: The file holds readings of meters that the campus does not list.
        SchemaTooNew: A newer version of the program wrote the file.
        StoreUnreadable: The file is damaged, is something else, or its folder is missing.
    """
    writer = writer_engine(path)
    try:
        migrate(writer)
        with writer.begin() as connection:
            keys = enrol(connection, campus=campus)
    except DatabaseError as error:
        writer.dispose()
        raise StoreUnreadable(
            f"{path} cannot be opened as a readings file ({error.orig}): restore a backup or use another"
        ) from error
    except GridTokenXError:
        writer.dispose()
        raise
    return SqliteReadingStore(writer, readers=reader_engine(path), keys=keys, telemetry_days=telemetry_days)


class SqliteReadingStore:
    """Readings, roll-ups, telemetry and results of one campus in one file."""

    def __init__(self, writer: Engine, *, readers: Engine, keys: MeterKeys, telemetry_days: int) -> None:
        self._writer = writer
        self._readers = readers
        self._keys = keys
        self._telemetry_days = telemetry_days
        self._write_lock = threading.Lock()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._write_lock, self._writer.begin() as connection:
            yield connection

    def append(self, readings: Sequence[MeterReading], *, snapshot: bytes | None = None) -> int:
        """Store signed readings, their roll-ups and the fleet's snapshot in one transaction."""
        with self._writing() as connection:
            count = reading_rows.write(connection, keys=self._keys, offered=readings)
            if snapshot is not None:
                end_s = max((item.reading.interval.end_s for item in readings), default=0)
                _save_snapshot(connection, end_s=end_s, state=snapshot)
        return count

    def append_telemetry(self, blocks: Sequence[FleetBlock]) -> None:
        """Store short steps in one transaction, and drop those past their days."""
        with self._writing() as connection:
            telemetry.write(connection, keys=self._keys, blocks=blocks, keep_days=self._telemetry_days)

    def at(self, interval: MarketInterval) -> list[MeterReading]:
        """Return the readings of one interval in the campus's order."""
        with self._readers.begin() as connection:
            return reading_rows.at(connection, keys=self._keys, interval=interval)

    def latest(self, meter_id: MeterId | None = None) -> list[MeterReading]:
        """Return the newest reading of each meter in the campus's order, or of one."""
        with self._readers.begin() as connection:
            if meter_id is not None:
                return reading_rows.latest_of(connection, keys=self._keys, meter_id=meter_id)
            return reading_rows.latest(connection, keys=self._keys)

    def history(
        self, *, start_s: int, end_s: int, meter_id: MeterId | None = None, limit: int = 1000, after: str = ""
    ) -> tuple[list[MeterReading], str]:
        """Return readings of [start_s, end_s) by time and meter, and the cursor of the next page or ""."""
        with self._readers.begin() as connection:
            return reading_rows.history(
                connection,
                keys=self._keys,
                start_s=start_s,
                end_s=end_s,
                meter_id=meter_id,
                limit=limit,
                after=after,
            )

    def totals(self, *, start_s: int, end_s: int) -> list[CampusTotals]:
        """Return the campus's energies by settlement interval, of those that start in [start_s, end_s)."""
        with self._readers.begin() as connection:
            return rollups.totals(connection, start_s=start_s, end_s=end_s)

    def rolled_up(
        self, period: RollUp, *, start_s: int, end_s: int, meter_id: MeterId | None = None
    ) -> list[RolledUp]:
        """Return roll-ups by hour or day of [start_s, end_s), by time and meter."""
        with self._readers.begin() as connection:
            return rollups.rolled_up(
                connection, keys=self._keys, period=period, start_s=start_s, end_s=end_s, meter_id=meter_id
            )

    def telemetry(
        self, *, start_s: int, end_s: int, meter_id: MeterId | None = None, limit: int = 10_000
    ) -> list[TelemetryPoint]:
        """Return the campus's sums of short steps of [start_s, end_s), or one meter's."""
        with self._readers.begin() as connection:
            if meter_id is None:
                return telemetry.campus_points(connection, start_s=start_s, end_s=end_s, limit=limit)
            return telemetry.meter_points(
                connection, keys=self._keys, meter_id=meter_id, start_s=start_s, end_s=end_s, limit=limit
            )

    def last_interval(self) -> MarketInterval | None:
        """Return the newest interval that has readings."""
        with self._readers.begin() as connection:
            return reading_rows.last_interval(connection)

    def fleet_snapshot(self) -> bytes | None:
        """Return the fleet's state at the end of the newest interval."""
        with self._readers.begin() as connection:
            return connection.execute(select(schema.fleet_snapshot.c.state)).scalar()

    def save_result(self, result: IntervalResult) -> None:
        """Store what the market made of an interval; a second call for the interval replaces the first."""
        with self._writing() as connection:
            results.save(connection, keys=self._keys, result=result)

    def results(self, *, start_s: int, end_s: int) -> list[IntervalResult]:
        """Return results of [start_s, end_s) by time."""
        with self._readers.begin() as connection:
            return results.load(connection, keys=self._keys, start_s=start_s, end_s=end_s)

    def get_meta(self, key: str) -> str | None:
        """Return a note about the data folder."""
        with self._readers.begin() as connection:
            return connection.execute(select(schema.meta.c.value).where(schema.meta.c.key == key)).scalar()

    def set_meta(self, items: Iterable[tuple[str, str]]) -> None:
        """Store notes; a note of the same key is replaced."""
        rows = [{"key": key, "value": value} for key, value in items]
        if not rows:
            return
        statement = insert(schema.meta)
        replace = statement.on_conflict_do_update(
            index_elements=["key"], set_={"value": statement.excluded.value}
        )
        with self._writing() as connection:
            connection.execute(replace, rows)

    def close(self) -> None:
        """Finish writing and let go of the file."""
        with self._write_lock:
            self._readers.dispose()
            self._writer.dispose()


def _save_snapshot(connection: Connection, *, end_s: int, state: bytes) -> None:
    """Keep the newest snapshot only; a late interval's does not replace a newer one."""
    table = schema.fleet_snapshot
    statement = insert(table)
    replace = statement.on_conflict_do_update(
        index_elements=["id"],
        set_={"end_s": statement.excluded.end_s, "state": statement.excluded.state},
        where=statement.excluded.end_s >= table.c.end_s,
    )
    connection.execute(replace, {"id": 1, "end_s": end_s, "state": state})
