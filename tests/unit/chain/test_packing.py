"""What fits is measured against transactions that solders serialises."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solders.hash import Hash
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from gridtokenx.chain.message import LookupTable
from gridtokenx.chain.packing import chunk, fits, pack
from gridtokenx.chain.transaction import MAX_BYTES, TransactionTooLarge, sign

PAYER, OTHER = Keypair.from_seed(bytes(32)), Keypair.from_seed(bytes([1] * 32))
PROGRAM = Pubkey(bytes([9] * 32))


def _instruction(size: int, accounts: int = 1, *, signed: bool = False) -> Instruction:
    keys = [Pubkey(bytes([n, size % 256] * 16)) for n in range(accounts)]
    metas = [AccountMeta(key, False, True) for key in keys]
    return Instruction(
        PROGRAM, bytes(size), [*metas, *([AccountMeta(OTHER.pubkey(), True, False)] if signed else [])]
    )


calls = st.builds(
    lambda size, accounts, signed: _instruction(size, accounts, signed=signed),
    st.integers(0, 700),
    st.integers(0, 20),
    st.booleans(),
)


@given(st.lists(calls, max_size=4))
def test_what_fits_is_a_packet_at_most(made: list[Instruction]) -> None:
    size = len(bytes(sign(made, payer=PAYER, signers=[OTHER], blockhash=Hash.default())))
    assert fits(made, payer=PAYER.pubkey()) == (size <= MAX_BYTES)


@given(st.lists(st.integers(0, 800), min_size=1, max_size=30), st.booleans())
def test_packing_keeps_units_whole_and_fills_each_transaction(sizes: list[int], signed: bool) -> None:
    units = [[_instruction(size, signed=signed), _instruction(0)] for size in sizes]
    groups, start = list[list[list[Instruction]]](), 0
    for count in pack(units, payer=PAYER.pubkey()):
        groups.append(units[start : start + count])
        start += count
    assert start == len(units)
    flat = [[call for unit in group for call in unit] for group in groups]
    assert all(fits(group, payer=PAYER.pubkey()) for group in flat)
    for (first, second), full in zip(pairwise(groups), flat, strict=False):
        assert first
        assert not fits([*full, *second[0]], payer=PAYER.pubkey())


@given(st.integers(1, 120), st.integers(1, 5), st.integers(1, 40))
def test_chunks_carry_every_entry_once_and_as_many_as_fit(count: int, accounts: int, most: int) -> None:
    def build(entries: Sequence[int]) -> list[Instruction]:
        keys = [Pubkey(bytes([entry, n] * 16)) for entry in entries for n in range(accounts)]
        return [Instruction(PROGRAM, bytes(16 * len(entries)), [AccountMeta(k, False, True) for k in keys])]

    pieces = chunk(range(count), build, payer=PAYER.pubkey(), most=most)
    assert [entry for piece in pieces for entry in piece] == list(range(count))
    assert all(fits(build(piece), payer=PAYER.pubkey()) for piece in pieces)
    assert all(
        len(piece) == most or not fits(build([*piece, 200]), payer=PAYER.pubkey()) for piece in pieces[:-1]
    )


def test_a_table_makes_room_but_not_past_64_accounts() -> None:
    wide = [_instruction(1, accounts=40)]
    keys = {bytes(meta.pubkey): place for place, meta in enumerate(wide[0].accounts)}
    table = LookupTable(bytes([8] * 32), keys)
    assert not fits(wide, payer=PAYER.pubkey())
    assert fits(wide, payer=PAYER.pubkey(), tables=[table])
    assert not fits([_instruction(1, accounts=70)], payer=PAYER.pubkey(), tables=[table])


def test_more_than_64_accounts_do_not_fit() -> None:
    many = [_instruction(1, accounts=1) for _ in range(2)]
    assert fits(many, payer=PAYER.pubkey())
    assert not fits([_instruction(1, accounts=70)], payer=PAYER.pubkey())


def test_what_fits_nowhere_is_refused() -> None:
    with pytest.raises(TransactionTooLarge):
        pack([[_instruction(10)], [_instruction(2000)]], payer=PAYER.pubkey())
    with pytest.raises(TransactionTooLarge):
        chunk([1], lambda _: [_instruction(2000)], payer=PAYER.pubkey())
