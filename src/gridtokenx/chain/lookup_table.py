"""Address lookup tables: accounts that hold up to 256 addresses, which a version 0 message names by one byte.

A table's address comes from its authority and from a recent slot, so an authority makes one table a slot.
What was added in a slot serves from the next slot on.

Source: Solana's address-lookup-table program, https://solana.com/docs/advanced/lookup-tables.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from solders.address_lookup_table_account import AddressLookupTable, derive_lookup_table_address
from solders.instruction import AccountMeta, Instruction
from solders.pubkey import Pubkey

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.chain.addresses import SYSTEM_PROGRAM
from gridtokenx.chain.message import LookupTable

LOOKUP_TABLE_PROGRAM: Final = Pubkey.from_string("AddressLookupTab1e1111111111111111111111111")
SLOT_HASHES: Final = Pubkey.from_string("SysvarS1otHashes111111111111111111111111111")
MAX_ADDRESSES: Final = 256
MOST_EXTENDED: Final = 30
"""Addresses that one transaction can add."""
_CREATE, _EXTEND = 0, 2
_SLOT_HASH_BYTES = 40
_COUNT_BYTES = 8


class NoLookupTable(GridTokenXError):
    """Bytes that are no lookup table."""


@dataclass(frozen=True, slots=True)
class TableState:
    """A lookup table as the ledger has it."""

    table: LookupTable
    last_extended_slot: int
    authority: Pubkey | None


def read_table(address: Pubkey, data: bytes) -> TableState:
    """Read a lookup table's account.

    Raises:
        NoLookupTable: The bytes are something else.
    """
    try:
        state = AddressLookupTable.deserialize(data)
    except ValueError as error:
        raise NoLookupTable(f"{address} is no lookup table ({error}): use another address") from None
    places = {bytes(key): place for place, key in reversed([*enumerate(state.addresses)])}
    return TableState(
        LookupTable(bytes(address), places), state.meta.last_extended_slot, state.meta.authority
    )


def recent_slots(slot_hashes: bytes) -> list[int]:
    """Return the slots, newest first, that the account `SLOT_HASHES` lists; all are past."""
    count = int.from_bytes(slot_hashes[:_COUNT_BYTES], "little")
    starts = range(_COUNT_BYTES, _COUNT_BYTES + count * _SLOT_HASH_BYTES, _SLOT_HASH_BYTES)
    return [int.from_bytes(slot_hashes[at : at + 8], "little") for at in starts]


def table_address(authority: Pubkey, *, slot: int) -> Pubkey:
    """Return the address of the table that an authority makes with a slot."""
    return derive_lookup_table_address(authority, slot)[0]


def create_table(authority: Pubkey, *, slot: int) -> Instruction:
    """Build the instruction that makes an authority's table, at its cost.

    Args:
        authority: Who may extend it.
        slot: A slot among the recent ones, with which the authority has no table yet.
    """
    address, bump = derive_lookup_table_address(authority, slot)
    data = _CREATE.to_bytes(4, "little") + slot.to_bytes(8, "little") + bytes([bump])
    return Instruction(LOOKUP_TABLE_PROGRAM, data, _metas(authority, address))


def extend_table(address: Pubkey, *, authority: Pubkey, keys: Sequence[Pubkey]) -> Instruction:
    """Build the instruction that adds addresses, at most `MOST_EXTENDED`, at the authority's cost."""
    head = _EXTEND.to_bytes(4, "little") + len(keys).to_bytes(8, "little")
    data = head + b"".join(bytes(key) for key in keys)
    return Instruction(LOOKUP_TABLE_PROGRAM, data, _metas(authority, address))


def fill_table(authority: Pubkey, *, slot: int, keys: Sequence[Pubkey]) -> Iterable[Instruction]:
    """Yield the instructions that make a table of up to `MAX_ADDRESSES` addresses, for a transaction each."""
    assert len(keys) <= MAX_ADDRESSES
    address = table_address(authority, slot=slot)
    yield create_table(authority, slot=slot)
    for first in range(0, len(keys), MOST_EXTENDED):
        yield extend_table(address, authority=authority, keys=keys[first : first + MOST_EXTENDED])


def _metas(authority: Pubkey, address: Pubkey) -> list[AccountMeta]:
    """Table, authority, payer, and the system program that takes the rent."""
    return [
        AccountMeta(address, is_signer=False, is_writable=True),
        AccountMeta(authority, is_signer=True, is_writable=False),
        AccountMeta(authority, is_signer=True, is_writable=True),
        AccountMeta(SYSTEM_PROGRAM, is_signer=False, is_writable=False),
    ]
