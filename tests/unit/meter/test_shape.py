"""Load profiles: shapes between nothing and all, shares that add up, names that campus files may use."""

import numpy as np
import pytest

from gridtokenx.campus.names import PROFILE_NAMES
from gridtokenx.meter.shape import PROFILES


def test_campus_files_know_exactly_these_profiles() -> None:
    assert not PROFILE_NAMES.symmetric_difference(PROFILES)


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_a_profile_is_whole(name: str) -> None:
    profile = PROFILES[name]
    for weekend in (False, True):
        table = profile.table(weekend=weekend)
        assert table.shape == (97,)
        assert table[0] == pytest.approx(table[96])
        assert table.min() >= 0.0
        assert table.max() == pytest.approx(1.0, abs=0.01)
    split = profile.split
    assert split.hvac + split.lighting + split.computing + split.special == pytest.approx(1.0)
    assert 0.0 <= profile.holiday <= 1.0
    assert 0.0 <= profile.term_break <= 1.0


def peak_hour(name: str) -> float:
    return float(np.argmax(PROFILES[name].table(weekend=False)) / 4.0)


def test_buildings_peak_when_they_are_used() -> None:
    assert 9.0 <= peak_hour("academic") <= 16.0
    assert 18.0 <= peak_hour("residential") <= 22.0
    assert 18.0 <= peak_hour("floodlight") <= 21.0
    assert 8.0 <= peak_hour("office") <= 17.0


def test_the_engineering_zones_use_the_stated_energies_at_nine() -> None:
    """2.5, 4.2 and 1.8 kWh per 15 minutes, which add up to the complex's 8.5 (R-CAM-4)."""
    for name, base, peak, at_nine in (
        ("classroom", 0.4, 4.7, 2.5),
        ("laboratory", 1.1, 7.4, 4.2),
        ("faculty_office", 0.3, 3.1, 1.8),
    ):
        shape = PROFILES[name].table(weekend=False)[36]
        assert base + (peak - base) * shape == pytest.approx(at_nine)
