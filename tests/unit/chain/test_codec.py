import struct
import timeit

import numpy as np
import pytest

from gridtokenx.chain.codec import Compiler
from gridtokenx.chain.idl import ArrayOf, Defined, Idl, IdlInvalid, OptionOf, Primitive, VecOf
from gridtokenx.chain.scalar import DataTooShort, ValueNotEncodable

LEVELS = 600


def table_bytes() -> bytes:
    levels = b"".join(struct.pack("<II", i, 2 * i) for i in range(LEVELS))
    return (
        struct.pack("<B7xq32s3H2x", 255, -5, bytes(range(32)), 1, 2, 3) + levels + struct.pack("<QB7x", 7, 9)
    )


def test_an_account_in_c_layout_decodes_with_its_padding(idl: Idl) -> None:
    value, end = Compiler(idl.types).defined("Table").decode(table_bytes(), 0)
    assert isinstance(value, dict)
    assert end == len(table_bytes())
    assert (value["start"], value["few"], value["total"], value["last"]) == (-5, (1, 2, 3), 7, 9)
    bids = value["bids"]
    assert isinstance(bids, np.ndarray)
    assert bids["wh"].sum() == LEVELS * (LEVELS - 1) // 2
    assert bids["tickets"][-1] == 2 * (LEVELS - 1)


def test_an_account_comes_back_to_the_same_bytes(idl: Idl) -> None:
    codec, out = Compiler(idl.types).defined("Table"), bytearray()
    codec.encode(codec.decode(table_bytes(), 0)[0], out)
    assert bytes(out) == table_bytes()


def test_a_large_account_decodes_in_microseconds(idl: Idl) -> None:
    codec, data = Compiler(idl.types).defined("Table"), table_bytes()
    assert min(timeit.repeat(lambda: codec.decode(data, 0), number=100, repeat=5)) / 100 < 200e-6


@pytest.mark.parametrize(
    ("kind", "value", "raw"),
    [
        (VecOf(Primitive("u16")), (1, 2), b"\2\0\0\0\1\0\2\0"),
        (VecOf(Primitive("u8")), b"ab", b"\2\0\0\0ab"),
        (OptionOf(Primitive("u8")), None, b"\0"),
        (OptionOf(Primitive("u8")), 5, b"\1\5"),
        (ArrayOf(ArrayOf(Primitive("u8"), 2), 2), (b"ab", b"cd"), b"abcd"),
        (VecOf(Defined("Dish")), ({"id": 1, "hot": True},), b"\1\0\0\0\1\0\1"),
    ],
)
def test_borsh_values(idl: Idl, kind: VecOf, value: object, raw: bytes) -> None:
    codec, out = Compiler(idl.types).codec(kind), bytearray()
    codec.encode(value, out)
    assert bytes(out) == raw
    assert codec.decode(raw, 0) == (value, len(raw))


def test_wrong_lengths_and_kinds_are_refused(idl: Idl) -> None:
    compiler = Compiler(idl.types)
    with pytest.raises(ValueNotEncodable, match="where 3 are needed"):
        compiler.codec(ArrayOf(Primitive("u16"), 3)).encode((1, 2), bytearray())
    with pytest.raises(ValueNotEncodable, match="no list"):
        compiler.codec(VecOf(Primitive("u16"))).encode("ab", bytearray())
    with pytest.raises(DataTooShort):
        compiler.defined("Table").decode(table_bytes()[:100], 0)


def test_unknown_types_are_refused(idl: Idl) -> None:
    with pytest.raises(IdlInvalid, match="not defined"):
        Compiler(idl.types).defined("Nothing")
    with pytest.raises(IdlInvalid, match="u7"):
        Compiler(idl.types).codec(Primitive("u7"))
