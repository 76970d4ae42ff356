"""The PV chain against a year of PVWatts; see the case's README."""

import csv
import gzip
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest

from gridtokenx.meter.inverter import inverter_ac
from gridtokenx.meter.irradiance import Horizontal, absorbed_w_m2, transpose
from gridtokenx.meter.pv import PvModule, cell_temperature_c, dc_per_nameplate
from gridtokenx.meter.solar import sun_position

CASE = Path(__file__).parent / "pvwatts_rack"
START = datetime(2019, 1, 1, tzinfo=timezone(timedelta(hours=-7))).timestamp()
MODULE = PvModule(temperature_coefficient_per_c=-0.0047)


@pytest.fixture(scope="module")
def year() -> dict[str, np.ndarray]:
    """Plane of array, cell temperature and AC of the file and of our chain, by hour."""
    with gzip.open(CASE / "year.csv.gz", "rt") as lines:
        rows = [row for row in csv.reader(lines) if row and row[0].isdigit() and len(row) == 11]
    beam, diffuse, air, wind, plane, cell, _, ac = np.array(rows, dtype=float).T[3:]
    sun = sun_position(
        START + 3_600.0 * np.arange(8_760) + 1_800.0, latitude_deg=39.73, longitude_deg=-105.18
    )
    ghi = beam * np.maximum(np.cos(np.deg2rad(sun.zenith_deg)), 0.0) + diffuse
    ours = transpose(Horizontal(ghi, beam, diffuse), sun=sun, tilt_deg=20.0, azimuth_deg=180.0)
    our_cell = cell_temperature_c(ours.total_w_m2, air_c=air, wind_m_s=wind, module=MODULE)
    dc = 4_000.0 * (1.0 - 0.1408) * dc_per_nameplate(absorbed_w_m2(ours), cell_c=our_cell, module=MODULE)
    our_ac = inverter_ac(dc, rated_ac_w=4_000.0 / 1.2, efficiency=0.96)
    computed = {"our_plane": ours.total_w_m2, "our_cell": our_cell, "our_ac": our_ac}
    return {"plane": plane, "cell": cell, "ac": ac} | computed


def test_the_years_energy_is_within_one_percent(year: dict[str, np.ndarray]) -> None:
    assert abs(year["our_ac"].sum() / year["ac"].sum() - 1.0) <= 0.01


def test_the_hours_are_within_three_percent(year: dict[str, np.ndarray]) -> None:
    lit = year["ac"] > 0.0
    error = (year["our_ac"] - year["ac"])[lit]
    assert np.sqrt((error**2).mean()) / year["ac"][lit].mean() <= 0.03


def test_plane_and_cells_are_near(year: dict[str, np.ndarray]) -> None:
    assert abs(year["our_plane"].sum() / year["plane"].sum() - 1.0) <= 0.01
    bright = year["plane"] > 400.0
    assert abs((year["our_cell"] - year["cell"])[bright].mean()) <= 2.0
