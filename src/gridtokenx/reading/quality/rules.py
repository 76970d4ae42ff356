"""What the quality checks believe: every threshold, with its unit and its reason.

Chosen on faults injected with seed 1 and on the year 2018 of the measured buildings; judged on other seeds
and on 2019 (docs/concept/quality.md).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits of the checks; times in seconds, energies in watt-hours, shares without unit."""

    imbalance_wh: int = 5
    """Six truncated registers miss their balance by no more (readings.md)."""
    tolerance: float = 0.05
    """How far over its capacity a meter may read, as on the chain."""
    dark_elevation_deg: float = -3.0
    """Sun this far below the horizon gives no generation: twilight is below 0.1 % of a noon."""
    dark_wh: float = 5.0
    """Generation of an interval in the dark that is still noise."""
    zero_s: int = 7_200
    """A meter that hardly ever reads 0 and does for this long stands still."""
    zero_share: float = 0.02
    """A meter that reads 0 more often than this is one that rests."""
    flat_s: int = 21_600
    """The same value for this long, of a meter whose days vary, is a register that stands still."""
    flat_times: float = 4.0
    """And this many times the longest run of its median day."""
    jump_z: float = 6.0
    """Robust standard deviations from the same time of other days (Iglewicz and Hoaglin 1993 name 3.5 for
    normal data; loads have heavier tails)."""
    jump_floor: float = 0.10
    """Least standard deviation, as a share of the meter's mean."""
    jump_share: float = 0.5
    """And this share of the meter's 98th percentile above the readings around it."""
    level_share: float = 0.22
    """A level that departs from the other meters' by this for days has changed."""
    level_z: float = 7.0
    """And by this many of the meter's own robust standard deviations from day to day."""
    level_days: int = 3
    drift_per_day: float = 0.009
    """Least slope of the log of a day's energy beside the other meters'."""
    drift_z: float = 8.0
    """Slope over its own standard error."""
    drift_days: int = 14
    """Days that a slope is fitted over."""
    skew_s: int = 2_700
    """Least displacement of the day that a clock is blamed for."""
    skew_days: int = 4
    """Days that must agree."""
    skew_gain: float = 0.5
    """Share of the misfit that the displacement takes away."""
    skew_fit: float = 0.80
    """Correlation with the usual day after the displacement."""
