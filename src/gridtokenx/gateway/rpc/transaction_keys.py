"""A transaction's accounts in order: who signs, who may write, and whence the address came.

Source: Solana's message header: signers first, writable before read-only in each part, then what lookup
tables gave, writable ones first.
"""

from dataclasses import dataclass

from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction

from gridtokenx.port.node import StoredTransaction


@dataclass(frozen=True, slots=True)
class AccountKey:
    """One account of a transaction."""

    address: Pubkey
    signer: bool
    writable: bool
    from_table: bool


def account_keys(transaction: VersionedTransaction, stored: StoredTransaction) -> list[AccountKey]:
    """Return all accounts of a stored transaction, by index."""
    header = transaction.message.header
    signers = header.num_required_signatures
    static = transaction.message.account_keys
    writable_signers = signers - header.num_readonly_signed_accounts
    writable_end = len(static) - header.num_readonly_unsigned_accounts
    keys = [
        AccountKey(
            address,
            signer=index < signers,
            writable=index < writable_signers if index < signers else index < writable_end,
            from_table=False,
        )
        for index, address in enumerate(static)
    ]
    loaded = ((stored.loaded_writable, True), (stored.loaded_readonly, False))
    keys += [
        AccountKey(address, signer=False, writable=writable, from_table=True)
        for addresses, writable in loaded
        for address in addresses
    ]
    return keys
