"""Messages are byte for byte those of solders, which is Solana's own code."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solders.address_lookup_table_account import AddressLookupTableAccount
from solders.hash import Hash
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.message import Message, MessageV0
from solders.pubkey import Pubkey
from solders.transaction import Transaction, VersionedTransaction

from gridtokenx.chain.message import (
    LookupTable,
    as_call,
    compile_message,
    length,
    signed,
)
from gridtokenx.chain.transaction import (
    MAX_ACCOUNTS,
    MAX_BYTES,
    SignatureMissing,
    TransactionTooLarge,
    address_of,
)

PAYER = Keypair.from_seed(bytes(32))
SIGNERS = [PAYER, *(Keypair.from_seed(bytes([n] * 32)) for n in (1, 2, 3))]
KEYS = {bytes(address_of(key)): key for key in SIGNERS}
OTHERS = [Pubkey(bytes([n, 7] * 16)) for n in range(20)]
PROGRAMS = [Pubkey(bytes([n, 9] * 16)) for n in range(3)]
BLOCKHASH = Hash(bytes(range(32)))

metas = st.one_of(
    st.builds(AccountMeta, st.sampled_from([address_of(k) for k in SIGNERS]), st.booleans(), st.booleans()),
    st.builds(AccountMeta, st.sampled_from([*OTHERS, *PROGRAMS]), st.just(False), st.booleans()),
)
instructions = st.lists(
    st.builds(
        Instruction,
        st.sampled_from(PROGRAMS),
        st.binary(max_size=300),
        st.lists(metas, max_size=12),
    ),
    max_size=4,
)


@given(instructions)
def test_legacy_messages_are_those_of_solders(made: list[Instruction]) -> None:
    theirs = Message.new_with_blockhash(made, address_of(PAYER), BLOCKHASH)
    ours = compile_message([as_call(i) for i in made], payer=bytes(address_of(PAYER)), blockhash=BLOCKHASH)
    assert ours.message == bytes(theirs)
    assert [Pubkey(s) for s in ours.signers] == theirs.account_keys[: theirs.header.num_required_signatures]


@given(
    instructions,
    st.lists(st.lists(st.sampled_from([*OTHERS, *PROGRAMS]), unique=True), min_size=1, max_size=3),
)
def test_version_0_messages_are_those_of_solders(made: list[Instruction], held: list[list[Pubkey]]) -> None:
    addresses = [Pubkey(bytes([n, 5] * 16)) for n in range(len(held))]
    theirs = MessageV0.try_compile(
        address_of(PAYER),
        made,
        [AddressLookupTableAccount(a, keys) for a, keys in zip(addresses, held, strict=True)],
        BLOCKHASH,
    )
    tables = [
        LookupTable(bytes(a), {bytes(key): place for place, key in enumerate(keys)})
        for a, keys in zip(addresses, held, strict=True)
    ]
    ours = compile_message(
        [as_call(i) for i in made], payer=bytes(address_of(PAYER)), blockhash=BLOCKHASH, tables=tables
    )
    assert ours.message[1:] == bytes(theirs)
    assert ours.message[0] == 0x80


@given(instructions)
def test_signed_transactions_are_those_of_solders(made: list[Instruction]) -> None:
    unsigned = compile_message(
        [as_call(i) for i in made], payer=bytes(address_of(PAYER)), blockhash=BLOCKHASH
    )
    if unsigned.size > MAX_BYTES:
        with pytest.raises(TransactionTooLarge):
            signed(unsigned, KEYS)
        return
    theirs = Transaction([KEYS[s] for s in unsigned.signers], Message(made, address_of(PAYER)), BLOCKHASH)
    ours = signed(unsigned, KEYS)
    assert bytes(ours) == bytes(theirs)
    assert unsigned.size == len(bytes(theirs))
    assert all(ours.verify_with_results())


def test_an_address_is_the_keys_own() -> None:
    assert all(address_of(key) == key.pubkey() for key in SIGNERS)


def test_a_signer_whose_key_is_not_given_is_named() -> None:
    other = address_of(SIGNERS[1])
    call = as_call(Instruction(PROGRAMS[0], b"", [AccountMeta(other, is_signer=True, is_writable=False)]))
    unsigned = compile_message([call], payer=bytes(address_of(PAYER)), blockhash=BLOCKHASH)
    with pytest.raises(SignatureMissing, match=str(other)):
        signed(unsigned, {bytes(address_of(PAYER)): PAYER})


def test_more_accounts_than_a_transaction_locks_are_refused() -> None:
    def compiled(count: int) -> Sequence[bytes]:
        keys = [Pubkey(bytes([n, 3] * 16)) for n in range(count)]
        call = as_call(Instruction(PROGRAMS[0], b"", [AccountMeta(k, False, True) for k in keys]))
        return compile_message([call], payer=bytes(address_of(PAYER)), blockhash=BLOCKHASH).signers

    assert compiled(MAX_ACCOUNTS - 2)
    with pytest.raises(TransactionTooLarge):
        compiled(MAX_ACCOUNTS - 1)


@given(st.integers(0, 40_000))
def test_lengths_read_back(count: int) -> None:
    value = sum((byte & 0x7F) << (7 * at) for at, byte in enumerate(length(count)))
    assert value == count


def test_the_bytes_are_a_transaction_of_solders() -> None:
    unsigned = compile_message([], payer=bytes(address_of(PAYER)), blockhash=BLOCKHASH)
    assert (
        VersionedTransaction.from_bytes(bytes(signed(unsigned, KEYS))).message.recent_blockhash == BLOCKHASH
    )
