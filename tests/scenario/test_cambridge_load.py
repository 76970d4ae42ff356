"""The claims about load on 36 measured buildings: 2018 for fitting, 2019 judged, nothing dropped (R-OPS-3).

The bounds are what simple models reach on these data (one fit) and what a running system must (as running).
2019 was a development set: it was looked at while columns and half-life were chosen.
"""

import numpy as np
import pytest

from gridtokenx.campus.catalogue import measured_text, measured_years
from gridtokenx.cli.readings_file import history_of
from gridtokenx.forecast.cambridge import cambridge
from gridtokenx.forecast.claims import forecast_claim, one_fit_claim, running_claim
from gridtokenx.forecast.history import History
from gridtokenx.forecast.outdoor import WeatherAhead
from gridtokenx.meter.measured import read_measurements

pytestmark = pytest.mark.slow

NEW_YEAR_2019_S = 1_546_300_800


@pytest.fixture(scope="module")
def estate() -> History:
    """Read all 36 buildings: those of the campus and the rest."""
    parts = [
        history_of(read_measurements({f"{n} {y}": measured_text(n, year=y) for y in measured_years(n)}))
        for n in ("cambridge", "cambridge-rest")
    ]
    return parts[0].beside(parts[1])


def test_all_36_buildings_and_both_years_are_there(estate: History) -> None:
    assert len(set(estate.meter_ids)) == 36
    assert estate.hours == 2 * 8_760
    assert estate.temperature_c is not None
    assert estate.ghi_w_m2 is not None


def test_one_fit_reaches_what_simple_models_do(estate: History) -> None:
    claim = one_fit_claim(estate, setting=cambridge(), judged_from_s=NEW_YEAR_2019_S)
    assert claim.hours == 8_760
    assert claim.error.pass_share >= 0.64
    assert claim.error.median_cv_rmse <= 0.172
    assert claim.error.median_mae <= 0.119
    assert abs(claim.error.campus_nmbe) <= 0.027


def test_a_running_system_passes_three_quarters(estate: History) -> None:
    claim = running_claim(estate, setting=cambridge(), judged_from_s=NEW_YEAR_2019_S)
    assert claim.hours == 8_760
    assert claim.target_holds
    assert claim.campus_holds
    assert claim.error.pass_share >= 0.83
    assert claim.error.median_cv_rmse < 0.14


@pytest.mark.parametrize("weather", list(WeatherAhead))
def test_forecasts_beat_persistence_and_last_week_at_every_horizon(
    estate: History, weather: WeatherAhead
) -> None:
    setting = cambridge()
    scores = forecast_claim(estate, setting=setting, judged_from_s=NEW_YEAR_2019_S, weather=weather)
    assert scores.issues == 8_760 - 47
    for baseline in ("persistence", "last day", "last week"):
        assert scores.median_margin(baseline).min() > 0.10
        assert scores.campus_margin(baseline).min() > 0.20
        assert scores.better_share(baseline).min() >= 0.80
    assert np.abs(scores.coverage(0.05, 0.95) - 0.90).max() < 0.05
    assert np.abs(scores.coverage(0.25, 0.75) - 0.50).max() < 0.05
