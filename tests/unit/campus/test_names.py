"""What a building's name tells about its use."""

import pytest

from gridtokenx.campus.catalogue import load
from gridtokenx.campus.model import BuildingType
from gridtokenx.campus.names import PROFILE_NAMES, USUAL_PROFILE, building_type_of


@pytest.mark.parametrize(
    ("meter_id", "building", "expected"),
    [
        ("UTCC_ENG_001", "Engineering", BuildingType.ACADEMIC),
        ("UTCC_DORM_004", "Dormitory 4", BuildingType.RESIDENTIAL),
        ("X_1", "Sports Complex", BuildingType.ATHLETIC),
        ("X_1", "Research Institute", BuildingType.RESEARCH),
        ("X_1", "Dining Hall", BuildingType.SUPPORT),
        ("AMI_METER_STANFORD_PRES_001", "A", BuildingType.ADMINISTRATIVE),
        ("b7", "", BuildingType.ACADEMIC),
    ],
)
def test_the_use_is_inferred(meter_id: str, building: str, expected: BuildingType) -> None:
    assert building_type_of(meter_id, building=building) is expected


def test_most_of_utcc_is_inferred_as_its_table_states() -> None:
    meters = load("utcc").meters
    right = sum(building_type_of(m.meter_id, building=m.building) is m.building_type for m in meters)
    assert right >= 22


def test_every_use_has_a_usual_profile() -> None:
    assert set(USUAL_PROFILE) == set(BuildingType)
    assert set(USUAL_PROFILE.values()) <= PROFILE_NAMES
