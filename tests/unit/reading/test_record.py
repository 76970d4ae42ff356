from dataclasses import FrozenInstanceError, replace

import pytest

from gridtokenx.reading.record import IntervalReading


@pytest.mark.parametrize(
    ("import_wh", "export_wh", "net", "surplus", "deficit"),
    [(0, 2_100, 2_100, 2_100, 0), (500, 0, -500, 0, 500), (300, 200, -100, 0, 100), (0, 0, 0, 0, 0)],
)
def test_surplus_and_deficit_are_the_two_sides_of_net(
    reading: IntervalReading, import_wh: int, export_wh: int, net: int, surplus: int, deficit: int
) -> None:
    changed = replace(reading, import_wh=import_wh, export_wh=export_wh)
    assert (changed.net_wh, changed.surplus_wh, changed.deficit_wh) == (net, surplus, deficit)


def test_a_reading_cannot_be_changed(reading: IntervalReading) -> None:
    with pytest.raises(FrozenInstanceError):
        reading.export_wh = 1  # type: ignore[misc]  # that it fails is what is tested
