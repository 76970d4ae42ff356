"""Signatures as text: the same as the library of the chain writes."""

from hypothesis import given
from hypothesis import strategies as st
from solders.signature import Signature

from gridtokenx.reading.signature_text import signature_text


@given(raw=st.binary(min_size=64, max_size=64), zeros=st.integers(0, 64))
def test_the_text_is_the_chains(raw: bytes, zeros: int) -> None:
    signature = bytes(zeros) + raw[zeros:]
    assert signature_text(signature) == str(Signature(signature))


def test_no_signature_is_no_text() -> None:
    assert signature_text(b"") == ""
