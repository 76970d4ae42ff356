"""Loads: calendar, weather, noise and limits, and the campus totals that the requirements state."""

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from gridtokenx.campus.catalogue import load
from gridtokenx.campus.model import BuildingType, Calendar, Campus
from gridtokenx.meter.load import (
    CampusClock,
    DayKind,
    LoadModel,
    LoadParts,
    UnknownProfile,
    hvac_factor,
    meter_keys,
)
from gridtokenx.meter.sky_span import span_of
from gridtokenx.meter.solar import SunPosition
from gridtokenx.meter.weather import Sky
from gridtokenx.reading.block import Condition, WeatherPoint

UTCC = load("utcc")
HOT = WeatherPoint(33.0, 60.0, 1.5, 800.0, 600.0, 200.0, Condition.SUNNY)
MILD = replace(HOT, temperature_c=24.0)


def local(year: int, month: int, day: int, hour: float, *, campus: Campus = UTCC) -> float:
    offset_h = {"utcc": 7.0, "engineering": 7.0}[campus.name]
    return datetime(year, month, day, tzinfo=UTC).timestamp() + 3_600.0 * (hour - offset_h)


def parts(model: LoadModel, time_s: float, *, weather: WeatherPoint) -> LoadParts:
    """Return the parts of one moment, each of shape (n,), once they are what the whole load adds up to."""
    nowhere = np.array(90.0)
    span = span_of([Sky(weather, SunPosition(nowhere, nowhere, nowhere, nowhere), time_s)])
    found, (total_w, _) = model.parts(span), model.total_w(span)
    assert total_w == pytest.approx(found.total_w, rel=1e-12)
    return LoadParts(*(getattr(found, name)[0] for name in LoadParts.__slots__))


def mean_kw(moments: list[float], *, weather: WeatherPoint = HOT, campus: Campus = UTCC) -> float:
    totals = []
    for seed in range(10):
        model = LoadModel(campus, seed=seed)
        totals += [parts(model, t, weather=weather).total_w.sum() / 1e3 for t in moments]
    return float(np.mean(totals))


WEDNESDAY = [local(2026, 3, 4, 12.5)]


def test_utccs_midday_load_is_about_1040_kw() -> None:
    assert mean_kw(WEDNESDAY) == pytest.approx(1_040.0, rel=0.05)


def test_weekends_holidays_and_breaks_use_less() -> None:
    weekday = mean_kw(WEDNESDAY)
    weekend = mean_kw([local(2026, 3, 7, 12.5)])
    holiday = mean_kw([local(2026, 5, 1, 12.5)])
    on_break = mean_kw([local(2026, 7, 1, 12.5)])
    assert holiday < weekend < weekday
    assert weekend < 0.8 * weekday
    assert on_break < 0.85 * weekday


def test_heat_drives_cooling_and_nothing_else() -> None:
    hot = parts(LoadModel(UTCC, seed=1), WEDNESDAY[0], weather=HOT)
    mild = parts(LoadModel(UTCC, seed=1), WEDNESDAY[0], weather=MILD)
    assert hot.hvac_w.sum() > 1.8 * mild.hvac_w.sum()
    assert hot.computing_w == pytest.approx(mild.computing_w)
    assert hot.special_w == pytest.approx(mild.special_w)
    assert hvac_factor(-5.0, design_c=25.0) > hvac_factor(16.0, design_c=25.0)


def test_daylight_saves_lighting() -> None:
    dark = parts(LoadModel(UTCC, seed=1), WEDNESDAY[0], weather=replace(HOT, ghi_w_m2=0.0))
    assert dark.lighting_w.sum() > parts(LoadModel(UTCC, seed=1), WEDNESDAY[0], weather=HOT).lighting_w.sum()


