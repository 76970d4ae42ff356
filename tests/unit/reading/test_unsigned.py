"""Readings without signatures: the block's numbers, in the campus's order, without external meters."""

from dataclasses import replace

import pytest

from gridtokenx.campus.catalogue import load
from gridtokenx.meter.fleet import SimulatedFleet
from gridtokenx.reading.unsigned import MetersMismatch, unsigned

UTCC = load("utcc")
BLOCK = SimulatedFleet(UTCC, seed=1, start_s=1_772_496_000).step(900)


def test_readings_are_the_blocks_numbers_in_order() -> None:
    readings = list(unsigned(BLOCK, meters=UTCC.meters))
    assert [item.reading.meter_id for item in readings] == [m.meter_id for m in UTCC.meters]
    assert [item.reading.consumed_wh for item in readings] == BLOCK.energies.consumed_wh.tolist()
    assert [item.state.voltage_v for item in readings] == BLOCK.electricals.voltage_v.tolist()
    assert {item.reading.signature for item in readings} == {b""}
    has_battery = [m.battery_kwh > 0.0 for m in UTCC.meters]
    assert [item.state.battery_soc is not None for item in readings] == has_battery


def test_external_meters_are_left_out() -> None:
    meters = (replace(UTCC.meters[0], external=True), *UTCC.meters[1:])
    readings = list(unsigned(BLOCK, meters=meters))
    assert [item.reading.meter_id for item in readings] == [m.meter_id for m in UTCC.meters[1:]]


def test_a_block_of_other_meters_is_refused() -> None:
    with pytest.raises(MetersMismatch, match="25 meters and the campus 24"):
        list(unsigned(BLOCK, meters=UTCC.meters[1:]))
