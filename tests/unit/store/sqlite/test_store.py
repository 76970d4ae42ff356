import sqlite3
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gridtokenx.base.interval import MarketInterval
from gridtokenx.campus.model import Campus
from gridtokenx.reading.block import FleetBlock
from gridtokenx.reading.record import MeterReading
from gridtokenx.store.sqlite import open_sqlite
from gridtokenx.store.sqlite.meters import MetersVanished
from gridtokenx.store.sqlite.store import StoreUnreadable

ItemOf = Callable[[str, int], MeterReading]
NAMES = ("M_A", "M_B", "M_C")


def test_everything_is_there_after_reopening(
    tmp_path: Path, campus: Campus, item_of: ItemOf, block_of: Callable[[int], FleetBlock]
) -> None:
    store = open_sqlite(tmp_path / "r.db", campus=campus)
    store.append([item_of(name, 0) for name in NAMES], snapshot=b"state")
    store.append_telemetry([block_of(0)])
    store.set_meta([("campus", "three")])
    store.close()
    again = open_sqlite(tmp_path / "r.db", campus=campus)
    assert again.at(MarketInterval(0)) == [item_of(name, 0) for name in NAMES]
    assert again.fleet_snapshot() == b"state"
    assert again.get_meta("campus") == "three"
    assert len(again.telemetry(start_s=0, end_s=15)) == 1
    assert again.append([item_of("M_A", 0)]) == 0
    again.close()


def test_another_campus_is_refused_and_its_meters_may_grow(
    tmp_path: Path, campus: Campus, item_of: ItemOf
) -> None:
    path = tmp_path / "r.db"
    open_sqlite(path, campus=replace(campus, meters=campus.meters[:2])).close()
    grown = open_sqlite(path, campus=campus)
    assert grown.append([item_of("M_C", 0)]) == 1
    grown.close()
    with pytest.raises(MetersVanished):
        open_sqlite(path, campus=replace(campus, meters=campus.meters[:2]))


def test_what_is_no_store_is_refused(tmp_path: Path, campus: Campus) -> None:
    (tmp_path / "r.db").write_bytes(b"not a database at all, but long enough" * 100)
    with pytest.raises(StoreUnreadable, match=r"r\.db"):
        open_sqlite(tmp_path / "r.db", campus=campus)
    with pytest.raises(StoreUnreadable, match="missing"):
        open_sqlite(tmp_path / "missing" / "r.db", campus=campus)


def test_threads_read_whole_intervals_while_one_writes(
    tmp_path: Path, campus: Campus, item_of: ItemOf
) -> None:
    store = open_sqlite(tmp_path / "r.db", campus=campus)
    done = threading.Event()
    faults: list[str] = []
    seen: list[int] = []

    def read() -> None:
        while not done.is_set():
            last = store.last_interval()
            if last is None:
                continue
            seen.append(last.start_s)
            if len(store.at(last)) != len(NAMES):
                faults.append(f"half an interval at {last.start_s}")
            days = store.rolled_up("day", start_s=0, end_s=1)
            if len({row.readings for row in days}) != 1:
                faults.append("half a roll-up")

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(60):
        store.append([item_of(name, 900 * number) for name in NAMES])
    done.set()
    for reader in readers:
        reader.join(timeout=30)
    store.close()
    assert not faults
    assert len(set(seen)) > 1


def test_two_threads_that_write_take_turns(tmp_path: Path, campus: Campus, item_of: ItemOf) -> None:
    store = open_sqlite(tmp_path / "r.db", campus=campus)
    counts: list[int] = []

    def write() -> None:
        counts.append(sum(store.append([item_of("M_A", 900 * number)]) for number in range(20)))

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=30)
    rolled = store.rolled_up("day", start_s=0, end_s=1)
    store.close()
    assert sum(counts) == 20
    assert [row.readings for row in rolled] == [20]


def test_the_file_is_sound_and_plain_sqlite(tmp_path: Path, campus: Campus, item_of: ItemOf) -> None:
    store = open_sqlite(tmp_path / "r.db", campus=campus)
    store.append([item_of(name, 0) for name in NAMES])
    store.close()
    connection = sqlite3.connect(tmp_path / "r.db")
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("SELECT count(*), sum(export_wh) FROM reading").fetchall() == [(3, 840)]
    connection.close()
