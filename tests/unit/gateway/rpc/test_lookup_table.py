"""Lookup tables against solders' own reader."""

from solders.address_lookup_table_account import AddressLookupTable
from solders.pubkey import Pubkey
from tests.unit.gateway.rpc.ledger_world import World, make_table

from gridtokenx.chain.addresses import SYSTEM_PROGRAM
from gridtokenx.gateway.rpc.lookup_table import LOOKUP_TABLE_PROGRAM, lookup_table_json, read_lookup_table
from gridtokenx.port.ledger import AccountState


def test_a_real_table_is_read_as_solders_reads_it(world: World) -> None:
    addresses = [Pubkey.new_unique() for _ in range(3)]
    account = world.node.account(make_table(world, addresses))
    assert account is not None
    table, theirs = read_lookup_table(account), AddressLookupTable.deserialize(account.data)
    assert table is not None
    assert list(table.addresses) == theirs.addresses == addresses
    assert table.authority == theirs.meta.authority == world.payer.pubkey()
    assert table.last_extended_slot == theirs.meta.last_extended_slot
    shown = lookup_table_json(table)
    assert shown["deactivationSlot"] == str(2**64 - 1)
    assert shown["authority"] == str(world.payer.pubkey())


def test_anything_else_is_none() -> None:
    address = Pubkey.new_unique()
    assert read_lookup_table(None) is None
    assert read_lookup_table(AccountState(address, SYSTEM_PROGRAM, 1, bytes(56))) is None
    assert read_lookup_table(AccountState(address, LOOKUP_TABLE_PROGRAM, 1, bytes(56))) is None
    assert read_lookup_table(AccountState(address, LOOKUP_TABLE_PROGRAM, 1, b"\1" + bytes(60))) is None
    frozen = read_lookup_table(AccountState(address, LOOKUP_TABLE_PROGRAM, 1, b"\1" + bytes(55)))
    assert frozen is not None
    assert "authority" not in lookup_table_json(frozen)
