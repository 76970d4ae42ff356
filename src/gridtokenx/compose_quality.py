"""The composition root of `gridtokenx quality`: from a run's folder or a file to the checks' report."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.base.interval import DAY_S
from gridtokenx.campus.catalogue import DEFAULT, measured_text, measured_years
from gridtokenx.campus.model import Campus
from gridtokenx.compose import load_campus, read_text
from gridtokenx.ledger.keys import SeedKeys
from gridtokenx.meter.fault_trial import (
    DAYS,
    FalseAlarms,
    KindScore,
    campus_series,
    forged_among,
    injected_scores,
    measured_false_alarms,
)
from gridtokenx.meter.measured import Measurements, read_measurements
from gridtokenx.reading.quality.check import QualityReport, check
from gridtokenx.reading.quality.columns import is_export, readings_of_export, series_of_csv
from gridtokenx.reading.record import IntervalReading
from gridtokenx.store.sqlite.store import open_sqlite

FIRST_SEED = 2
MEASURED = ("cambridge", "cambridge-rest")
"""Measured buildings: those of the campus, and the others of the same archive."""
TRIAL_START_S = 1_769_878_800
"""2026-02-01 00:00 in Bangkok: four weeks of term."""
_PAGE = 10_000
_PAGES_MAX = 100_000


class NoReadings(GridTokenXError):
    """A folder or a file in which there is nothing to check."""


class OtherCampus(GridTokenXError):
    """A folder of another campus than the one that was named."""


def quality_of_folder(
    folder: Path, *, campus: str | None, meters: int | None = None, days: float
) -> QualityReport:
    """Check the readings of a run over its last days, their signatures too.

    Args:
        folder: The run's folder.
        campus: Path of its campus file, where it is no campus that ships.
        meters: Size of a generated fleet, where it is one.
        days: How many of the last days to look at.

    Raises:
        NoReadings: There are none in it.
        OtherCampus: It is of another campus.
        GridTokenXError: A file cannot be read.
    """
    notes = _notes(folder / "readings.db")
    seed = int(notes["seed"])
    chosen = load_campus(campus or notes["campus"], meters=meters, seed=seed)
    if chosen.name != notes["campus"]:
        raise OtherCampus(f"{folder} is of campus {notes['campus']!r} and not {chosen.name!r}: name its file")
    readings = _last_readings(folder, campus=chosen, days=days)
    keys = SeedKeys(seed, chosen.name)
    forged = forged_among(readings, key_of=lambda meter_id: bytes(keys.meter(meter_id).pubkey()))
    return _report(readings, campus=chosen, forged=forged, where=str(folder))


def quality_of_csv(path: Path, *, campus: str | None, days: float) -> QualityReport:
    """Check a file of measured readings, or an export of a run's.

    Args:
        path: The file.
        campus: Where the buildings are: a shipped campus or the path of a file; UTC where it is left out, and
            for an export the default campus.
        days: How many of the last days to look at.

    Raises:
        NoReadings: There are none in it.
        GridTokenXError: The file cannot be read.
    """
    text = read_text(path)
    place = None if campus is None else load_campus(campus, meters=None, seed=0)
    if not is_export(text):
        timezone = "UTC" if place is None else place.place.timezone
        return check(series_of_csv(text, file_name=path.name, timezone=timezone, days=days))
    readings = readings_of_export(text, file_name=path.name)
    end_s = max((reading.interval.end_s for reading in readings), default=0)
    recent = [reading for reading in readings if reading.interval.start_s >= end_s - days * DAY_S]
    chosen = place or load_campus(DEFAULT, meters=None, seed=0)
    return _report(recent, campus=chosen, forged=(), where=path.name)


@dataclass(frozen=True, slots=True)
class Trial:
    """How the checks do: on injected faults, and on measured data."""

    days: int
    seeds: tuple[int, ...]
    scores: tuple[KindScore, ...]
    false_alarms: tuple[FalseAlarms, ...]


def trial(*, months: int, severity: float = 1.0) -> Trial:
    """Inject faults into simulated months of `utcc`, one for each seed from 2 on, and watch measured years.

    The thresholds were chosen with seed 1 and on 2018.

    Args:
        months: How many simulated months of 28 days.
        severity: How bad the faults are beside the usual ones of the trial.
    """
    seeds = tuple(range(FIRST_SEED, FIRST_SEED + months))
    campus = load_campus(DEFAULT, meters=None, seed=0)
    scores = injected_scores(campus, seeds=seeds, start_s=TRIAL_START_S, severity=severity)
    real = load_campus("cambridge", meters=None, seed=0)
    data = _all_measured()
    years = measured_years(real.name)
    alarms = tuple(
        measured_false_alarms(data, campus=real, first_s=_new_year(y), last_s=_new_year(y + 1)) for y in years
    )
    return Trial(DAYS, seeds, scores, alarms)


def _all_measured() -> Measurements:
    """Return the 36 buildings that ship, none left out."""
    parts = [
        read_measurements({f"{name} {y}": measured_text(name, year=y) for y in measured_years(name)})
        for name in MEASURED
    ]
    return replace(
        parts[0],
        meter_ids=tuple(meter_id for part in parts for meter_id in part.meter_ids),
        total_uwh=np.concatenate([part.total_uwh for part in parts], axis=1),
    )


def _new_year(year: int) -> int:
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp())


def _report(
    readings: list[IntervalReading], *, campus: Campus, forged: tuple[int, ...], where: str
) -> QualityReport:
    if not readings:
        raise NoReadings(f"{where} holds no readings: run the campus for some days first")
    first = min(reading.interval.start_s for reading in readings)
    length_s = readings[0].interval.length_s
    count = (max(reading.interval.end_s for reading in readings) - first) // length_s
    series = campus_series(
        readings, campus=campus, start_s=first, count=count, length_s=length_s, forged=forged
    )
    return check(series)


def _notes(path: Path) -> dict[str, str]:
    """Return what a folder's readings are of; read before the store opens, which wants the campus."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            notes = dict(database.execute("select key, value from meta"))
            return {name: str(notes[name]) for name in ("campus", "seed")}
    except (sqlite3.Error, KeyError):
        raise NoReadings(f"{path} holds no readings of a run: name the run's folder with --data") from None


def _last_readings(folder: Path, *, campus: Campus, days: float) -> list[IntervalReading]:
    store = open_sqlite(folder / "readings.db", campus=campus)
    try:
        last = store.last_interval()
        if last is None:
            return []
        start_s = max(0, last.end_s - int(days * DAY_S))
        page = partial(store.history, start_s=start_s, end_s=last.end_s, limit=_PAGE)
        found: list[IntervalReading] = []
        after = ""
        for _ in range(_PAGES_MAX):
            items, after = page(after=after)
            found += [item.reading for item in items]
            if not after:
                break
        return found
    finally:
        store.close()
