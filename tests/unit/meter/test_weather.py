"""Generated weather: shares, persistence, seasons, consistency, published bounds for Bangkok."""

import math
from datetime import UTC, datetime

import numpy as np
import pytest

from gridtokenx.campus.catalogue import load
from gridtokenx.meter.climate import CLIMATES
from gridtokenx.meter.irradiance import clear_sky_ghi
from gridtokenx.meter.weather import DEFAULT_WEIGHTS, SLOT_S, Sky, WeatherGenerator
from gridtokenx.reading.block import Condition

BANGKOK = load("utcc").place
START = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp())
YEAR_SLOTS = 365 * 96


def conditions(generator: WeatherGenerator, *, years: int) -> np.ndarray:
    slots = START // SLOT_S + np.arange(years * YEAR_SLOTS)
    return np.concatenate([generator.conditions(part) for part in np.split(slots, years)])


@pytest.fixture(scope="module")
def thirty_years() -> np.ndarray:
    return conditions(WeatherGenerator(BANGKOK, seed=4), years=30)


@pytest.mark.slow
def test_shares_over_thirty_years_are_the_weights(thirty_years: np.ndarray) -> None:
    """Some 50,000 independent draws: a standard deviation of 0.002 for the largest share."""
    shares = np.bincount(thirty_years, minlength=5) / len(thirty_years)
    assert np.abs(shares - DEFAULT_WEIGHTS).max() < 0.007


@pytest.mark.slow
@pytest.mark.parametrize("weights", [(0.1, 0.1, 0.2, 0.3, 0.3), (0.0, 0.0, 0.0, 0.0, 1.0), (1, 1, 1, 1, 1)])
def test_other_weights_are_followed(weights: tuple[float, ...]) -> None:
    generator = WeatherGenerator(BANGKOK, seed=4, weights=weights)
    shares = np.bincount(conditions(generator, years=10), minlength=5) / (10 * YEAR_SLOTS)
    assert np.abs(shares - np.array(weights) / sum(weights)).max() < 0.012


@pytest.mark.slow
def test_the_sky_persists_as_long_as_it_says(thirty_years: np.ndarray) -> None:
    """A tenth of the slots draw anew, and some of those draw the same: skies last 3.5 hours on average."""
    stayed = (thirty_years[1:] == thirty_years[:-1]).mean()
    again = sum(w * w for w in DEFAULT_WEIGHTS)
    assert stayed == pytest.approx(0.9 + 0.1 * again, abs=0.003)
    changes = np.flatnonzero(np.diff(thirty_years))
    assert 3.2 < np.diff(changes).mean() / 4.0 < 3.8


@pytest.mark.slow
def test_sunny_skies_follow_the_months_sunshine(thirty_years: np.ndarray) -> None:
    month = (np.arange(len(thirty_years)) % YEAR_SLOTS) // (YEAR_SLOTS // 12)
    sunny = [(thirty_years[month == m] == Condition.SUNNY).mean() for m in range(12)]
    assert np.corrcoef(sunny, CLIMATES["bangkok"].sunshine_h)[0, 1] > 0.95
    assert max(sunny) - min(sunny) > 0.1


def test_weather_depends_on_seed_and_moment_only() -> None:
    walked = WeatherGenerator(BANGKOK, seed=9)
    for k in range(0, 3_000, 7):
        walked.at(START + k * 60)
    fresh = WeatherGenerator(BANGKOK, seed=9)
    assert walked.at(START + 60_000.0).point == fresh.at(START + 60_000.0).point
    assert WeatherGenerator(BANGKOK, seed=10).at(START + 60_000.0).point != fresh.at(START + 60_000.0).point


@pytest.fixture(scope="module")
def year() -> list[Sky]:
    generator = WeatherGenerator(BANGKOK, seed=2)
    return [generator.at(START + 3_600 * k + 1_800) for k in range(8_760)]


@pytest.mark.slow
def test_bangkok_receives_the_published_irradiation(year: list[Sky]) -> None:
    """5.0 to 5.6 kWh/m2 a day over the year in most of the country, highest in April and May."""
    ghi = np.array([s.point.ghi_w_m2 for s in year])
    assert 4.8 < ghi.sum() / 365_000 < 5.6
    months = ghi.reshape(365, 24).sum(axis=1)
    assert months[90:151].mean() > months[[*range(31), *range(334, 365)]].mean()


@pytest.mark.slow
def test_bangkok_is_as_warm_humid_and_windy_as_published(year: list[Sky]) -> None:
    days = np.array([s.point.temperature_c for s in year]).reshape(365, 24)
    assert days.max(axis=1).mean() == pytest.approx(np.mean(CLIMATES["bangkok"].daily_max_c), abs=1.0)
    assert days.min(axis=1).mean() == pytest.approx(np.mean(CLIMATES["bangkok"].daily_min_c), abs=1.0)
    humidity = np.array([s.point.humidity_pct for s in year])
    assert humidity.mean() == pytest.approx(np.mean(CLIMATES["bangkok"].humidity_pct), abs=4.0)
    wind = np.array([s.point.wind_m_s for s in year])
    assert wind.mean() == pytest.approx(np.mean(CLIMATES["bangkok"].wind_m_s), rel=0.1)


@pytest.mark.slow
def test_quantities_fit_together(year: list[Sky]) -> None:
    for sky in year:
        point = sky.point
        closed = point.dni_w_m2 * max(math.cos(math.radians(float(sky.sun.zenith_deg))), 0.0) + point.dhi_w_m2
        assert closed == pytest.approx(point.ghi_w_m2, abs=1e-6 + 0.02 * point.ghi_w_m2)
        assert point.ghi_w_m2 <= 1.1 * float(clear_sky_ghi(sky.sun.apparent_zenith_deg)) + 1e-9
        assert 12.0 <= point.humidity_pct <= 100.0
        assert point.wind_m_s >= 0.0
        assert float(sky.sun.zenith_deg) < 91.0 or point.ghi_w_m2 == 0.0
        assert point.condition is not Condition.RAINY or point.humidity_pct >= 90.0


@pytest.mark.slow
def test_a_rainy_noon_is_darker_than_a_sunny_one(year: list[Sky]) -> None:
    noon = [s.point for k, s in enumerate(year) if k % 24 == 5]
    mean = {c: np.mean([p.ghi_w_m2 for p in noon if p.condition is c]) for c in Condition}
    assert mean[Condition.SUNNY] > mean[Condition.CLOUDY] > mean[Condition.RAINY]
