"""Histories whose load is known in closed form, so that a test knows what a model should find."""

import numpy as np

from gridtokenx.campus.model import Calendar
from gridtokenx.forecast.history import History
from gridtokenx.forecast.load_model import Setting

MONDAY_S = 1_514_764_800
"""2018-01-01 00:00 UTC, a Monday."""
SETTING = Setting("UTC", Calendar())


def made_history(*, weeks: int = 12, noise_kwh: float = 0.0, weather: bool = True, seed: int = 7) -> History:
    """Two meters: 10 kWh with 5 more on working hours, and the second warms below 15 °C, 0.4 kWh a K."""
    random = np.random.default_rng(seed)
    hour = np.arange(weeks * 168)
    working = (hour // 24 % 7 < 5) & (hour % 24 >= 7) & (hour % 24 < 19)
    wave = 12.0 + 6.0 * np.sin(2 * np.pi * (hour % 24 - 9) / 24) + 4.0 * np.sin(2 * np.pi * hour / 500)
    temperature = wave + random.normal(0.0, 1.0, len(hour))
    heat = 0.4 * np.maximum(15.0 - temperature, 0.0)
    load = np.stack((10.0 + 5.0 * working, 20.0 + 8.0 * working + heat), axis=1)
    load += random.normal(0.0, 1.0, load.shape) * noise_kwh
    return History(("a", "b"), MONDAY_S, load, temperature if weather else None)
