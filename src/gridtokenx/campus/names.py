"""Words that a campus file may use for load profiles and climates, and what a building's name suggests.

The numbers behind them live in :mod:`gridtokenx.meter.shape` and :mod:`gridtokenx.meter.climate`, which
are tested to have exactly these names.
"""

from collections.abc import Mapping
from types import MappingProxyType

from gridtokenx.campus.model import BuildingType

PROFILE_NAMES = frozenset({
    "academic", "academic_lab", "residential", "residential_family", "office", "office_long", "athletic",
    "athletic_pool", "floodlight", "research_24_7", "workshop", "dining", "classroom", "laboratory",
    "faculty_office", "flat",
})  # fmt: skip
CLIMATE_NAMES = frozenset({"bangkok", "stanford", "cambridge_uk", "windy_coast"})

USUAL_PROFILE: Mapping[BuildingType, str] = MappingProxyType({
    BuildingType.ACADEMIC: "academic",
    BuildingType.RESIDENTIAL: "residential",
    BuildingType.ADMINISTRATIVE: "office",
    BuildingType.ATHLETIC: "athletic",
    BuildingType.RESEARCH: "research_24_7",
    BuildingType.SUPPORT: "workshop",
})  # fmt: skip

_HINTS: tuple[tuple[BuildingType, tuple[str, ...]], ...] = (
    (BuildingType.RESIDENTIAL, ("DORM", "RESIDEN", "HOUS", "HALL OF", "APART", "GRAD", "FRAT", "INTL")),
    (BuildingType.ATHLETIC, ("GYM", "POOL", "FIELD", "STADIUM", "SPORT", "ATHLET", "FITNESS")),
    (BuildingType.RESEARCH, ("RESEARCH", "LABORATOR", "_LAB_", "MED", "DATA C", "_DATA_", "_RES_")),
    (BuildingType.SUPPORT, ("DINING", "CANTEEN", "MAINT", "WORKSHOP", "CAR PARK", "PARKING", "KITCHEN")),
    (
        BuildingType.ADMINISTRATIVE,
        ("ADMIN", "LIBRAR", "REGIST", "FINANCE", "_FIN_", "PRES", "OFFICE", "_SA_"),
    ),
)


def building_type_of(meter_id: str, *, building: str) -> BuildingType:
    """Return what a building is used for, as far as its name or its meter's id tells; else academic.

    >>> building_type_of("UTCC_DORM_001", building="Dormitory 1").value
    'residential'
    """
    for text in (building.upper(), meter_id.upper()):
        for kind, hints in _HINTS:
            if any(hint in text for hint in hints):
                return kind
    return BuildingType.ACADEMIC
