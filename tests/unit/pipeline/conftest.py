"""A small campus on a real ledger: the shipped programs in the virtual machine, no stand-ins."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gridtokenx.base.interval import MarketInterval
from gridtokenx.campus import catalogue
from gridtokenx.campus.model import Campus
from gridtokenx.compose import Plan, Run, open_run
from gridtokenx.pipeline.found import found
from gridtokenx.pipeline.interval import Exchange
from gridtokenx.pipeline.simulate import Meters
from gridtokenx.pipeline.site import Site
from gridtokenx.reading.record import MeterReading

NOON = 1_772_427_600
"""2026-03-02 12:00 in Bangkok: the sun shines, offices work, so there are sellers and buyers."""
NAMES = ("UTCC_ENG_001", "UTCC_HUM_001", "UTCC_LAW_001", "UTCC_MAINT_001", "UTCC_DATA_001")
Delivered = tuple[MarketInterval, list[MeterReading]]


def small_campus(external: tuple[str, ...] = ()) -> Campus:
    """Five meters of the default campus: two that sell at noon, three that buy."""
    whole = catalogue.load("utcc")
    meters = tuple(replace(m, external=m.meter_id in external) for m in whole.meters if m.meter_id in NAMES)
    return replace(whole, meters=meters)


def plan_in(folder: Path, *, external: tuple[str, ...] = (), telemetry_s: int = 900) -> Plan:
    """A run of the small campus from noon on."""
    return Plan(
        campus=small_campus(external),
        seed=5,
        telemetry_s=telemetry_s,
        gate_s=300,
        folder=folder,
        start_s=NOON,
    )


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Run]:
    """A founded run at its start."""
    run = open_run(plan_in(tmp_path))
    found(run.exchange.site)
    yield run
    run.close()


@pytest.fixture
def site(opened: Run) -> Site:
    return opened.exchange.site


@pytest.fixture
def meters(opened: Run) -> Meters:
    return opened.meters


@pytest.fixture
def exchange(opened: Run) -> Exchange:
    return opened.exchange


@pytest.fixture
def delivered(opened: Run) -> Delivered:
    """One interval measured and stored, the ledger's clock at its end."""
    interval, readings = opened.meters.measure()
    opened.meters.keep(readings)
    opened.ledger.advance_to(interval.end_s)
    return interval, readings
