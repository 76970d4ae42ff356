"""Methods that read tokens: balances, supplies, and token accounts by owner, delegate or size."""

import asyncio
import heapq

import msgspec
from solders.pubkey import Pubkey

from gridtokenx.chain.addresses import TOKEN_PROGRAM
from gridtokenx.gateway.rpc.account_filter import Matches
from gridtokenx.gateway.rpc.fault import RpcFault, invalid
from gridtokenx.gateway.rpc.method import Method, of_node, of_state, with_context
from gridtokenx.gateway.rpc.node_access import NodeAccess
from gridtokenx.gateway.rpc.params import AccountConfig, Config, Params
from gridtokenx.gateway.rpc.program_accounts import Found, Query, find_accounts, show_found
from gridtokenx.gateway.rpc.token_amount import ui_amount
from gridtokenx.gateway.rpc.token_layout import (
    DELEGATE_OFFSET,
    OWNER_OFFSET,
    Mint,
    is_token_account,
    read_mint,
    read_token_account,
)
from gridtokenx.port.node import StateView

LARGEST = 20
_SOME = (1).to_bytes(4, "little")


class TokenAccountParams(Params, frozen=True):
    """A token account."""

    pubkey: Pubkey
    config: Config | None = None


class MintParams(Params, frozen=True):
    """A mint."""

    mint: Pubkey
    config: Config | None = None


class MintOrProgram(msgspec.Struct, frozen=True, rename="camel"):
    """Token accounts of one mint, or of a token program."""

    mint: Pubkey | None = None
    program_id: Pubkey | None = None


class HolderParams(Params, frozen=True):
    """An owner or a delegate, and which of the token accounts."""

    pubkey: Pubkey
    filter: MintOrProgram
    config: AccountConfig | None = None


def get_token_account_balance(view: StateView, params: TokenAccountParams) -> object:
    """Return what a token account holds.

    Raises:
        RpcFault: There is no token account.
    """
    held = read_token_account(view.account(params.pubkey))
    if held is None:
        raise _not("pubkey", params.pubkey, "a token account")
    return with_context(view, ui_amount(held.amount, _mint(view, held.mint).decimals))


def get_token_supply(view: StateView, params: MintParams) -> object:
    """Return how much of a token there is.

    Raises:
        RpcFault: There is no mint.
    """
    mint = _mint(view, params.mint)
    return with_context(view, ui_amount(mint.supply, mint.decimals))


async def get_token_largest_accounts(access: NodeAccess, params: MintParams) -> object:
    """Return the twenty accounts that hold most of a token, largest first.

    Raises:
        RpcFault: There is no mint.
    """
    return await access.scan(
        lambda view: _largest(view, params.mint), min_context_slot=params.min_context_slot
    )


async def get_token_accounts_by_owner(access: NodeAccess, params: HolderParams) -> object:
    """Return the token accounts of an owner.

    Raises:
        RpcFault: The filter names no mint or token program.
    """
    wanted = bytes(params.pubkey)
    end = OWNER_OFFSET + len(wanted)
    return await _held(access, params, lambda data: data[OWNER_OFFSET:end] == wanted)


async def get_token_accounts_by_delegate(access: NodeAccess, params: HolderParams) -> object:
    """Return the token accounts from which a delegate may take.

    Raises:
        RpcFault: The filter names no mint or token program.
    """
    wanted = _SOME + bytes(params.pubkey)
    end = DELEGATE_OFFSET + len(wanted)
    return await _held(access, params, lambda data: data[DELEGATE_OFFSET:end] == wanted)


def _largest(view: StateView, mint: Pubkey) -> object:
    decimals = _mint(view, mint).decimals
    holdings = (
        (held.amount, str(account.address))
        for account in view.program_accounts(TOKEN_PROGRAM, discriminator=bytes(mint))
        if (held := read_token_account(account)) is not None
    )
    largest = heapq.nlargest(LARGEST, holdings)
    return with_context(view, [{"address": at, **ui_amount(amount, decimals)} for amount, at in largest])


async def _held(access: NodeAccess, params: HolderParams, matches: Matches) -> object:
    config = params.config or AccountConfig()
    only = params.filter
    if (only.mint is None) == (only.program_id is None):
        raise invalid("filter", only, "one of mint and programId is wanted")
    if only.program_id not in {None, TOKEN_PROGRAM}:
        raise invalid("filter.programId", str(only.program_id), f"the token program is {TOKEN_PROGRAM}")

    def find(view: StateView) -> Found:
        prefix = b""
        if only.mint is not None:
            _mint(view, only.mint, name="filter.mint")
            prefix = bytes(only.mint)
        query = Query(
            prefix, lambda data: is_token_account(data) and matches(data), access.settings.scan_bytes_max
        )
        return find_accounts(view, TOKEN_PROGRAM, query, config)

    found = await access.scan(find, min_context_slot=config.min_context_slot)
    return await asyncio.to_thread(show_found, found, config, context=True)


def _mint(view: StateView, address: Pubkey, *, name: str = "mint") -> Mint:
    mint = read_mint(view.account(address))
    if mint is None:
        raise _not(name, address, "a mint")
    return mint


def _not(name: str, address: Pubkey, what: str) -> RpcFault:
    return invalid(name, str(address), f"{what} of the token program is wanted")


METHODS: dict[str, Method] = {
    "getTokenAccountBalance": of_state(TokenAccountParams, get_token_account_balance),
    "getTokenSupply": of_state(MintParams, get_token_supply),
    "getTokenLargestAccounts": of_node(MintParams, get_token_largest_accounts),
    "getTokenAccountsByOwner": of_node(HolderParams, get_token_accounts_by_owner),
    "getTokenAccountsByDelegate": of_node(HolderParams, get_token_accounts_by_delegate),
}
