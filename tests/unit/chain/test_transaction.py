from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solders.hash import Hash
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from gridtokenx.chain.transaction import MAX_BYTES, TransactionTooLarge, chunk, fits, pack, sign

PAYER, OTHER = Keypair.from_seed(bytes(32)), Keypair.from_seed(bytes([1] * 32))
PROGRAM = Pubkey(bytes([9] * 32))


def _instruction(size: int, accounts: int = 1) -> Instruction:
    keys = [Pubkey(bytes([n, size % 256] * 16)) for n in range(accounts)]
    return Instruction(PROGRAM, bytes(size), [AccountMeta(key, False, True) for key in keys])


def test_signing_needs_each_signer_once() -> None:
    metas = [AccountMeta(OTHER.pubkey(), True, False)]
    signed = sign(
        [Instruction(PROGRAM, b"", metas)],
        payer=PAYER,
        signers=[OTHER, PAYER, OTHER],
        blockhash=Hash.default(),
    )
    signed.verify()
    assert len(signed.signatures) == 2


@given(st.lists(st.integers(0, 900), min_size=1, max_size=30))
def test_packing_keeps_order_and_fits(sizes: list[int]) -> None:
    instructions = [_instruction(size) for size in sizes]
    packed = pack(instructions, payer=PAYER.pubkey())
    assert [i for group in packed for i in group] == instructions
    for group in packed:
        assert len(bytes(sign(group, payer=PAYER, blockhash=Hash.default()))) <= MAX_BYTES
    for first, second in pairwise(packed):
        assert not fits([*first, second[0]], payer=PAYER.pubkey())


@given(st.integers(1, 120), st.integers(1, 5))
def test_chunks_carry_every_entry_once_and_as_many_as_fit(count: int, accounts: int) -> None:
    def build(entries: Sequence[int]) -> list[Instruction]:
        keys = [Pubkey(bytes([entry, n] * 16)) for entry in entries for n in range(accounts)]
        return [Instruction(PROGRAM, bytes(16 * len(entries)), [AccountMeta(k, False, True) for k in keys])]

    pieces = chunk(range(count), build, payer=PAYER.pubkey())
    assert [entry for piece in pieces for entry in piece] == list(range(count))
    assert all(fits(build(piece), payer=PAYER.pubkey()) for piece in pieces)
    assert all(not fits(build([*piece, 200]), payer=PAYER.pubkey()) for piece in pieces[:-1])


def test_more_than_64_accounts_do_not_fit() -> None:
    many = [_instruction(1, accounts=1) for _ in range(2)]
    assert fits(many, payer=PAYER.pubkey())
    assert not fits([_instruction(1, accounts=70)], payer=PAYER.pubkey())


def test_what_fits_nowhere_is_refused() -> None:
    with pytest.raises(TransactionTooLarge):
        pack([_instruction(2000)], payer=PAYER.pubkey())
    with pytest.raises(TransactionTooLarge):
        chunk([1], lambda _: [_instruction(2000)], payer=PAYER.pubkey())
