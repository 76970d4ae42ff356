"""Methods that read accounts: one, several, a program's, a lookup table; balances and rent."""

from typing import Annotated

import msgspec
from solders.pubkey import Pubkey

from gridtokenx.gateway.rpc.account_encoding import decimals_in, show_account
from gridtokenx.gateway.rpc.fault import invalid
from gridtokenx.gateway.rpc.lookup_table import lookup_table_json, read_lookup_table
from gridtokenx.gateway.rpc.method import Method, of_state, with_context
from gridtokenx.gateway.rpc.params import AccountConfig, AccountEncoding, Config, Params
from gridtokenx.port.node import StateView

ACCOUNTS_MAX = 100
SPACE_MAX = 10 * 1024 * 1024
"""The largest account of Solana [byte]."""


class OneAccount(Params, frozen=True):
    """An address, and how to show what is there."""

    pubkey: Pubkey
    config: AccountConfig | None = None


class SeveralAccounts(Params, frozen=True):
    """Addresses, and how to show what is there."""

    pubkeys: list[Pubkey]
    config: AccountConfig | None = None


class OneAddress(Params, frozen=True):
    """An address alone."""

    pubkey: Pubkey
    config: Config | None = None


class SpaceParams(Params, frozen=True):
    """A length of data."""

    space: Annotated[int, msgspec.Meta(ge=0, le=SPACE_MAX)]
    config: Config | None = None


def get_account_info(view: StateView, params: OneAccount) -> object:
    """Return an account, or null."""
    return with_context(view, _shown(view, params.pubkey, params.config or AccountConfig(), "binary"))


def get_multiple_accounts(view: StateView, params: SeveralAccounts) -> object:
    """Return accounts in order, null where there is none.

    Raises:
        RpcFault: More than a hundred are asked for.
    """
    if len(params.pubkeys) > ACCOUNTS_MAX:
        raise invalid("pubkeys", f"{len(params.pubkeys)} addresses", f"at most {ACCOUNTS_MAX} are answered")
    config = params.config or AccountConfig()
    return with_context(view, [_shown(view, address, config, "base64") for address in params.pubkeys])


def get_balance(view: StateView, params: OneAddress) -> object:
    """Return an account's lamports; nothing is there is none."""
    account = view.account(params.pubkey)
    return with_context(view, 0 if account is None else account.lamports)


def get_minimum_balance(view: StateView, params: SpaceParams) -> object:
    """Return the lamports that keep an account of a length."""
    return view.rent_exempt(params.space)


def get_address_lookup_table(view: StateView, params: OneAddress) -> object:
    """Return a lookup table in words, or null. Not a method of Solana's, whose clients decode the account.

    Raises:
        RpcFault: Something else is there.
    """
    account = view.account(params.pubkey)
    table = read_lookup_table(account)
    if table is None and account is not None:
        raise invalid(
            "pubkey", str(params.pubkey), "an address lookup table is wanted, this is another account"
        )
    return with_context(view, None if table is None else lookup_table_json(table))


def _shown(
    view: StateView, address: Pubkey, config: AccountConfig, default: AccountEncoding
) -> dict[str, object] | None:
    account = view.account(address)
    if account is None:
        return None
    return show_account(
        account,
        encoding=config.encoding or default,
        data_slice=config.data_slice,
        decimals=decimals_in(view.account),
    )


METHODS: dict[str, Method] = {
    "getAccountInfo": of_state(OneAccount, get_account_info),
    "getMultipleAccounts": of_state(SeveralAccounts, get_multiple_accounts),
    "getBalance": of_state(OneAddress, get_balance),
    "getMinimumBalanceForRentExemption": of_state(SpaceParams, get_minimum_balance),
    "getAddressLookupTable": of_state(OneAddress, get_address_lookup_table),
}
