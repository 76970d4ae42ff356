from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sqlalchemy import text

from gridtokenx.base.ids import MeterId
from gridtokenx.campus.model import Campus
from gridtokenx.reading.block import Energies, FleetBlock
from gridtokenx.store.sqlite import open_sqlite

BlockOf = Callable[[int], FleetBlock]
DAY = 86_400
B = MeterId("M_B")


def test_days_past_their_time_are_dropped(tmp_path: Path, campus: Campus, block_of: BlockOf) -> None:
    store = open_sqlite(tmp_path / "r.db", campus=campus, telemetry_days=2)
    for day in range(5):
        store.append_telemetry([block_of(day * DAY), block_of(day * DAY + 15)])
    kept = [point.interval.start_s for point in store.telemetry(start_s=0, end_s=9 * DAY)]
    store.close()
    assert kept == [3 * DAY, 3 * DAY + 15, 4 * DAY, 4 * DAY + 15]


def test_steps_before_a_meter_was_added_are_of_the_meters_then(
    tmp_path: Path, campus: Campus, block_of: BlockOf
) -> None:
    store = open_sqlite(tmp_path / "r.db", campus=replace(campus, meters=campus.meters[1:]))
    store.append_telemetry([of_two(block_of(0))])
    store.close()
    store = open_sqlite(tmp_path / "r.db", campus=campus)
    store.append_telemetry([block_of(15)])
    points = store.telemetry(start_s=0, end_s=30, meter_id=B)
    newcomer = store.telemetry(start_s=0, end_s=30, meter_id=MeterId("M_A"))
    with store._readers.begin() as connection:
        rosters = connection.execute(text("SELECT count(*) FROM roster")).scalar()
    store.close()
    assert [point.generated_wh for point in points] == [0, 1]
    assert [(point.interval.start_s, point.generated_wh) for point in newcomer] == [(15, 0)]
    assert rosters == 2


def of_two(block: FleetBlock) -> FleetBlock:
    """The block's first two meters alone."""
    energies, parts = block.energies, block.electricals
    return replace(
        block,
        energies=Energies(*(getattr(energies, name)[:2] for name in Energies.__slots__)),
        electricals=replace(
            parts,
            voltage_v=parts.voltage_v[:2],
            current_a=parts.current_a[:2],
            power_factor=parts.power_factor[:2],
            battery_soc=parts.battery_soc[:2],
        ),
        quality=block.quality[:2],
        role=block.role[:2],
    )
