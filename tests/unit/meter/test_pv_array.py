"""PV of a fleet: directions, horizon, soiling and age of each meter."""

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from gridtokenx.campus.catalogue import load
from gridtokenx.campus.model import Campus, MeterSpec
from gridtokenx.meter.pv_array import PvFleet
from gridtokenx.meter.weather import Sky, WeatherGenerator

UTCC = load("utcc")
SUNNY = next(m for m in UTCC.meters if m.pv_kw > 0.0)
WEATHER = WeatherGenerator(UTCC.place, seed=3)


def campus_of(*meters: MeterSpec, **changes: object) -> Campus:
    return replace(UTCC, meters=meters, **changes)  # type: ignore[arg-type]  # any field


def sky_at(hour_utc: float, *, clear: bool = True) -> Sky:
    sky = WEATHER.at(datetime(2026, 3, 21, tzinfo=UTC).timestamp() + 3_600.0 * hour_utc)
    if not clear:
        return sky
    return replace(sky, point=replace(sky.point, ghi_w_m2=600.0, dni_w_m2=700.0, dhi_w_m2=150.0))


def test_each_meter_faces_its_own_way() -> None:
    east, west = (replace(SUNNY, pv_tilt_deg=60.0, pv_azimuth_deg=a) for a in (90.0, 270.0))
    fleet = PvFleet(campus_of(east, west, SUNNY))
    morning, evening = fleet.power_w(sky_at(1.5)), fleet.power_w(sky_at(9.5))
    assert morning[0] > morning[2] > morning[1] > 0.0
    assert evening[1] > evening[2] > evening[0] > 0.0


def test_a_meter_has_the_same_power_alone_and_among_others() -> None:
    others = tuple(replace(SUNNY, pv_azimuth_deg=float(a)) for a in range(0, 360, 7))
    mine = replace(SUNNY, pv_tilt_deg=22.0, pv_azimuth_deg=123.0)
    sky = sky_at(4.0)
    alone = PvFleet(campus_of(mine)).power_w(sky)[0]
    assert PvFleet(campus_of(*others, mine)).power_w(sky)[-1] == pytest.approx(alone, rel=1e-12)


def test_a_hill_in_the_east_takes_the_morning_only() -> None:
    hill = ((60.0, 0.0), (75.0, 50.0), (105.0, 50.0), (120.0, 0.0))
    plain, shaded = (PvFleet(campus_of(SUNNY, pv_horizon=h)) for h in ((), hill))
    assert shaded.power_w(sky_at(1.5))[0] < 0.5 * plain.power_w(sky_at(1.5))[0]
    assert shaded.power_w(sky_at(8.0))[0] > 0.9 * plain.power_w(sky_at(8.0))[0]


def test_an_old_array_gives_less_by_the_published_rate() -> None:
    new, old = (replace(SUNNY, pv_since=d) for d in (date(2026, 3, 21), date(2006, 3, 21)))
    power = PvFleet(campus_of(new, old, SUNNY)).power_w(sky_at(3.0))
    assert power[1] / power[0] == pytest.approx(0.995**20, rel=0.01)
    assert power[1] < power[2] < power[0]


def test_the_end_of_the_dry_season_is_dirtier_than_the_monsoon() -> None:
    fleet = PvFleet(campus_of(SUNNY))
    sky = sky_at(3.0)
    power = [
        fleet.power_w(replace(sky, time_s=datetime(2026, month, 31, 3, tzinfo=UTC).timestamp()))[0]
        for month in (12, 10)
    ]
    assert power[0] < 0.99 * power[1]


def test_no_power_at_night_nor_for_external_meters() -> None:
    fleet = PvFleet(campus_of(SUNNY, replace(SUNNY, external=True)))
    assert not fleet.power_w(sky_at(17.0, clear=False)).any()
    day = fleet.power_w(sky_at(4.0))
    assert day[0] > 0.0
    assert day[1] == 0.0


def test_inverters_clip() -> None:
    bright = sky_at(5.0)
    bright = replace(bright, point=replace(bright.point, ghi_w_m2=1_250.0, dni_w_m2=1_000.0, dhi_w_m2=300.0))
    power = PvFleet(campus_of(SUNNY, pv_efficiency=0.5)).power_w(bright)
    assert np.array_equal(power, [500.0 * SUNNY.pv_kw])
