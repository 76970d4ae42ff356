import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtokenx.chain.columns import records
from gridtokenx.chain.scalar import ValueNotEncodable

LAYOUT = np.dtype({"names": ["side", "wh"], "formats": ["<u1", "<u4"], "offsets": [0, 1], "itemsize": 5})


@given(st.lists(st.integers(0, 2**32 - 1)), st.integers(0, 255))
def test_rows_hold_the_columns(values: list[int], side: int) -> None:
    rows = records(LAYOUT, {"side": side, "wh": values}, count=len(values))
    packed = b"".join(bytes([side]) + value.to_bytes(4, "little") for value in values)
    assert rows.tobytes() == packed


@pytest.mark.parametrize("value", [-1, 2**32])
def test_a_number_out_of_range_is_refused_and_never_wrapped(value: int) -> None:
    with pytest.raises(ValueNotEncodable, match="wh"):
        records(LAYOUT, {"side": 0, "wh": [1, value]}, count=2)


def test_only_whole_numbers_for_every_field_are_taken() -> None:
    with pytest.raises(ValueNotEncodable, match="float"):
        records(LAYOUT, {"side": 0, "wh": [1.5]}, count=1)  # type: ignore[list-item]  # wrong on purpose
    with pytest.raises(ValueNotEncodable, match="missing"):
        records(LAYOUT, {"side": 0}, count=1)
    with pytest.raises(ValueNotEncodable, match="unknown"):
        records(LAYOUT, {"side": 0, "wh": 1, "price": 2}, count=1)
