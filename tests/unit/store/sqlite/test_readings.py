from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import sqlite

from gridtokenx.campus.model import Campus
from gridtokenx.reading.admission import ReadingConflict
from gridtokenx.reading.cursor import CursorUnknown
from gridtokenx.reading.record import MeterReading
from gridtokenx.store.sqlite import open_sqlite
from gridtokenx.store.sqlite.readings import _before

ItemOf = Callable[[str, int], MeterReading]


def test_an_intervals_weather_is_stored_once(tmp_path: Path, campus: Campus, item_of: ItemOf) -> None:
    store = open_sqlite(tmp_path / "r.db", campus=campus)
    store.append([item_of(name, 0) for name in ("M_A", "M_B", "M_C")])
    with store._readers.begin() as connection:
        count = connection.execute(text("SELECT count(*) FROM weather")).scalar()
    store.close()
    assert count == 1


def test_a_refused_call_leaves_no_row_in_any_table(tmp_path: Path, campus: Campus, item_of: ItemOf) -> None:
    store = open_sqlite(tmp_path / "r.db", campus=campus)
    store.append([item_of("M_A", 0)])
    changed = replace(item_of("M_A", 0), reading=replace(item_of("M_A", 0).reading, export_wh=1))
    with pytest.raises(ReadingConflict):
        store.append([item_of("M_B", 0), changed])
    with store._readers.begin() as connection:
        counts = [
            connection.execute(text(f"SELECT count(*) FROM {table}")).scalar()  # noqa: S608 - names of ours
            for table in ("reading", "weather", "rollup_hour", "rollup_day", "fleet_snapshot")
        ]
    store.close()
    assert counts == [1, 1, 1, 1, 0]


def test_a_cursor_past_every_integer_is_refused(tmp_path: Path, campus: Campus) -> None:
    store = open_sqlite(tmp_path / "r.db", campus=campus)
    with pytest.raises(CursorUnknown):
        store.history(start_s=0, end_s=900, after=f"{10**30}.1")
    store.close()


def test_a_page_is_one_range_of_the_key(tmp_path: Path, campus: Campus, item_of: ItemOf) -> None:
    store = open_sqlite(tmp_path / "r.db", campus=campus)
    store.append([item_of("M_A", 0)])
    queries = {
        "SELECT * FROM reading WHERE start_s >= 0 AND start_s < 9 ORDER BY start_s, meter": "PRIMARY KEY",
        "SELECT * FROM reading WHERE meter = 1 AND start_s >= 0 ORDER BY start_s": "reading_by_meter",
    }
    with store._readers.begin() as connection:
        plans = {
            query: " ".join(str(row) for row in connection.execute(text(f"EXPLAIN QUERY PLAN {query}")))
            for query in queries
        }
    store.close()
    for query, index in queries.items():
        assert index in plans[query]
        assert "TEMP B-TREE" not in plans[query]


def test_meters_that_fell_behind_are_looked_up_not_searched_for(tmp_path: Path, campus: Campus) -> None:
    store = open_sqlite(tmp_path / "r.db", campus=campus)
    query = _before(900).compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    with store._readers.begin() as connection:
        plan = [row[3] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {query}"))]
    store.close()
    assert not [step for step in plan if step.startswith("SCAN reading")]
