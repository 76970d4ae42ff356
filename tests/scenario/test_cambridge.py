"""A week of measured university buildings through every stage (issue: the path runs on real input)."""

import csv
import gzip
from collections.abc import Callable
from importlib.resources import files

import pytest
from tests.scenario.conftest import Summary

pytestmark = pytest.mark.slow


def measured_wh(first: str, last: str) -> int:
    """Sum of the shipped file over days, both included [Wh], read with nothing of ours."""
    packed = files("gridtokenx.campus").joinpath("data/cambridge-measured/2018.csv.gz").read_bytes()
    rows = csv.reader(gzip.decompress(packed).decode().splitlines())
    header = next(rows)
    energy = [i for i, name in enumerate(header) if i and "[" not in name]
    assert len(energy) == 25
    chosen = [row for row in rows if first <= row[0][:10] <= last]
    assert len(chosen) == 7 * 24
    return sum(round(float(row[i]) * 1000) for row in chosen for i in energy)


def test_a_week_of_real_loads_keeps_every_watt_hour(headless: Callable[..., Summary]) -> None:
    summary = headless("--campus", "cambridge", "--start", "2018-06-18", "--days", "7")
    assert summary["audit"] == "ok"
    assert summary["readings"] == 25 * 96 * 7
    assert summary["consumed_wh"] == measured_wh("2018-06-18", "2018-06-24")
    assert (
        summary["minted_wh"]
        == summary["burned_wh"] + summary["redeemed_wh"] + summary["supply_units"] // 10**6
    )
    assert summary["traded_wh"] > 0
