"""Roll-ups equal the sums of the readings, whatever the order and however often readings come."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.campus.model import Campus
from gridtokenx.reading.block import Condition, Role, WeatherPoint
from gridtokenx.reading.record import IntervalReading, MeterReading, MeterState
from gridtokenx.store.sqlite import open_sqlite
from gridtokenx.store.sqlite.schema import ENERGY_FIELDS

STATE = MeterState(230.0, 1.0, 1.0, None, Role.AMI, WeatherPoint(30, 60, 1, 0, 0, 0, Condition.CLOUDY))
METERS = st.sampled_from([MeterId("M_A"), MeterId("M_B"), MeterId("M_C")])
STARTS = st.integers(min_value=80, max_value=110).map(lambda number: 900 * number)
U32 = st.integers(min_value=0, max_value=2**32 - 1)


def reading_of(meter_id: MeterId, start_s: int, seed: int) -> MeterReading:
    wh = [(seed * (place + 3) + start_s) % 2**32 for place in range(6)]
    interval = MarketInterval(start_s)
    return MeterReading(IntervalReading(meter_id, interval, wh[0], wh[1], wh[2], wh[3], wh[4], wh[5]), STATE)


@given(
    st.dictionaries(st.tuples(METERS, STARTS), U32, min_size=1, max_size=25),
    st.data(),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sums_hold_in_any_order_with_any_repeats(
    campus: Campus, seeds: dict[tuple[MeterId, int], int], data: st.DataObject
) -> None:
    readings = [reading_of(meter_id, start_s, seed) for (meter_id, start_s), seed in seeds.items()]
    batches = data.draw(st.lists(st.lists(st.sampled_from(readings), max_size=10), max_size=6))
    with TemporaryDirectory() as folder:
        store = open_sqlite(Path(folder) / "r.db", campus=campus)
        counted = sum(store.append(batch) for batch in [*batches, readings, readings])
        hours = store.rolled_up("hour", start_s=0, end_s=2**40)
        days = store.rolled_up("day", start_s=0, end_s=2**40)
        store.close()
    assert counted == len(readings)
    for rolled, length_s in ((hours, 3_600), (days, 86_400)):
        expected: Counter[tuple[str, int, str]] = Counter()
        for item in readings:
            start = item.reading.interval.start_s // length_s * length_s
            for name in ENERGY_FIELDS:
                expected[item.reading.meter_id, start, name] += getattr(item.reading, name)
            expected[item.reading.meter_id, start, "readings"] += 1
        found = {
            (row.meter_id, row.interval.start_s, name): getattr(row, name)
            for row in rolled
            for name in (*ENERGY_FIELDS, "readings")
        }
        assert found == expected
        assert {row.interval.length_s for row in rolled} == {length_s}
