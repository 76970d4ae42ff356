"""Tables are made by the lookup-table program itself, in the virtual machine, and read back."""

import pytest
from solders.account import Account
from solders.clock import Clock
from solders.hash import Hash
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.litesvm import LiteSVM
from solders.pubkey import Pubkey
from solders.system_program import TransferParams, transfer
from solders.transaction_metadata import TransactionMetadata

from gridtokenx.chain.addresses import SYSTEM_PROGRAM
from gridtokenx.chain.lookup_table import (
    MAX_ADDRESSES,
    MOST_EXTENDED,
    SLOT_HASHES,
    NoLookupTable,
    fill_table,
    read_table,
    recent_slots,
    table_address,
)
from gridtokenx.chain.message import as_call, compile_message, signed
from gridtokenx.chain.packing import fits
from gridtokenx.chain.transaction import address_of, sign

ME = Keypair.from_seed(bytes([5] * 32))
SLOT = 1_000
KEYS = [Pubkey(n.to_bytes(2, "little") * 16) for n in range(1, MAX_ADDRESSES + 1)]


@pytest.fixture
def machine() -> LiteSVM:
    """A virtual machine at a slot, with some before it."""
    svm = LiteSVM()
    svm.set_account(address_of(ME), Account(10**12, b"", SYSTEM_PROGRAM))
    _at(svm, SLOT)
    return svm


def _at(svm: LiteSVM, slot: int) -> None:
    svm.set_clock(Clock(slot, 0, 0, 1, 0))
    svm.set_slot_hashes([(past, Hash(past.to_bytes(32, "big"))) for past in range(slot - 1, slot - 9, -1)])


def _make(svm: LiteSVM, keys: list[Pubkey]) -> Pubkey:
    newest = recent_slots(_data(svm, SLOT_HASHES))[0]
    for call in fill_table(address_of(ME), slot=newest, keys=keys):
        assert fits([call], payer=address_of(ME))
        answer = svm.send_transaction(sign([call], payer=ME, blockhash=svm.latest_blockhash()))
        assert isinstance(answer, TransactionMetadata), answer
    return table_address(address_of(ME), slot=newest)


def _data(svm: LiteSVM, address: Pubkey) -> bytes:
    account = svm.get_account(address)
    assert account is not None
    return account.data


def test_the_slots_are_those_before_this_one(machine: LiteSVM) -> None:
    assert recent_slots(_data(machine, SLOT_HASHES)) == list(range(SLOT - 1, SLOT - 9, -1))


@pytest.mark.parametrize("count", [1, MOST_EXTENDED, MOST_EXTENDED + 1, MAX_ADDRESSES])
def test_a_table_reads_back_as_it_was_filled(machine: LiteSVM, count: int) -> None:
    address = _make(machine, KEYS[:count])
    state = read_table(address, _data(machine, address))
    assert state.table.address == bytes(address)
    assert state.table.places == {bytes(key): place for place, key in enumerate(KEYS[:count])}
    assert (state.authority, state.last_extended_slot) == (address_of(ME), SLOT)


def test_one_more_address_than_is_added_at_once_fits_no_transaction() -> None:
    *_, last = fill_table(address_of(ME), slot=SLOT, keys=KEYS[:MOST_EXTENDED])
    longer = Instruction(last.program_id, last.data + bytes(32), last.accounts)
    assert not fits([longer], payer=address_of(ME))


def test_a_transaction_names_accounts_by_a_table_from_the_next_slot_on(machine: LiteSVM) -> None:
    address = _make(machine, KEYS[:20])
    table = read_table(address, _data(machine, address)).table
    pay = [
        as_call(transfer(TransferParams(from_pubkey=address_of(ME), to_pubkey=key, lamports=10**7)))
        for key in KEYS[:20]
    ]

    def send() -> bool:
        unsigned = compile_message(
            pay, payer=bytes(address_of(ME)), blockhash=machine.latest_blockhash(), tables=[table]
        )
        assert unsigned.size < 32 * len(pay)
        answer = machine.send_transaction(signed(unsigned, {bytes(address_of(ME)): ME}))
        return isinstance(answer, TransactionMetadata)

    assert not send()
    _at(machine, SLOT + 1)
    machine.expire_blockhash()
    assert send()
    assert [machine.get_balance(key) for key in KEYS[:20]] == [10**7] * 20


def test_a_key_that_a_table_holds_twice_has_one_place(machine: LiteSVM) -> None:
    address = _make(machine, [KEYS[0], KEYS[1], KEYS[0]])
    places = read_table(address, _data(machine, address)).table.places
    assert places == {bytes(KEYS[0]): 0, bytes(KEYS[1]): 1}


def test_other_bytes_are_no_table() -> None:
    for data in (b"", bytes(100), b"\x01\x00\x00\x00"):
        with pytest.raises(NoLookupTable):
            read_table(KEYS[0], data)


def test_the_accounts_are_those_that_the_program_asks_for() -> None:
    first, *_ = fill_table(address_of(ME), slot=SLOT, keys=KEYS[:1])
    assert first.accounts == [
        AccountMeta(table_address(address_of(ME), slot=SLOT), is_signer=False, is_writable=True),
        AccountMeta(address_of(ME), is_signer=True, is_writable=False),
        AccountMeta(address_of(ME), is_signer=True, is_writable=True),
        AccountMeta(SYSTEM_PROGRAM, is_signer=False, is_writable=False),
    ]
