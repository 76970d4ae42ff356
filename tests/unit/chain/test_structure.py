import struct

import pytest

from gridtokenx.chain.scalar import SCALARS, DataTooShort, ValueNotEncodable
from gridtokenx.chain.structure import Enum, build_struct

FIELDS = [("flag", SCALARS["u8"]), ("time", SCALARS["i64"]), ("count", SCALARS["u16"])]


def test_borsh_has_no_padding_and_c_has() -> None:
    values = {"flag": 1, "time": -2, "count": 3}
    packed, padded = bytearray(), bytearray()
    build_struct("T", FIELDS, c_layout=False).encode(values, packed)
    build_struct("T", FIELDS, c_layout=True).encode(values, padded)
    assert bytes(packed) == struct.pack("<BqH", 1, -2, 3)
    assert bytes(padded) == struct.pack("<B7xqH6x", 1, -2, 3)
    assert build_struct("T", FIELDS, c_layout=True).decode(bytes(padded), 0) == (values, 24)


def test_missing_and_unknown_fields_are_named() -> None:
    with pytest.raises(ValueNotEncodable, match=r"misses fields \['count'\].*unknown fields \['counts'\]"):
        build_struct("T", FIELDS, c_layout=False).encode({"flag": 1, "time": 2, "counts": 3}, bytearray())


def test_a_value_out_of_range_is_refused() -> None:
    with pytest.raises(ValueNotEncodable, match="out of range"):
        build_struct("T", FIELDS, c_layout=False).encode({"flag": 256, "time": 2, "count": 3}, bytearray())


def test_short_data_is_refused() -> None:
    with pytest.raises(DataTooShort, match="flag, time, count"):
        build_struct("T", FIELDS, c_layout=False).decode(b"\0\0", 0)


def test_enums_have_cases_with_and_without_fields() -> None:
    plain, full = (
        build_struct("A", [], c_layout=False),
        build_struct("B", [("x", SCALARS["u8"])], c_layout=False),
    )
    codec, out = Enum("E", (("A", plain), ("B", full)), None), bytearray()
    codec.encode("A", out)
    codec.encode({"B": {"x": 9}}, out)
    assert bytes(out) == b"\0\1\x09"
    assert codec.decode(bytes(out), 0) == ("A", 1)
    assert codec.decode(bytes(out), 1) == ({"B": {"x": 9}}, 3)
    with pytest.raises(ValueNotEncodable, match="use one of"):
        codec.encode("C", bytearray())
    with pytest.raises(DataTooShort, match="no case 7"):
        codec.decode(b"\7", 0)
