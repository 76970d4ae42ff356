"""Ageing of PV modules: the share of the nameplate that is left after years in the sun (R-SIM-2).

Source: Jordan, Kurtz, VanSant and Newmiller (2016), DOI 10.1002/pip.2744, a compendium of some 11,000
measured rates: crystalline silicon loses 0.5 to 0.6 % a year in the median and 0.8 to 0.9 % in the mean.

Validity: crystalline silicon in its first 25 years, a constant share of what is left each year; the first
hours' loss by light is one of the array's constant losses.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

MEDIAN_PER_YEAR = 0.005
MEAN_PER_YEAR = 0.008
YEAR_S = 31_557_600.0
USUAL_AGE_YEARS = 3.0
"""Age of an array whose first day is not known."""


def remaining(age_years: ArrayLike, *, per_year: float = MEDIAN_PER_YEAR) -> NDArray[np.float64]:
    """Return the share of the nameplate that is left; an array that is not built yet counts as new.

    >>> round(float(remaining(25.0)), 3)
    0.882
    """
    age = np.maximum(np.asarray(age_years, dtype=np.float64), 0.0)
    share: NDArray[np.float64] = (1.0 - per_year) ** age
    return share
