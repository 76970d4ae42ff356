"""Signed transactions, made by solders: for tools, tests and whatever is sent one at a time.

A transaction is one packet of 1,232 bytes and locks at most 64 accounts (docs of Solana,
https://solana.com/docs/core/transactions). Many at once are laid out in :mod:`gridtokenx.chain.message`.
"""

from collections.abc import Sequence
from typing import Final

from solders.hash import Hash
from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.message import Message
from solders.pubkey import Pubkey
from solders.transaction import Transaction

from gridtokenx.base.errors import GridTokenXError

MAX_BYTES: Final = 1_232
MAX_ACCOUNTS: Final = 64
SIGNATURE_BYTES: Final = 64
KEY_BYTES: Final = 32


class TransactionTooLarge(GridTokenXError):
    """An instruction that fits no transaction."""


class SignatureMissing(GridTokenXError):
    """A signer that a transaction names and whose key was not given."""


def address_of(key: Keypair) -> Pubkey:
    """Return a key's address: its stored public half, which `Keypair.pubkey` works out anew in 30 us."""
    return Pubkey(bytes(key)[KEY_BYTES:])


def sign(
    instructions: Sequence[Instruction], *, payer: Keypair, signers: Sequence[Keypair] = (), blockhash: Hash
) -> Transaction:
    """Build a transaction and sign it.

    Args:
        instructions: What it does, in order.
        payer: Pays the fee and signs first.
        signers: Who else signs; the payer may be among them.
        blockhash: A recent blockhash of the ledger.

    Raises:
        SignatureMissing: An instruction names a signer who is not among them.
    """
    keys = {address_of(key): key for key in (*signers, payer)}
    message = Message.new_with_blockhash(instructions, address_of(payer), blockhash)
    needed = message.account_keys[: message.header.num_required_signatures]
    missing = [str(address) for address in needed if address not in keys]
    if missing:
        raise SignatureMissing(f"{missing} must sign: pass their keys in `signers`")
    body = bytes(message)
    return Transaction.populate(message, [keys[address].sign_message(body) for address in needed])
