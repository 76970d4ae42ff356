"""Daily shapes of occupancy and use, one per load profile, and how a profile splits into loads.

A shape is the share of the way from a meter's base to its peak, at local hours, joined linearly. The
shapes are ours, drawn after the published day types of campus buildings (Miller et al. 2020, Building
Data Genome 2, DOI 10.1038/s41597-020-00712-x; ASHRAE 90.1-2019 user's manual schedules); the three of
`engineering` are fitted to the table in requirement R-CAM-4.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Split:
    """Shares of the load above base by purpose, adding up to 1."""

    hvac: float
    lighting: float
    computing: float
    special: float


@dataclass(frozen=True, slots=True)
class LoadProfile:
    """How a kind of building uses electricity."""

    weekday: Points
    weekend: Points
    split: Split
    holiday: float
    """Share of the weekend's use that is left on a holiday."""
    term_break: float
    """Share of the use that is left in a term break."""
    gated: bool = True
    """Whether opening hours of the campus apply."""

    def table(self, *, weekend: bool) -> NDArray[np.float64]:
        """Return the shape on a grid of 96 quarter hours and the next midnight, shape (97,)."""
        points = self.weekend if weekend else self.weekday
        hours, values = zip(*points, strict=True)
        found: NDArray[np.float64] = np.interp(np.arange(97) / 4.0, hours, values, period=24.0)
        return found


_CLASS_DAY: Points = ((6, 0.02), (7.5, 0.25), (9, 0.85), (11, 1), (12.5, 0.94), (14, 1), (16, 0.85),
                      (18, 0.35), (21, 0.1), (22.5, 0.01))  # fmt: skip
_CLASS_REST: Points = ((7, 0.02), (9, 0.7), (12, 1), (15, 0.9), (17, 0.3), (20, 0.02))
_LAB_DAY: Points = ((5, 0.05), (8, 0.45), (10, 0.95), (14, 1), (17, 0.8), (20, 0.4), (23, 0.1))
_LAB_REST: Points = ((6, 0.05), (10, 0.8), (14, 1), (18, 0.5), (22, 0.05))
_HOME_DAY: Points = ((0, 0.6), (3, 0.35), (5.5, 0.35), (7, 0.65), (9, 0.48), (12, 0.46), (15, 0.46),
                     (17, 0.62), (19, 0.95), (21, 1), (23, 0.85))  # fmt: skip
_HOME_REST: Points = ((0, 0.65), (4, 0.38), (8, 0.5), (11, 0.65), (15, 0.68), (19, 0.95), (21, 1), (23, 0.85))
_OFFICE_DAY: Points = ((6, 0.02), (8, 0.6), (9.5, 1), (12, 0.93), (13, 0.95), (15, 1), (17, 0.65), (19, 0.12),
                       (21, 0.02))  # fmt: skip
_OFFICE_REST: Points = ((7, 0.02), (10, 1), (15, 0.9), (18, 0.02))
_LONG_DAY: Points = ((6, 0.02), (8, 0.6), (10, 0.95), (15, 1), (19, 0.8), (22, 0.25), (23, 0.02))
_ATHLETIC: Points = ((5, 0.02), (6.5, 0.35), (9, 0.38), (12, 0.5), (15, 0.55), (17, 0.95), (20, 1), (22, 0.1))
_POOL: Points = ((4, 0.1), (6, 0.6), (12, 0.75), (16, 0.95), (19, 1), (21, 0.4), (23, 0.1))
_FLOODLIGHT: Points = ((6, 0), (8, 0.03), (17, 0.05), (18, 0.5), (18.5, 1), (21, 1), (21.5, 0.1), (22, 0))
_FULL_TIME: Points = ((0, 0.15), (5, 0.1), (9, 0.75), (11, 1), (16, 1), (19, 0.55), (22, 0.25))
_WORKSHOP: Points = ((5.5, 0.02), (7.5, 0.6), (9, 1), (12, 0.7), (13, 1), (16, 0.9), (17.5, 0.1), (19, 0.04))
_DINING: Points = ((4, 0.02), (6, 0.5), (7.5, 0.8), (9.5, 0.55), (11.5, 1), (13, 0.95), (15, 0.4),
                   (17.5, 0.9), (19, 0.8), (21, 0.1), (22, 0.02))  # fmt: skip
