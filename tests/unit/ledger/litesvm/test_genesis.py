from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solders.pubkey import Pubkey

from gridtokenx.ledger.litesvm.genesis import (
    Genesis,
    GenesisMismatch,
    ProgramBinary,
    check_same,
    decode,
    encode,
)

A, B = Pubkey(bytes([1] * 32)), Pubkey(bytes([2] * 32))
PROGRAM = ProgramBinary("shop", B, b"code")
FULL = Genesis(A, 5, (PROGRAM,), ((B, 7),), {"seed": "1", "campus": "x"}, b"nonce")


def test_a_genesis_comes_back() -> None:
    assert decode(encode(FULL, simulated=True), {PROGRAM.digest: b"code"}) == (FULL, True)


def test_changed_code_is_refused() -> None:
    for codes in ({}, {PROGRAM.digest: b"cod3"}):
        with pytest.raises(GenesisMismatch, match="'shop'"):
            decode(encode(FULL, simulated=True), codes)


@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with pytest.raises(GenesisMismatch):
        decode(body, {})


def test_what_may_differ_on_reopening_and_what_may_not() -> None:
    newer = ProgramBinary("shop", B, b"newer code")
    check_same((FULL, True), replace(FULL, time_s=9, nonce=b"", programs=(newer,)), simulated=True)
    for other in (
        replace(FULL, operator=B),
        replace(FULL, config={}),
        replace(FULL, programs=(ProgramBinary("shop", A, b"code"),)),
    ):
        with pytest.raises(GenesisMismatch, match="use another data folder"):
            check_same((FULL, True), other, simulated=True)
    with pytest.raises(GenesisMismatch, match="simulated time"):
        check_same((FULL, True), FULL, simulated=False)
