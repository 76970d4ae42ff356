"""A process that writes is killed with SIGKILL at random moments; what it acknowledged is there (R-STO-1)."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gridtokenx.base.ids import MeterId
from gridtokenx.campus.model import BuildingType, Campus, MeterSpec, MeterType, Place, Tariff
from gridtokenx.store.sqlite import open_sqlite
from gridtokenx.store.sqlite.schema import ENERGY_FIELDS

METERS = 25
ROUNDS = 8

WRITER = """
import sys
from pathlib import Path
from gridtokenx.base.interval import MarketInterval
from gridtokenx.reading.block import Condition, Role, WeatherPoint
from gridtokenx.reading.record import IntervalReading, MeterReading, MeterState
from gridtokenx.store.sqlite import open_sqlite
sys.path.insert(0, sys.argv[1])
from test_sqlite_kill import campus

store = open_sqlite(Path(sys.argv[2]), campus=campus())
state = MeterState(230.0, 1.0, 1.0, None, Role.AMI, WeatherPoint(30, 60, 1, 0, 0, 0, Condition.CLOUDY))
last = store.last_interval()
number = last.end_s // 900 if last else 0
while True:
    interval = MarketInterval(900 * number)
    batch = [
        MeterReading(IntervalReading(spec.meter_id, interval, number + place, place, 0, 0, 0, number), state)
        for place, spec in enumerate(campus().meters)
    ]
    store.append(batch, snapshot=str(number).encode())
    print(number, flush=True)
    number += 1
"""


def campus() -> Campus:
    meters = tuple(
        MeterSpec(
            MeterId(f"M_{number:03d}"),
            building="Hall",
            building_type=BuildingType.ACADEMIC,
            floor=1,
            meter_type=MeterType.CONSUMER,
            capacity_kw=50,
            load_profile="academic",
            base_kw=5,
            peak_weekday_kw=40,
            peak_weekend_kw=20,
        )
        for number in range(METERS)
    )
    place = Place(13.78, 100.56, 5, "Asia/Bangkok", "bangkok")
    return Campus("kill", "Killed", place, "THB", Tariff(280, 120, 150, 350, 200, 400), meters)


def write_until_killed(path: Path, *, seconds: float) -> int:
    """Return the last interval that the writer acknowledged before it was killed."""
    command = [sys.executable, "-c", WRITER, str(Path(__file__).parent), str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        acknowledged = int(writer.stdout.readline())
        time.sleep(seconds)
        writer.send_signal(signal.SIGKILL)
        lines = writer.stdout.read().splitlines(keepends=True)
    whole = [int(line) for line in lines if line.endswith("\n")]
    return whole[-1] if whole else acknowledged


@pytest.mark.slow
def test_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "readings.db"
    moments = random.Random(20_261_121)  # noqa: S311 - when to kill is no secret
    for _ in range(ROUNDS):
        acknowledged = write_until_killed(path, seconds=moments.uniform(0.0, 0.25))
        store = open_sqlite(path, campus=campus())
        last = store.last_interval()
        snapshot = store.fleet_snapshot()
        store.close()
        assert last is not None
        stored = last.start_s // 900
        assert acknowledged <= stored <= acknowledged + 1
        assert snapshot == str(stored).encode()
        check_file(path, intervals=stored + 1)


def check_file(path: Path, *, intervals: int) -> None:
    """Every interval is whole, and both roll-ups add up to the readings."""
    sums = ", ".join(f"sum({name})" for name in ENERGY_FIELDS)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    by_meter = connection.execute(
        f"SELECT meter, count(*), {sums} FROM reading GROUP BY meter"  # noqa: S608 - names of our own schema
    ).fetchall()
    assert [row[1] for row in by_meter] == [intervals] * METERS
    for table in ("rollup_hour", "rollup_day"):
        rolled = connection.execute(
            f"SELECT meter, sum(readings), {sums} FROM {table} GROUP BY meter"  # noqa: S608 - as above
        ).fetchall()
        assert rolled == by_meter
    connection.close()
