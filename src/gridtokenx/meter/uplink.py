"""Faults on a meter's way to its head-end, after signing: lost, doubled and changed readings (R-SIM-11).

Stands between a fleet's signed readings and whoever stores them. What is lost or doubled follows from the
seed, the meter and the interval, so a run that is taken up again loses the same readings.
"""

from collections.abc import Sequence
from dataclasses import replace

from gridtokenx.campus.fault import FaultKind
from gridtokenx.campus.model import Campus
from gridtokenx.meter.fault import FaultPlan
from gridtokenx.reading.record import IntervalReading, MeterReading


class Uplink:
    """Carries a fleet's readings as well as its faults let it."""

    def __init__(self, plan: FaultPlan, *, campus: Campus) -> None:
        """Take the faults and the campus, whose order is the plan's."""
        self._plan = plan
        self._places = {meter.meter_id: place for place, meter in enumerate(campus.meters)}

    def carry(self, readings: Sequence[MeterReading]) -> list[MeterReading]:
        """Return what arrives of an interval's signed readings, in their order."""
        if not readings:
            return []
        start_s = readings[0].reading.interval.start_s
        lost = self._plan.chosen(FaultKind.DROPOUT, start_s=start_s)
        twice = self._plan.chosen(FaultKind.DUPLICATE, start_s=start_s)
        factor = self._plan.size(FaultKind.TAMPER, time_s=start_s)
        arrived = []
        for item in readings:
            place = self._places[item.reading.meter_id]
            if lost[place]:
                continue
            if factor[place] >= 1.0:
                item = replace(item, reading=tampered(item.reading, factor=float(factor[place])))  # noqa: PLW2901 - the item as it arrives
            arrived += [item, item] if twice[place] else [item]
        return arrived


def tampered(reading: IntervalReading, *, factor: float) -> IntervalReading:
    """Return a reading that was changed in its owner's favour after signing; its old signature stays.

    Generation and export grow by the factor, import shrinks by it, and consumption follows, so that the
    numbers are balanced; at least one watt-hour of import and consumption is taken or added.
    """
    more = round(reading.generated_wh * (factor - 1.0))
    less = reading.import_wh - round(reading.import_wh / factor)
    less = min(less, reading.consumed_wh)
    if more == 0 and less == 0:
        less = -1
    return replace(
        reading,
        generated_wh=reading.generated_wh + more,
        export_wh=reading.export_wh + more,
        import_wh=reading.import_wh - less,
        consumed_wh=reading.consumed_wh - less,
    )
