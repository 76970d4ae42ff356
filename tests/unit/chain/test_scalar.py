import pytest
from hypothesis import given
from hypothesis import strategies as st
from solders.pubkey import Pubkey

from gridtokenx.chain.scalar import SCALARS, DataTooShort, Text, ValueNotEncodable, fixed_bytes, read_count

RANGES = {
    f"{sign}{bits}": (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if sign == "i" else (0, 2**bits - 1)
    for sign in "ui"
    for bits in (8, 16, 32, 64, 128)
}


@given(name=st.sampled_from(sorted(RANGES)), data=st.data())
def test_integers_come_back_and_are_little_endian(name: str, data: st.DataObject) -> None:
    low, high = RANGES[name]
    value = data.draw(st.integers(low, high))
    out = bytearray()
    SCALARS[name].encode(value, out)
    assert bytes(out) == value.to_bytes(SCALARS[name].size, "little", signed=name[0] == "i")
    assert SCALARS[name].decode(bytes(out), 0) == (value, len(out))


@pytest.mark.parametrize("name", sorted(RANGES))
def test_integers_out_of_range_are_refused(name: str) -> None:
    for value in (RANGES[name][0] - 1, RANGES[name][1] + 1):
        with pytest.raises(ValueNotEncodable):
            SCALARS[name].encode(value, bytearray())


@pytest.mark.parametrize(
    ("name", "value"), [("u64", 1.0), ("u64", True), ("bool", 1), ("pubkey", b"x"), ("u128", "1")]
)
def test_values_of_another_kind_are_refused(name: str, value: object) -> None:
    with pytest.raises(ValueNotEncodable):
        SCALARS[name].encode(value, bytearray())


def test_an_address_comes_back() -> None:
    key, out = Pubkey(bytes(range(32))), bytearray()
    SCALARS["pubkey"].encode(key, out)
    assert SCALARS["pubkey"].decode(bytes(out), 0) == (key, 32)


def test_fixed_bytes_pad_text_and_refuse_other_lengths() -> None:
    out = bytearray()
    fixed_bytes(4).encode("AB", out)
    assert bytes(out) == b"AB\0\0"
    for wrong in (b"AB", b"ABCDE", "ABCDE", 7):
        with pytest.raises(ValueNotEncodable):
            fixed_bytes(4).encode(wrong, bytearray())


@given(st.text())
def test_text_comes_back(text: str) -> None:
    out = bytearray()
    Text(text=True).encode(text, out)
    assert Text(text=True).decode(bytes(out), 0) == (text, len(out))


def test_short_data_is_refused() -> None:
    with pytest.raises(DataTooShort):
        SCALARS["u64"].decode(b"\1\2", 0)
    with pytest.raises(DataTooShort):
        read_count(b"\xff\xff\xff\xff", 0)
    with pytest.raises(DataTooShort):
        Text(text=False).decode(b"\5\0\0\0abc", 0)
