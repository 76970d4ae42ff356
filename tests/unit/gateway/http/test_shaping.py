"""The structs of the three shapes have exactly the keys of the shapes, in their order."""

import msgspec
import pytest
from tests.unit.gateway.conftest import CAMPUS, NOW_S, reading_of

from gridtokenx.gateway.http.shaping import (
    AmiReading,
    EngineeringReading,
    MarketReading,
    Shape,
    shape_all,
    shape_one,
)
from gridtokenx.reading.shape import ami_shape, engineering_shape, market_shape

READING = reading_of("UTCC_ENG_001", NOW_S - 900, generated_wh=12_800, consumed_wh=7_600)
SPEC = CAMPUS.meters[0]


def test_no_key_is_lost_added_or_moved() -> None:
    shapes: dict[type[msgspec.Struct], dict[str, object]] = {
        AmiReading: ami_shape(READING, spec=SPEC),
        EngineeringReading: engineering_shape(READING.reading, spec=SPEC, campus=CAMPUS),
        MarketReading: market_shape(READING, spec=SPEC, campus=CAMPUS),
    }
    for struct, shape in shapes.items():
        assert [f.encode_name for f in msgspec.structs.fields(struct)] == list(shape)


@pytest.mark.parametrize(
    ("shape", "struct"),
    [("ami", AmiReading), ("engineering", EngineeringReading), ("market", MarketReading)],
)
def test_a_reading_keeps_its_values(shape: Shape, struct: type) -> None:
    shaped = shape_one(READING, campus=CAMPUS, shape=shape)
    assert isinstance(shaped, struct)
    assert (shaped.energy_generated, shaped.energy_consumed) == (12.8, 7.6)


def test_a_meter_that_left_the_campus_is_left_out() -> None:
    gone = reading_of("GONE_001", NOW_S - 900, generated_wh=0, consumed_wh=1)
    assert [r.meter_id for r in shape_all([gone, READING], campus=CAMPUS, shape="ami")] == ["UTCC_ENG_001"]