def test_kinds_of_building_follow_their_own_day() -> None:
    model = LoadModel(UTCC, seed=3)
    noon = parts(model, local(2026, 3, 4, 12.5), weather=HOT).total_w
    night = parts(model, local(2026, 3, 4, 21.0), weather=HOT).total_w
    home = np.array([m.building_type is BuildingType.RESIDENTIAL for m in UTCC.meters])
    class_rooms = np.array([m.building_type is BuildingType.ACADEMIC for m in UTCC.meters])
    assert night[home].sum() > 1.3 * noon[home].sum()
    assert night[class_rooms].sum() < 0.6 * noon[class_rooms].sum()


def test_a_load_never_passes_its_limit_and_the_parts_add_up() -> None:
    limit = np.array([m.load_limit_kw for m in UTCC.meters]) * 1e3
    scorching = replace(HOT, temperature_c=48.0)
    for seed in range(20):
        found = parts(LoadModel(UTCC, seed=seed), WEDNESDAY[0] + seed * 7_200, weather=scorching)
        assert (found.total_w <= limit * (1.0 + 1e-12)).all()
        assert (found.total_w > 0.0).all()


def test_a_wild_draw_is_trimmed_to_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    model = LoadModel(UTCC, seed=1)
    monkeypatch.setattr(model, "_variation", lambda _times: np.full((1, 25), 9.0))
    limit = np.array([m.load_limit_kw for m in UTCC.meters]) * 1e3
    total = parts(model, WEDNESDAY[0], weather=HOT).total_w
    assert (total <= limit * (1.0 + 1e-12)).all()
    assert np.isclose(total, limit).sum() > 15


def test_noise_is_each_meters_own_and_moderate() -> None:
    model = LoadModel(UTCC, seed=1)
    moments = local(2026, 3, 5, 12.5) + 604_800.0 * np.arange(12)  # Thursdays of one term, no holiday
    series = np.array([parts(model, t, weather=HOT).total_w for t in moments])
    spread = series.std(axis=0) / series.mean(axis=0)
    assert 0.02 < np.median(spread) < 0.15
    assert abs(np.corrcoef(series[:, 0], series[:, 1])[0, 1]) < 0.9


def test_keys_depend_on_the_meters_own_id_and_the_seed() -> None:
    reverse = replace(UTCC, meters=UTCC.meters[::-1])
    assert (meter_keys(reverse, seed=3) == meter_keys(UTCC, seed=3)[::-1]).all()
    assert not np.isin(meter_keys(UTCC, seed=4), meter_keys(UTCC, seed=3)).any()


def test_engineering_closes() -> None:
    engineering = load("engineering")
    late = mean_kw([local(2026, 3, 4, 23.0)], campus=engineering)
    open_ = mean_kw([local(2026, 3, 4, 14.0)], campus=engineering)
    sunday_early = mean_kw([local(2026, 3, 8, 7.0)], campus=engineering)
    holiday = mean_kw([local(2026, 5, 1, 14.0)], campus=engineering)
    base = sum(m.base_kw for m in engineering.meters)
    assert open_ > 7.0 * late
    for closed in (late, sunday_early, holiday):
        assert 0.999 * base <= closed < 1.3 * base


def test_the_clock_knows_summer_time_and_kinds_of_day() -> None:
    calendar = Calendar(frozenset({date(2018, 12, 25)}), ((date(2018, 7, 1), date(2018, 7, 31)),))
    clock = CampusClock(calendar, timezone="Europe/London")
    summer = clock.at(datetime(2018, 7, 2, 11, 7, 30, tzinfo=UTC).timestamp())
    assert (summer.hour, summer.kind, summer.term_break) == (12.125, DayKind.WEEKDAY, True)
    winter = clock.at(datetime(2018, 12, 25, 11, tzinfo=UTC).timestamp())
    assert (winter.hour, winter.kind, winter.term_break) == (11.0, DayKind.HOLIDAY, False)
    assert clock.at(datetime(2018, 12, 22, 11, tzinfo=UTC).timestamp()).kind is DayKind.WEEKEND


def test_an_unknown_profile_is_named() -> None:
    wrong = replace(UTCC, meters=(replace(UTCC.meters[0], load_profile="spaceship"),))
    with pytest.raises(UnknownProfile, match=r"'spaceship' is unknown: use one of academic"):
        LoadModel(wrong, seed=1)
