import pytest
from tests.unit.forecast.made import MONDAY_S, SETTING, made_history

from gridtokenx.forecast.claims import forecast_claim, one_fit_claim, running_claim
from gridtokenx.forecast.history import HistoryUnusable
from gridtokenx.forecast.outdoor import WeatherAhead

HISTORY = made_history(weeks=14, noise_kwh=0.5)
FROM_S = MONDAY_S + 10 * 168 * 3_600


def test_each_mode_says_what_it_saw_and_how_it_did() -> None:
    once = one_fit_claim(HISTORY, setting=SETTING, judged_from_s=FROM_S)
    running = running_claim(HISTORY, setting=SETTING, judged_from_s=FROM_S)
    assert (once.mode, running.mode) == ("one fit", "as running")
    assert "fitted once" in once.sees
    assert "none of its load" in running.sees
    for claim in (once, running):
        assert claim.hours == 4 * 168
        assert claim.error.meter_ids == ("a", "b")
        assert claim.campus_holds
        assert claim.target_holds


def test_a_claim_can_fail() -> None:
    doubled = made_history(weeks=14, noise_kwh=0.5)
    doubled.load_kwh[10 * 168 :] *= 2.0
    claim = one_fit_claim(doubled, setting=SETTING, judged_from_s=FROM_S)
    assert not claim.campus_holds
    assert not claim.target_holds
    assert claim.error.pass_share == 0.0


def test_the_forecast_claim_names_its_weather() -> None:
    scores = forecast_claim(HISTORY, setting=SETTING, judged_from_s=FROM_S, weather=WeatherAhead.PERSISTENCE)
    assert scores.weather == "persistence"
    assert scores.mae_kwh.shape == (48, 3)


@pytest.mark.parametrize("moment_s", [MONDAY_S - 3_600, FROM_S + 1, MONDAY_S + 14 * 168 * 3_600])
def test_a_moment_outside_is_refused(moment_s: int) -> None:
    with pytest.raises(HistoryUnusable, match=f"judged from = {moment_s}"):
        one_fit_claim(HISTORY, setting=SETTING, judged_from_s=moment_s)
