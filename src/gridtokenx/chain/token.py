"""SPL token accounts: reading a balance, and making an associated token account.

Source: the token program's account layout (165 bytes: mint, owner, amount u64 at offset 64) and the
associated-token-account program's CreateIdempotent instruction.
"""

from solders.instruction import AccountMeta, Instruction
from solders.pubkey import Pubkey

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.chain.addresses import (
    ASSOCIATED_TOKEN_PROGRAM,
    SYSTEM_PROGRAM,
    TOKEN_PROGRAM,
    associated_token_account,
)

ACCOUNT_BYTES = 165
_AMOUNT = slice(64, 72)
_CREATE_IDEMPOTENT = b"\x01"


class NoTokenAccount(GridTokenXError):
    """Bytes that are no token account."""


def balance_of(data: bytes) -> int:
    """Return a token account's balance in base units.

    Raises:
        NoTokenAccount: The bytes are too short.
    """
    if len(data) < ACCOUNT_BYTES:
        raise NoTokenAccount(f"{len(data)} bytes are no token account, which has {ACCOUNT_BYTES}")
    return int.from_bytes(data[_AMOUNT], "little")


def create_token_account(payer: Pubkey, *, owner: Pubkey, mint: Pubkey) -> Instruction:
    """Build the instruction that makes an owner's associated token account unless it is there."""
    address = associated_token_account(owner, mint)
    metas = [
        AccountMeta(payer, is_signer=True, is_writable=True),
        AccountMeta(address, is_signer=False, is_writable=True),
        *(
            AccountMeta(key, is_signer=False, is_writable=False)
            for key in (owner, mint, SYSTEM_PROGRAM, TOKEN_PROGRAM)
        ),
    ]
    return Instruction(ASSOCIATED_TOKEN_PROGRAM, _CREATE_IDEMPOTENT, metas)