_FLAT: Points = ((0, 1), (12, 1))


def _of_energy(*points: tuple[float, float], base: float, peak: float) -> Points:
    """Return a shape from energies of the zone [kWh per 15 min] between its base and its peak."""
    return tuple((hour, (energy - base) / (peak - base)) for hour, energy in points)


_CLASSROOM = _of_energy(
    (0, 0.4), (5.5, 0.4), (6, 0.5), (8, 1.4), (9, 2.5), (12, 3.9), (15, 4.7), (16, 4.6), (17, 1.8), (18, 0.9),
    (21, 0.6), (22, 0.4), base=0.4, peak=4.7,
)  # fmt: skip
_LABORATORY = _of_energy(
    (0, 1.1), (5.5, 1.1), (6, 1.2), (8, 3.2), (9, 4.2), (12, 6.2), (15, 7.4), (16, 7.3), (17, 6.4), (18, 4.3),
    (21, 2.1), (22, 1.1), base=1.1, peak=7.4,
)  # fmt: skip
_FACULTY = _of_energy(
    (0, 0.3), (5.5, 0.3), (6, 0.4), (8, 1.3), (9, 1.8), (12, 2.7), (15, 3.1), (16, 3.0), (17, 2.6), (18, 1.2),
    (21, 0.5), (22, 0.3), base=0.3, peak=3.1,
)  # fmt: skip

PROFILES: Mapping[str, LoadProfile] = MappingProxyType({
    "academic": LoadProfile(_CLASS_DAY, _CLASS_REST, Split(0.55, 0.2, 0.2, 0.05), 0.25, 0.55),
    "academic_lab": LoadProfile(_LAB_DAY, _LAB_REST, Split(0.45, 0.12, 0.18, 0.25), 0.4, 0.75),
    "residential": LoadProfile(_HOME_DAY, _HOME_REST, Split(0.55, 0.15, 0.15, 0.15), 1.0, 0.6, gated=False),
    "residential_family": LoadProfile(
        _HOME_DAY, _HOME_REST, Split(0.5, 0.15, 0.1, 0.25), 1.0, 1.0, gated=False
    ),
    "office": LoadProfile(_OFFICE_DAY, _OFFICE_REST, Split(0.55, 0.18, 0.22, 0.05), 0.15, 0.9),
    "office_long": LoadProfile(_LONG_DAY, _LONG_DAY, Split(0.55, 0.22, 0.18, 0.05), 0.2, 0.7),
    "athletic": LoadProfile(_ATHLETIC, _ATHLETIC, Split(0.45, 0.35, 0.02, 0.18), 0.5, 0.6),
    "athletic_pool": LoadProfile(_POOL, _POOL, Split(0.2, 0.15, 0.0, 0.65), 0.6, 0.8),
    "floodlight": LoadProfile(_FLOODLIGHT, _FLOODLIGHT, Split(0.0, 0.0, 0.0, 1.0), 0.3, 0.5),
    "research_24_7": LoadProfile(_FULL_TIME, _FULL_TIME, Split(0.4, 0.05, 0.45, 0.1), 0.8, 0.95, gated=False),
    "workshop": LoadProfile(_WORKSHOP, _WORKSHOP, Split(0.25, 0.2, 0.05, 0.5), 0.1, 1.0),
    "dining": LoadProfile(_DINING, _DINING, Split(0.35, 0.1, 0.0, 0.55), 0.4, 0.5),
    "classroom": LoadProfile(_CLASSROOM, _CLASSROOM, Split(0.45, 0.25, 0.2, 0.1), 0.1, 0.5),
    "laboratory": LoadProfile(_LABORATORY, _LABORATORY, Split(0.35, 0.1, 0.2, 0.35), 0.2, 0.8),
    "faculty_office": LoadProfile(_FACULTY, _FACULTY, Split(0.5, 0.2, 0.3, 0.0), 0.1, 0.9),
    "flat": LoadProfile(_FLAT, _FLAT, Split(0.0, 0.0, 0.0, 1.0), 1.0, 1.0, gated=False),
})  # fmt: skip
