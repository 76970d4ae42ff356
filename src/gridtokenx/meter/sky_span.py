"""The weather of several moments as columns: what a fleet is stepped through at once.

A column has the shape (k, 1), so that it meets arrays over meters or over directions of PV, shape (n,), in
arrays of shape (k, n).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gridtokenx.meter.solar import SunPosition
from gridtokenx.reading.block import Condition, WeatherPoint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridtokenx.meter.weather import Sky

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SkySpan:
    """Weather and sun at k moments, each array of shape (k, 1)."""

    time_s: Floats
    """The moments [epoch s], rising."""
    temperature_c: Floats
    humidity_pct: Floats
    wind_m_s: Floats
    ghi_w_m2: Floats
    dni_w_m2: Floats
    dhi_w_m2: Floats
    condition: NDArray[np.int64]
    sun: SunPosition

    def __len__(self) -> int:
        """Return the number of moments."""
        return len(self.time_s)

    def points(self) -> list[WeatherPoint]:
        """Return the weather of each moment."""
        columns = (
            self.temperature_c, self.humidity_pct, self.wind_m_s, self.ghi_w_m2, self.dni_w_m2, self.dhi_w_m2,
        )  # fmt: skip
        kinds = [Condition(kind) for kind in self.condition.ravel().tolist()]
        return list(map(WeatherPoint, *(column.ravel().tolist() for column in columns), kinds))


def span_of(skies: "Sequence[Sky]") -> SkySpan:
    """Return the weather of single moments as columns."""
    points = [sky.point for sky in skies]
    suns = [sky.sun for sky in skies]
    return SkySpan(
        _column([sky.time_s for sky in skies]),
        _column([p.temperature_c for p in points]),
        _column([p.humidity_pct for p in points]),
        _column([p.wind_m_s for p in points]),
        _column([p.ghi_w_m2 for p in points]),
        _column([p.dni_w_m2 for p in points]),
        _column([p.dhi_w_m2 for p in points]),
        np.array([[int(p.condition)] for p in points], dtype=np.int64),
        SunPosition(
            _column([float(s.zenith_deg) for s in suns]),
            _column([float(s.apparent_zenith_deg) for s in suns]),
            _column([float(s.azimuth_deg) for s in suns]),
            _column([float(s.extraterrestrial_w_m2) for s in suns]),
        ),
    )


def _column(values: list[float]) -> Floats:
    return np.array(values, dtype=np.float64)[:, np.newaxis]
