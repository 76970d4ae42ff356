"""Generated fleets: shares, ids, sizes from one to a million."""

from collections import Counter

import pytest

from gridtokenx.campus.generated import KEPT_METERS, DrawnMeters, FleetSizeOutOfRange, generated
from gridtokenx.campus.model import MeterType


def test_kinds_have_their_shares() -> None:
    kinds = Counter(m.meter_type for m in generated(meters=20_000, seed=3).meters)
    shares = {"prosumer": 0.40, "consumer": 0.35, "hybrid": 0.20, "storage": 0.05}
    for kind, share in shares.items():
        assert kinds[MeterType(kind)] / 20_000 == pytest.approx(share, abs=0.012)


def test_a_meter_is_equipped_as_its_kind() -> None:
    for meter in generated(meters=500, seed=1).meters:
        has_pv = meter.meter_type in {MeterType.PROSUMER, MeterType.HYBRID}
        has_battery = meter.meter_type in {MeterType.STORAGE, MeterType.HYBRID}
        assert (meter.pv_kw > 0.0, meter.battery_kwh > 0.0, meter.battery_kw > 0.0) == (
            has_pv, has_battery, has_battery,
        )  # fmt: skip
        assert 0.0 < meter.base_kw <= meter.peak_weekday_kw


def test_ids_and_places_follow_the_sources() -> None:
    meters = generated(meters=1_001, seed=1).meters
    assert (meters[0].meter_id, meters[0].building) == ("AMI_METER_001", "Zone_1_Building_1")
    assert (meters[25].building, meters[1_000].meter_id) == ("Zone_2_Building_1", "AMI_METER_1001")
    assert len({m.meter_id for m in meters}) == 1_001


def test_a_longer_fleet_starts_with_the_shorter_and_seeds_differ() -> None:
    assert generated(meters=50, seed=1).meters == generated(meters=80, seed=1).meters[:50]
    assert generated(meters=50, seed=1).meters != generated(meters=50, seed=2).meters


@pytest.mark.parametrize("meters", [0, -1, 1_000_001])
def test_other_sizes_are_refused(meters: int) -> None:
    with pytest.raises(FleetSizeOutOfRange, match=f"meters = {meters}: give 1 to 1000000"):
        generated(meters=meters)


def test_a_large_fleets_meters_are_made_when_asked_for() -> None:
    few, many = generated(meters=2_000, seed=4).meters, generated(meters=KEPT_METERS + 1_000, seed=4).meters
    assert isinstance(many, DrawnMeters)
    assert tuple(many[:2_000]) == few
    assert (many[1_999], many[-1]) == (few[-1], tuple(many)[-1])
    assert many[3:1_000:7] == few[3:1_000:7]
    assert sum(1 for _ in many) == len(many) == KEPT_METERS + 1_000
    assert many == generated(meters=KEPT_METERS + 1_000, seed=4).meters
    assert many != generated(meters=KEPT_METERS + 1_000, seed=5).meters
    with pytest.raises(IndexError):
        many[len(many)]


@pytest.mark.slow
def test_a_hundred_thousand_meters_take_seconds() -> None:
    assert len(generated(meters=100_000, seed=1).meters) == 100_000
