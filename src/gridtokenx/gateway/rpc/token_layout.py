"""Mints and token accounts of the SPL token program, as their bytes stand.

Source: the token program's ``state.rs``: Mint (82 bytes) and Account (165 bytes), little-endian; a COption is
a u32 tag and the value's place.
"""

import struct
from dataclasses import dataclass

from solders.pubkey import Pubkey

from gridtokenx.chain.addresses import TOKEN_PROGRAM
from gridtokenx.port.ledger import AccountState

MINT_BYTES = 82
ACCOUNT_BYTES = 165
MINT_OFFSET = 0
OWNER_OFFSET = 32
DELEGATE_OFFSET = 72
STATE_OFFSET = 108
STATES = ("uninitialized", "initialized", "frozen")
_MINT = struct.Struct("<I32sQBBI32s")
_ACCOUNT = struct.Struct("<32s32sQI32sBIQQI32s")


@dataclass(frozen=True, slots=True)
class Mint:
    """What a mint says of its token."""

    authority: Pubkey | None
    supply: int
    """[base units]."""
    decimals: int
    initialized: bool
    freeze_authority: Pubkey | None


@dataclass(frozen=True, slots=True)
class TokenAccount:
    """What a token account holds, and who may take it."""

    mint: Pubkey
    owner: Pubkey
    amount: int
    """[base units]."""
    delegate: Pubkey | None
    state: str
    native_reserve: int | None
    """Lamports set aside for rent when the token is wrapped SOL."""
    delegated_amount: int
    close_authority: Pubkey | None


def read_mint(account: AccountState | None) -> Mint | None:
    """Return the mint of an account, or None when it is none."""
    if account is None or account.owner != TOKEN_PROGRAM or len(account.data) != MINT_BYTES:
        return None
    has_authority, authority, supply, decimals, initialized, has_freeze, freeze = _MINT.unpack(account.data)
    if not initialized:
        return None
    return Mint(
        authority=Pubkey(authority) if has_authority else None,
        supply=supply,
        decimals=decimals,
        initialized=bool(initialized),
        freeze_authority=Pubkey(freeze) if has_freeze else None,
    )


def read_token_account(account: AccountState | None) -> TokenAccount | None:
    """Return the token account of an account, or None when it is none."""
    if account is None or account.owner != TOKEN_PROGRAM or not is_token_account(account.data):
        return None
    mint, owner, amount, has_delegate, delegate, state, native, reserve, delegated, has_close, close = (
        _ACCOUNT.unpack(account.data)
    )
    return TokenAccount(
        mint=Pubkey(mint),
        owner=Pubkey(owner),
        amount=amount,
        delegate=Pubkey(delegate) if has_delegate else None,
        state=STATES[state],
        native_reserve=reserve if native else None,
        delegated_amount=delegated,
        close_authority=Pubkey(close) if has_close else None,
    )


def is_token_account(data: bytes) -> bool:
    """Return whether bytes have the form of an initialised token account."""
    return len(data) == ACCOUNT_BYTES and data[STATE_OFFSET] in {1, 2}
