"""Layouts against solders' own packing."""

from solders.pubkey import Pubkey
from solders.token.state import Mint as SoldersMint
from solders.token.state import TokenAccount as SoldersAccount
from solders.token.state import TokenAccountState

from gridtokenx.chain.addresses import SYSTEM_PROGRAM, TOKEN_PROGRAM
from gridtokenx.gateway.rpc.token_layout import is_token_account, read_mint, read_token_account
from gridtokenx.port.ledger import AccountState

A, B, C = (Pubkey.new_unique() for _ in range(3))


def account(data: bytes, owner: Pubkey = TOKEN_PROGRAM) -> AccountState:
    return AccountState(Pubkey.new_unique(), owner, 1, data)


def test_a_mint_is_read_as_solders_packs_it() -> None:
    data = bytes(SoldersMint(A, 77, 6, is_initialized=True, freeze_authority=None))
    mint = read_mint(account(data))
    assert mint is not None
    assert (mint.authority, mint.supply, mint.decimals, mint.freeze_authority) == (A, 77, 6, None)


def test_a_token_account_is_read_as_solders_packs_it() -> None:
    packed = SoldersAccount(
        mint=A,
        owner=B,
        amount=2**64 - 1,
        delegate=C,
        state=TokenAccountState.Frozen,
        is_native=7,
        delegated_amount=3,
        close_authority=A,
    )
    held = read_token_account(account(bytes(packed)))
    assert held is not None
    assert (held.mint, held.owner, held.amount, held.delegate) == (A, B, 2**64 - 1, C)
    assert (held.state, held.native_reserve, held.delegated_amount, held.close_authority) == (
        "frozen",
        7,
        3,
        A,
    )


def test_anything_else_is_neither() -> None:
    for data in (b"", bytes(82), bytes(165), bytes(355)):
        assert read_mint(account(data)) is None
        assert read_token_account(account(data)) is None
    assert read_mint(None) is None
    mint = bytes(SoldersMint(A, 77, 6, is_initialized=True, freeze_authority=None))
    assert read_mint(account(mint, SYSTEM_PROGRAM)) is None
    assert not is_token_account(bytes(164))
