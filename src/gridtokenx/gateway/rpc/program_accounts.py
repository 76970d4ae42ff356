"""getProgramAccounts: what a program owns, filtered on the ledger's thread, written beside it.

Finding is quick and must see one slot; writing a hundred thousand accounts is not, so it is done elsewhere.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
from solders.pubkey import Pubkey

from gridtokenx.gateway.rpc.account_encoding import decimals_in, show_account
from gridtokenx.gateway.rpc.account_filter import AnyFilter, Matches, compile_filters
from gridtokenx.gateway.rpc.account_parsing import Decimals
from gridtokenx.gateway.rpc.fault import Code, RpcFault
from gridtokenx.gateway.rpc.method import Method, in_context, of_node
from gridtokenx.gateway.rpc.node_access import NodeAccess
from gridtokenx.gateway.rpc.params import AccountConfig, Params, Slice
from gridtokenx.gateway.rpc.token_layout import read_token_account
from gridtokenx.port.ledger import AccountState
from gridtokenx.port.node import StateView


class ProgramConfig(AccountConfig, frozen=True):
    """Which of a program's accounts, and how to show them."""

    filters: list[AnyFilter] | None = None
    with_context: bool | None = None
    sort_results: bool | None = None
    """Accounts come by address in any case."""


class ProgramParams(Params, frozen=True):
    """A program."""

    program_id: Pubkey
    config: ProgramConfig | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """Which accounts of a program, and how much of them at most."""

    prefix: bytes
    """What their data begin with."""
    matches: Matches
    bytes_max: int


class Found(msgspec.Struct, frozen=True):
    """Accounts at one slot, with what parsing them needs."""

    slot: int
    accounts: list[AccountState]
    decimals: Decimals


async def get_program_accounts(access: NodeAccess, params: ProgramParams) -> object:
    """Return the accounts that a program owns and that pass all filters.

    Raises:
        RpcFault: A filter cannot be read, or the answer would be too large.
    """
    config = params.config or ProgramConfig()
    prefix, matches = compile_filters(config.filters or ())
    most = access.settings.scan_bytes_max

    def find(view: StateView) -> Found:
        return find_accounts(view, params.program_id, Query(prefix, matches, most), config)

    found = await access.scan(find, min_context_slot=config.min_context_slot)
    return await asyncio.to_thread(show_found, found, config, context=bool(config.with_context))


def find_accounts(view: StateView, program: Pubkey, query: Query, config: AccountConfig) -> Found:
    """Return a program's accounts that match, with the decimals of their mints when those will be shown.

    Raises:
        RpcFault: Their data are more than the query allows.
    """
    accounts = list(_limited(view, program, query, config.data_slice))
    known: dict[Pubkey, int | None] = {}
    if config.encoding == "jsonParsed":
        decimals = decimals_in(view.account)
        held = (read_token_account(account) for account in accounts)
        known = {item.mint: decimals(item.mint) for item in held if item is not None}
    return Found(view.slot(), accounts, known.get)


def show_found(found: Found, config: AccountConfig, *, context: bool) -> msgspec.Raw:
    """Return found accounts as JSON, with or without their slot.

    Raises:
        RpcFault: An account is too long for base 58.
    """
    encoding = config.encoding or "binary"
    shown = [
        {
            "pubkey": str(account.address),
            "account": show_account(
                account, encoding=encoding, data_slice=config.data_slice, decimals=found.decimals
            ),
        }
        for account in found.accounts
    ]
    return msgspec.Raw(msgspec.json.encode(in_context(found.slot, shown) if context else shown))


def _limited(
    view: StateView, program: Pubkey, query: Query, data_slice: Slice | None
) -> Iterator[AccountState]:
    total = 0
    for account in view.program_accounts(program, discriminator=query.prefix):
        if query.matches(account.data):
            size = len(account.data)
            total += size if data_slice is None else min(size, data_slice.length)
            if total > query.bytes_max:
                raise RpcFault(
                    Code.SCAN_TOO_LARGE,
                    f"Scan aborted: over {query.bytes_max} bytes of accounts: add filters or a dataSlice",
                )
            yield account


METHODS: dict[str, Method] = {"getProgramAccounts": of_node(ProgramParams, get_program_accounts)}
