"""Generation forecasts on a measured array: SERF East, Colorado, judged from the 46th day on (R-OPS-3).

The clear sky's irradiance on the plane is an isotropic transposition of the file's clear-sky columns.
"""

import csv
import gzip
from datetime import datetime
from importlib.resources import files

import numpy as np

from gridtokenx.forecast.generation import PlantHistory
from gridtokenx.forecast.generation_score import SMART, generation_claim
from gridtokenx.forecast.load_model import AHEAD_H
from gridtokenx.meter.solar import sun_position

TILT, AZIMUTH, ALBEDO = np.radians(45.0), np.radians(158.0), 0.2


def serf_east() -> PlantHistory:
    packed = files("gridtokenx.meter").joinpath("data/serf-east/2016.csv.gz").read_bytes()
    rows = list(csv.DictReader(gzip.decompress(packed).decode().splitlines()))
    start_s = np.array([datetime.fromisoformat(row["measured_on"]).timestamp() for row in rows])
    ghi, dni, dhi, power_w = (
        np.array([float(row[name]) for row in rows])
        for name in ("ghi_clear", "dni_clear", "dhi_clear", "ac_power")
    )
    sun = sun_position(start_s, latitude_deg=39.742, longitude_deg=-105.1727)
    zenith, turned = np.radians(sun.apparent_zenith_deg), np.radians(sun.azimuth_deg) - AZIMUTH
    incidence = np.cos(zenith) * np.cos(TILT) + np.sin(zenith) * np.sin(TILT) * np.cos(turned)
    plane = np.maximum(incidence, 0.0) * dni * (zenith < np.pi / 2)
    plane += dhi * (1 + np.cos(TILT)) / 2 + ghi * ALBEDO * (1 - np.cos(TILT)) / 2
    hours = len(rows) // 4
    clear = plane[: hours * 4].reshape(hours, 4).mean(axis=1)
    energy_kwh = np.maximum(power_w[: hours * 4], 0.0).reshape(hours, 4).mean(axis=1) / 1000.0
    return PlantHistory(int(start_s[0]), energy_kwh[: hours - AHEAD_H], clear)


def test_forecasts_beat_persistence_smart_persistence_and_last_week_at_every_horizon() -> None:
    scores = generation_claim(serf_east(), hour=45 * 24)
    assert scores.issues > 1_300
    for name in ("persistence", "last day", "last week"):
        assert scores.margin(name).min() > 0.20
    assert scores.margin(SMART).min() > 0.08
    assert scores.coverage(0.05, 0.95).min() > 0.75
    assert scores.coverage(0.05, 0.95).max() < 0.95
