"""Weather from a file by moment: typical years, gaps, places, and a fleet that runs on it."""

from datetime import UTC, datetime

import numpy as np
import pytest
from tests.unit.meter.weather_texts import epw, hour

from gridtokenx.campus.catalogue import load
from gridtokenx.meter.file_weather import FileWeather, WeatherElsewhere
from gridtokenx.meter.fleet import SimulatedFleet
from gridtokenx.meter.solar import sun_position
from gridtokenx.meter.weather import WeatherGenerator
from gridtokenx.meter.weather_file import read_weather

UTCC = load("utcc")
PLACE = UTCC.place
YEAR = read_weather(epw(), name="bangkok.epw")
NOON = datetime(2027, 6, 3, 5, 30, tzinfo=UTC).timestamp()  # 12:30 in Bangkok
HOUR_OF_YEAR = (datetime(2001, 6, 3, tzinfo=UTC) - datetime(2001, 1, 1, tzinfo=UTC)).days * 24 + 12
CSV = "timestamp,temperature_c,humidity_pct,wind_m_s,ghi_w_m2\n" + "".join(
    f"2026-03-01T{h:02d}:00:00+07:00,{25 + h / 10},70,2,{'' if h == 12 else max(0, 800 - 40 * abs(h - 12))}\n"
    for h in range(24)
)


def test_a_typical_year_repeats_with_the_sun_of_each_year() -> None:
    weather = FileWeather(YEAR, place=PLACE, seed=1)
    found = weather.at(NOON)
    assert found.point.ghi_w_m2 == pytest.approx(hour(HOUR_OF_YEAR)[3], rel=0.03)
    start, end = hour(HOUR_OF_YEAR - 1)[0], hour(HOUR_OF_YEAR)[0]
    assert found.point.temperature_c == pytest.approx((start + end) / 2.0)
    sun = sun_position(NOON, latitude_deg=PLACE.latitude_deg, longitude_deg=PLACE.longitude_deg)
    assert float(found.sun.zenith_deg) == float(sun.zenith_deg)
    assert found.time_s == NOON
    later = weather.at(datetime(2030, 6, 3, 5, 30, tzinfo=UTC).timestamp())
    assert later.point.temperature_c == found.point.temperature_c


def test_light_fits_together_and_keeps_the_files_hours() -> None:
    weather = FileWeather(YEAR, place=PLACE, seed=1)
    moments = NOON - 1_800.0 + 60.0 * np.arange(60) + 30.0
    points = [weather.at(t) for t in moments]
    ghi = np.array([s.point.ghi_w_m2 for s in points])
    assert ghi.mean() == pytest.approx(hour(HOUR_OF_YEAR)[3], rel=0.005)
    for sky in points:
        height = np.cos(np.deg2rad(float(sky.sun.zenith_deg)))
        assert sky.point.dni_w_m2 * height + sky.point.dhi_w_m2 == pytest.approx(sky.point.ghi_w_m2, rel=2e-3)
    share = hour(HOUR_OF_YEAR)[5] / hour(HOUR_OF_YEAR)[3]
    assert points[0].point.dhi_w_m2 / points[0].point.ghi_w_m2 == pytest.approx(share, rel=1e-6)


@pytest.mark.parametrize("text", [epw(), CSV])
def test_many_moments_at_once_are_each_as_alone(text: str) -> None:
    """Through the turn of a typical year, and into, through and out of a file with a gap."""
    for start in (datetime(2026, 12, 31, 12, tzinfo=UTC), datetime(2026, 2, 28, 12, tzinfo=UTC)):
        moments = np.arange(200, dtype=np.float64) * 900.0 + start.timestamp()
        together = FileWeather(read_weather(text, name="f"), place=PLACE, seed=3).span(moments)
        weather = FileWeather(read_weather(text, name="f"), place=PLACE, seed=3)
        for moment, point in zip(moments.tolist(), together.points(), strict=True):
            assert weather.at(moment).point == point


def test_a_leap_day_takes_the_day_before() -> None:
    weather = FileWeather(YEAR, place=PLACE, seed=1)
    leap, before = (
        weather.at(datetime(2028, 2, d, 5, 30, tzinfo=UTC).timestamp()).point.temperature_c for d in (29, 28)
    )
    assert leap == before


def test_gaps_and_what_lies_outside_are_generated_and_flagged() -> None:
    table = read_weather(CSV, name="day.csv")
    weather = FileWeather(table, place=PLACE, seed=7)
    generated = WeatherGenerator(PLACE, seed=7)
    gap = datetime(2026, 3, 1, 12, 30, tzinfo=UTC).timestamp() - 7 * 3_600
    assert weather.estimated(gap)
    assert weather.at(gap).point.ghi_w_m2 == generated.at(gap).point.ghi_w_m2
    assert weather.at(gap).point.temperature_c != generated.at(gap).point.temperature_c
    assert not weather.estimated(gap - 7_200)
    outside = gap + 5 * 86_400
    assert weather.estimated(outside)
    assert weather.at(outside).point == generated.at(outside).point


def test_a_run_outside_the_file_and_a_file_of_another_place_are_refused() -> None:
    weather = FileWeather(read_weather(CSV, name="day.csv"), place=PLACE, seed=7)
    with pytest.raises(WeatherElsewhere, match=r"day.csv has weather from 2026-02-28T17:00"):
        weather.check_start(int(datetime(2025, 1, 1, tzinfo=UTC).timestamp()))
    with pytest.raises(WeatherElsewhere, match=r"bangkok.epw is of 13.78, 100.56 and the campus is at 37"):
        FileWeather(YEAR, place=load("stanford").place, seed=1)


def test_a_fleet_runs_on_a_file_and_resumes_on_the_same_one_only() -> None:
    start = int(datetime(2027, 6, 3, 2, 0, tzinfo=UTC).timestamp())
    fleet = SimulatedFleet(UTCC, seed=1, start_s=start, weather=YEAR)
    for _ in range(4):
        block = fleet.step(900)
    assert (
        block.weather.temperature_c
        == FileWeather(YEAR, place=PLACE, seed=1).at(start + 3_150.0).point.temperature_c
    )
    state = fleet.snapshot()
    again = SimulatedFleet(UTCC, seed=1, start_s=start, weather=YEAR)
    again.restore(state)
    assert np.array_equal(again.step(900).energies.generated_wh, fleet.step(900).energies.generated_wh)
    other = SimulatedFleet(UTCC, seed=1, start_s=start)
    with pytest.raises(Exception, match="another campus or seed"):
        other.restore(state)
