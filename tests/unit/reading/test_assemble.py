from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solders.keypair import Keypair

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.campus.model import MeterSpec
from gridtokenx.reading.assemble import BlocksNotContiguous, accumulate, assemble
from gridtokenx.reading.block import (
    Condition,
    Electricals,
    Energies,
    FleetBlock,
    QualityFlags,
    Role,
    WeatherPoint,
)
from gridtokenx.reading.signing import Signer, verify
from gridtokenx.reading.unsigned import MetersMismatch

FIELDS = Energies.__slots__


def block(start_s: int = 0, *, length_s: int = 900, base: int = 100, meters: int = 3) -> FleetBlock:
    ladder = np.arange(meters, dtype=np.int64)
    return FleetBlock(
        MarketInterval(start_s, length_s),
        Energies(*(ladder + base * (place + 1) for place in range(6))),
        Electricals(
            voltage_v=(230.0 + ladder).astype(np.float64),
            current_a=(4.0 + ladder).astype(np.float64),
            power_factor=np.full(meters, 0.9),
            frequency_hz=50.0,
            battery_soc=np.where(ladder == 0, np.nan, 0.5),
        ),
        quality=np.full(meters, QualityFlags.GOOD, dtype=np.uint16),
        role=np.full(meters, Role.PROSUMER, dtype=np.uint8),
        weather=WeatherPoint(30.0, 60.0, 2.0, 500.0, 300.0, 200.0, Condition.CLOUDY),
    )


def specs(spec: MeterSpec) -> list[MeterSpec]:
    return [replace(spec, meter_id=MeterId(f"M_{place}"), external=place == 1) for place in range(3)]


def key_of(meter_id: MeterId) -> Keypair:
    return Keypair.from_seed(meter_id.encode().ljust(32, b"\0"))


def signer_of(meter_id: MeterId) -> Signer:
    return lambda message: bytes(key_of(meter_id).sign_message(message))


def test_readings_carry_their_meters_numbers_and_signature(spec: MeterSpec) -> None:
    first, third = assemble(block(), meters=specs(spec), signer_of=signer_of)
    assert (first.reading.meter_id, third.reading.meter_id) == ("M_0", "M_2")
    assert [getattr(third.reading, name) for name in FIELDS] == [102, 202, 302, 402, 502, 602]
    assert (third.state.voltage_v, third.state.battery_soc, third.state.role) == (232.0, 0.5, Role.PROSUMER)
    verify(third.reading, public_key=bytes(key_of(MeterId("M_2")).pubkey()))


def test_a_meter_without_a_battery_has_no_level(spec: MeterSpec) -> None:
    assert assemble(block(), meters=specs(spec), signer_of=signer_of)[0].state.battery_soc is None


def test_numbers_are_plain_python_ones(spec: MeterSpec) -> None:
    item = assemble(block(), meters=specs(spec), signer_of=signer_of)[0]
    assert {type(getattr(item.reading, name)) for name in FIELDS} == {int}
    assert type(item.reading.quality) is QualityFlags


def test_an_external_meter_reports_for_itself(spec: MeterSpec) -> None:
    found = assemble(block(), meters=specs(spec), signer_of=signer_of)
    assert "M_1" not in {item.reading.meter_id for item in found}


def test_a_block_of_other_meters_is_refused(spec: MeterSpec) -> None:
    with pytest.raises(MetersMismatch, match="2 meters and the campus 3"):
        assemble(block(meters=2), meters=specs(spec), signer_of=signer_of)


@given(st.lists(st.integers(min_value=0, max_value=10**6), min_size=60, max_size=60))
def test_sixty_steps_add_up_to_the_interval_exactly(bases: list[int]) -> None:
    steps = [block(15 * place, length_s=15, base=base) for place, base in enumerate(bases)]
    total = accumulate(steps)
    assert total.interval == MarketInterval(0, 900)
    for place, name in enumerate(FIELDS):
        expected = [60 * meter + (place + 1) * sum(bases) for meter in range(3)]
        assert getattr(total.energies, name).tolist() == expected


def test_what_is_not_energy_is_averaged_or_the_last() -> None:
    first, last = block(0, length_s=300), block(300, length_s=300)
    last = replace(
        last,
        electricals=replace(last.electricals, voltage_v=np.full(3, 240.0), battery_soc=np.full(3, 0.25)),
        role=np.full(3, Role.STORAGE, dtype=np.uint8),
        weather=replace(last.weather, temperature_c=34.0, condition=Condition.RAINY),
    )
    last.quality[2] = QualityFlags.ESTIMATED
    total = accumulate([first, last])
    assert total.electricals.voltage_v.tolist() == pytest.approx([235.0, 235.5, 236.0])
    assert total.electricals.battery_soc.tolist() == [0.25, 0.25, 0.25]
    assert total.role.tolist() == [Role.STORAGE] * 3
    assert total.quality.tolist() == [0, 0, QualityFlags.ESTIMATED]
    assert total.weather.temperature_c == pytest.approx(32.0)
    assert total.weather.condition is Condition.RAINY


def test_steps_of_different_length_weigh_by_their_length() -> None:
    short, long = block(0, length_s=300), block(300, length_s=150)
    longer = block(450, length_s=450)
    hot = replace(longer, weather=replace(longer.weather, temperature_c=40.0))
    assert accumulate([short, long, hot]).weather.temperature_c == pytest.approx(35.0)


def test_one_step_stays_as_it_is() -> None:
    only = block()
    total = accumulate([only])
    assert total.interval == only.interval
    assert total.energies.export_wh.tolist() == only.energies.export_wh.tolist()


def test_no_steps_are_refused() -> None:
    with pytest.raises(BlocksNotContiguous, match="at least one"):
        accumulate([])


@pytest.mark.parametrize("starts", [[0, 30], [15, 0], [0, 0]])
def test_steps_with_a_gap_or_out_of_order_are_refused(starts: list[int]) -> None:
    with pytest.raises(BlocksNotContiguous, match="without gaps"):
        accumulate([block(start, length_s=15) for start in starts])
