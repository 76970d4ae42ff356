"""A plant under a sky whose index stays for a day and is known in closed form."""

import numpy as np

from gridtokenx.forecast.generation import PlantHistory
from gridtokenx.forecast.load_model import AHEAD_H

START_S = 1_514_764_800


def made_plant(*, days: int = 60, spread: float = 0.3, seed: int = 3) -> PlantHistory:
    """Generate 4 Wh for each W/m² of a clear sky, less by an index that persists and is noisy by the hour."""
    random = np.random.default_rng(seed)
    hour = np.arange(days * 24 + AHEAD_H)
    clear = np.maximum(900.0 * np.sin(2 * np.pi * (hour % 24 - 6) / 24), 0.0)
    index = np.empty(days)
    state = 0.0
    for day in range(days):
        state = 0.6 * state + random.normal(0.0, 1.0)
        index[day] = np.clip(0.8 + spread * state, 0.1, 1.0)
    sky = np.repeat(index, 24) + random.normal(0.0, 0.2 * spread, days * 24)
    return PlantHistory(START_S, 0.004 * clear[: days * 24] * np.clip(sky, 0.0, 1.0), clear)
