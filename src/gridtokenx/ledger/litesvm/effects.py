"""Which accounts a transaction names, and what it did to them: lamports and tokens, before and after.

Solana's nodes tell these with every transaction (``getTransaction``: pre and post balances); LiteSVM does
not, so they are read around the execution. Token accounts are those of the SPL token program.
"""

from dataclasses import dataclass

from solders.account import Account
from solders.litesvm import LiteSVM
from solders.message import MessageV0
from solders.pubkey import Pubkey

from gridtokenx.chain.addresses import ASSOCIATED_TOKEN_PROGRAM, SYSTEM_PROGRAM, TOKEN_PROGRAM
from gridtokenx.ledger.litesvm.fee import AnyMessage
from gridtokenx.ledger.litesvm.outcome import Effects, TokenChange

TABLE_HEADER_BYTES = 56
"""A lookup table's addresses follow its header (Agave, ``LOOKUP_TABLE_META_SIZE``)."""
_TOKEN_BYTES = 165
_STATE_AT = 108
_MINT_BYTES = 82
_DECIMALS_AT = 44
_PROGRAMS = frozenset((TOKEN_PROGRAM, ASSOCIATED_TOKEN_PROGRAM, SYSTEM_PROGRAM))
"""Named by many transactions, and never token accounts."""


@dataclass(frozen=True, slots=True)
class Named:
    """The accounts of a message: static ones, then what lookup tables give, writable ones first."""

    keys: tuple[Pubkey, ...]
    writable: tuple[int, ...]
    """Places that the transaction may write."""
    loaded_writable: tuple[Pubkey, ...] = ()
    loaded_readonly: tuple[Pubkey, ...] = ()


def named(svm: LiteSVM, message: AnyMessage) -> Named:
    """Return the accounts of a message; a table or a place that is not there gives none."""
    static, header = message.account_keys, message.header
    signed, count = header.num_required_signatures, len(static)
    last_signed = signed - header.num_readonly_signed_accounts
    last_unsigned = count - header.num_readonly_unsigned_accounts
    writable = (*range(last_signed), *range(signed, last_unsigned))
    if not isinstance(message, MessageV0) or not message.address_table_lookups:
        return Named(tuple(static), writable)
    written: list[Pubkey] = []
    read: list[Pubkey] = []
    for lookup in message.address_table_lookups:
        table = svm.get_account(lookup.account_key)
        data = table.data if table is not None else b""
        written += _addresses(data, lookup.writable_indexes)
        read += _addresses(data, lookup.readonly_indexes)
    places = range(count, count + len(written))
    return Named((*static, *written, *read), (*writable, *places), tuple(written), tuple(read))


def _addresses(table: bytes, places: bytes) -> list[Pubkey]:
    starts = (TABLE_HEADER_BYTES + 32 * place for place in places)
    return [Pubkey(table[start : start + 32]) for start in starts if start + 32 <= len(table)]


@dataclass(frozen=True, slots=True)
class Before:
    """The accounts of a transaction right before it runs."""

    named: Named
    balances: list[int]
    written: dict[int, Account | None]
    """Those that it may write, by place."""
    tokens: dict[int, bytes]
    """Data of those that are token accounts, by place."""


def look_before(svm: LiteSVM, accounts: Named) -> Before:
    """Read what a transaction's accounts hold before it."""
    keys, balances, tokens = accounts.keys, [], {}
    written: dict[int, Account | None] = dict.fromkeys(accounts.writable)
    has_tokens = TOKEN_PROGRAM in keys
    for place, key in enumerate(keys):
        if place in written:
            account = svm.get_account(key)
            written[place] = account
        elif has_tokens and key not in _PROGRAMS:
            account = svm.get_account(key)
        else:
            balances.append(svm.get_balance(key) or 0)
            continue
        balances.append(account.lamports if account is not None else 0)
        if has_tokens and (data := _token_data(account)):
            tokens[place] = data
    return Before(accounts, balances, written, tokens)


def look_after(svm: LiteSVM, before: Before) -> Effects:
    """Return what a transaction did, from what its accounts held before it and hold now."""
    keys = before.named.keys
    has_tokens = TOKEN_PROGRAM in keys
    changes: list[tuple[int, int]] = []
    after = dict(before.tokens) if has_tokens else {}
    for place in before.named.writable:
        account = svm.get_account(keys[place])
        lamports = account.lamports if account is not None else 0
        if lamports != before.balances[place]:
            changes.append((place, lamports))
        if has_tokens:
            after[place] = _token_data(account)
    tokens = [
        _token_change(svm, place, then, now)
        for place in sorted(after)
        if (then := before.tokens.get(place, b"")) or after[place]
        for now in (after[place],)
    ]
    return Effects(
        before.balances,
        changes,
        tokens,
        [bytes(key) for key in before.named.loaded_writable],
        [bytes(key) for key in before.named.loaded_readonly],
    )


def _token_data(account: Account | None) -> bytes:
    """Return the data of an initialised token account; nothing for any other account."""
    if account is None or account.owner != TOKEN_PROGRAM:
        return b""
    data = account.data
    return data if len(data) == _TOKEN_BYTES and data[_STATE_AT] else b""


def _token_change(svm: LiteSVM, place: int, before: bytes, after: bytes) -> TokenChange:
    mint = (after or before)[:32]
    return TokenChange(
        place,
        mint,
        _decimals(svm, mint),
        before[32:64] if before else None,
        int.from_bytes(before[64:72], "little"),
        after[32:64] if after else None,
        int.from_bytes(after[64:72], "little"),
    )


def _decimals(svm: LiteSVM, mint: bytes) -> int:
    account = svm.get_account(Pubkey(mint))
    data = account.data if account is not None and account.owner == TOKEN_PROGRAM else b""
    return data[_DECIMALS_AT] if len(data) == _MINT_BYTES else 0
