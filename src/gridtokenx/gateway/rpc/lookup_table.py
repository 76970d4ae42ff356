"""Address lookup tables: what an account of their program says.

Source: the address-lookup-table program's ``state.rs``: 56 bytes of head, then addresses of 32 bytes.
"""

import struct
from dataclasses import dataclass

from solders.pubkey import Pubkey

from gridtokenx.port.ledger import AccountState

LOOKUP_TABLE_PROGRAM = Pubkey.from_string("AddressLookupTab1e1111111111111111111111111")
_HEAD = struct.Struct("<IQQBB32s2x")
_TABLE = 1


@dataclass(frozen=True, slots=True)
class LookupTable:
    """A table of addresses, for transactions to name by one byte."""

    deactivation_slot: int
    """2^64 - 1 while it is in use."""
    last_extended_slot: int
    last_extended_start: int
    authority: Pubkey | None
    addresses: tuple[Pubkey, ...]


def read_lookup_table(account: AccountState | None) -> LookupTable | None:
    """Return the table of an account, or None when it is none."""
    if account is None or account.owner != LOOKUP_TABLE_PROGRAM or len(account.data) < _HEAD.size:
        return None
    kind, deactivation, extended, start, has_authority, authority = _HEAD.unpack_from(account.data)
    body = account.data[_HEAD.size :]
    if kind != _TABLE or len(body) % Pubkey.LENGTH:
        return None
    addresses = (Pubkey(body[at : at + Pubkey.LENGTH]) for at in range(0, len(body), Pubkey.LENGTH))
    return LookupTable(
        deactivation_slot=deactivation,
        last_extended_slot=extended,
        last_extended_start=start,
        authority=Pubkey(authority) if has_authority else None,
        addresses=tuple(addresses),
    )


def lookup_table_json(table: LookupTable) -> dict[str, object]:
    """Return a table as Solana's account decoder writes it."""
    info: dict[str, object] = {
        "deactivationSlot": str(table.deactivation_slot),
        "lastExtendedSlot": str(table.last_extended_slot),
        "lastExtendedSlotStartIndex": table.last_extended_start,
        "addresses": [str(address) for address in table.addresses],
    }
    if table.authority is not None:
        info["authority"] = str(table.authority)
    return info
