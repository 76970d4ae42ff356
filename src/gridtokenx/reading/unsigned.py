"""A fleet's arrays as readings without signatures: what a meter would sign, and what a simulation writes."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.campus.model import MeterSpec
from gridtokenx.reading.block import Energies, FleetBlock, QualityFlags, Role
from gridtokenx.reading.record import IntervalReading, MeterReading, MeterState


class MetersMismatch(GridTokenXError):
    """A block whose arrays are not as long as the campus's list of meters."""


def unsigned(block: FleetBlock, *, meters: Sequence[MeterSpec]) -> Iterator[MeterReading]:
    """Yield a block's readings in the campus's order, without external meters.

    Args:
        block: One step, arrays of shape (n,).
        meters: The campus's n meters; those that are external report for themselves.

    Raises:
        MetersMismatch: The block is not of these meters.
    """
    check_meters(block, count=len(meters))
    electricals = block.electricals
    columns = (
        *(getattr(block.energies, name).tolist() for name in Energies.__slots__),
        block.quality.tolist(),
        electricals.voltage_v.tolist(),
        electricals.current_a.tolist(),
        electricals.power_factor.tolist(),
        electricals.battery_soc.tolist(),
        block.role.tolist(),
    )
    for meter, *wh, quality, volts, amps, factor, soc, role in zip(meters, *columns, strict=True):
        if meter.external:
            continue
        reading = replace(IntervalReading(meter.meter_id, block.interval, *wh), quality=QualityFlags(quality))
        level = None if math.isnan(soc) else soc
        yield MeterReading(reading, MeterState(volts, amps, factor, level, Role(role), block.weather))


def check_meters(block: FleetBlock, *, count: int) -> None:
    """Check that a block has as many meters as its campus.

    Raises:
        MetersMismatch: It has more or fewer.
    """
    if len(block.quality) != count:
        raise MetersMismatch(
            f"the block has {len(block.quality)} meters and the campus {count}: step the fleet of this campus"
        )
