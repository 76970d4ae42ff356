from dataclasses import replace

import numpy as np
import pytest
from tests.unit.forecast.made import SETTING, made_history

from gridtokenx.forecast.calibration import calibrate
from gridtokenx.forecast.history import HistoryUnusable


def test_the_last_fifth_is_held_out() -> None:
    found = calibrate(made_history(weeks=10, noise_kwh=0.4), setting=SETTING)
    assert (found.fitted_hours, found.held_out_hours) == (1_344, 336)
    assert found.simulated.passed.all()
    assert found.simulated.median_mae < 0.05
    assert (found.forecast.median_margin("persistence")[3:20] > 0.3).all()
    assert found.forecast.issues == 336 - 47


def test_the_error_shown_is_of_a_model_that_did_not_see_the_held_out_load() -> None:
    history = made_history(weeks=10, noise_kwh=0.4)
    load = history.load_kwh.copy()
    load[1_344:] *= 1.5
    found = calibrate(replace(history, load_kwh=load), setting=SETTING)
    assert found.simulated.nmbe == pytest.approx(1 / 3, abs=0.03)
    assert np.abs(found.forecast.mae_kwh).max() > 0


def test_too_little_or_nothing_is_refused() -> None:
    with pytest.raises(HistoryUnusable, match="1008 hours: give 1176"):
        calibrate(made_history(weeks=6), setting=SETTING)
    silent = made_history(weeks=10)
    silent.load_kwh[:, 1] = 0.0
    with pytest.raises(HistoryUnusable, match="readings of b = 0 kWh"):
        calibrate(silent, setting=SETTING)
