"""From a fleet's arrays to signed readings, and from short steps to a settlement step."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.campus.model import MeterSpec
from gridtokenx.reading.block import Electricals, Energies, FleetBlock, WeatherPoint
from gridtokenx.reading.record import MeterReading
from gridtokenx.reading.signing import Signer, sign
from gridtokenx.reading.unsigned import unsigned


class BlocksNotContiguous(GridTokenXError):
    """Steps that do not follow one another without a gap, or do not fill an interval."""


def assemble(
    block: FleetBlock, *, meters: Sequence[MeterSpec], signer_of: Callable[[MeterId], Signer]
) -> list[MeterReading]:
    """Return a block as signed readings in the campus's order, without external meters.

    Args:
        block: One settlement step, arrays of shape (n,).
        meters: The campus's n meters; those that are external report for themselves.
        signer_of: Gives each meter's signer.

    Raises:
        MetersMismatch: The block is not of these meters.
    """
    return [
        MeterReading(sign(item.reading, signer=signer_of(item.reading.meter_id)), item.state)
        for item in unsigned(block, meters=meters)
    ]


def accumulate(blocks: Sequence[FleetBlock]) -> FleetBlock:
    """Add steps that follow one another into one.

    Energies are summed, so nothing is lost or rounded. Voltage, current, power factor, frequency and
    weather are means weighted by length; state of charge, role and sky are the last step's; quality is
    every flag that any step had.

    Raises:
        BlocksNotContiguous: There are none, a step is missing, or together they are no aligned interval.
    """
    if not blocks:
        raise BlocksNotContiguous("no steps to add: give at least one block")
    for before, after in pairwise(blocks):
        if before.interval.end_s != after.interval.start_s:
            raise BlocksNotContiguous(
                f"a step ends at {before.interval.end_s} and the next starts at {after.interval.start_s}: "
                "give steps in order and without gaps"
            )
    first, last = blocks[0], blocks[-1]
    interval = MarketInterval(first.interval.start_s, last.interval.end_s - first.interval.start_s)
    return FleetBlock(
        interval,
        _summed(blocks),
        _mean_electricals(blocks),
        np.bitwise_or.reduce([block.quality for block in blocks]),
        last.role,
        _mean_weather(blocks),
    )


def _weights(blocks: Sequence[FleetBlock]) -> list[float]:
    total = sum(block.interval.length_s for block in blocks)
    return [block.interval.length_s / total for block in blocks]


def _summed(blocks: Sequence[FleetBlock]) -> Energies:
    return Energies(
        *(np.sum([getattr(block.energies, name) for block in blocks], axis=0) for name in Energies.__slots__)
    )


def _mean_electricals(blocks: Sequence[FleetBlock]) -> Electricals:
    parts = [block.electricals for block in blocks]
    weights = np.asarray(_weights(blocks))
    return Electricals(
        voltage_v=weights @ np.stack([part.voltage_v for part in parts]),
        current_a=weights @ np.stack([part.current_a for part in parts]),
        power_factor=weights @ np.stack([part.power_factor for part in parts]),
        frequency_hz=float(weights @ np.asarray([part.frequency_hz for part in parts])),
        battery_soc=parts[-1].battery_soc,
    )


def _mean_weather(blocks: Sequence[FleetBlock]) -> WeatherPoint:
    names = ("temperature_c", "humidity_pct", "wind_m_s", "ghi_w_m2", "dni_w_m2", "dhi_w_m2")
    weights = _weights(blocks)
    means = (
        sum(weight * getattr(block.weather, name) for weight, block in zip(weights, blocks, strict=True))
        for name in names
    )
    return replace(blocks[-1].weather, **dict(zip(names, means, strict=True)))
