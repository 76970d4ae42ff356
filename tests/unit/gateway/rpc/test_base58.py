"""Base 58 against solders' own, and its limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solders.pubkey import Pubkey

from gridtokenx.gateway.rpc.base58 import TEXT_MAX, NotBase58, decode, encode


@given(st.binary(min_size=32, max_size=32))
def test_keys_are_written_as_solders_writes_them(data: bytes) -> None:
    assert encode(data) == str(Pubkey(data))


@given(st.binary(max_size=200))
def test_what_was_written_is_read(data: bytes) -> None:
    assert decode(encode(data)) == data


def test_the_largest_transaction_fits() -> None:
    assert len(encode(b"\xff" * 1_232)) == TEXT_MAX
    assert decode(encode(b"\xff" * 1_232)) == b"\xff" * 1_232


@pytest.mark.parametrize("text", ["0", "l", "é", "1" * (TEXT_MAX + 1)])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(NotBase58):
        decode(text)
