"""Which accounts a transaction names, and what it did to them: lamports and tokens, before and after.

Solana's nodes tell these with every transaction (``getTransaction``: pre and post balances); LiteSVM does
not, so they are read around the execution. Token accounts are those of the SPL token program.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from solders.litesvm import LiteSVM
from solders.message import MessageV0
from solders.pubkey import Pubkey

from gridtokenx.chain.addresses import TOKEN_PROGRAM
from gridtokenx.ledger.litesvm.fee import AnyMessage
from gridtokenx.ledger.litesvm.outcome import Effects, TokenChange

TABLE_HEADER_BYTES = 56
"""A lookup table's addresses follow its header (Agave, ``LOOKUP_TABLE_META_SIZE``)."""
_TOKEN_BYTES = 165
_MINT_BYTES = 82
_DECIMALS_AT = 44


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
    tokens: dict[int, bytes]
    """Data of those that are token accounts, by place."""


def look_before(svm: LiteSVM, accounts: Named) -> Before:
    """Read what a transaction's accounts hold before it."""
    has_tokens = TOKEN_PROGRAM in accounts.keys
    tokens = _token_data(svm, accounts.keys, range(len(accounts.keys))) if has_tokens else {}
    return Before(accounts, [svm.get_balance(key) or 0 for key in accounts.keys], tokens)


def look_after(svm: LiteSVM, before: Before) -> Effects:
    """Return what a transaction did, from what its accounts held before it and hold now."""
    keys, writable = before.named.keys, before.named.writable
    changes = [
        (place, lamports)
        for place in writable
        if (lamports := svm.get_balance(keys[place]) or 0) != before.balances[place]
    ]
    tokens: list[TokenChange] = []
    if TOKEN_PROGRAM in keys:
        after = {**before.tokens, **dict.fromkeys(writable, b"")}
        after.update(_token_data(svm, keys, writable))
        tokens = [
            _token_change(svm, place, before.tokens.get(place, b""), after.get(place, b""))
            for place in sorted(before.tokens.keys() | {place for place, data in after.items() if data})
        ]
    return Effects(
        before.balances,
        changes,
        tokens,
        [bytes(key) for key in before.named.loaded_writable],
        [bytes(key) for key in before.named.loaded_readonly],
    )


def _token_data(svm: LiteSVM, keys: Sequence[Pubkey], places: Sequence[int]) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    for place in places:
        account = svm.get_account(keys[place])
        if account is not None and account.owner == TOKEN_PROGRAM:
            data = account.data
            if len(data) == _TOKEN_BYTES and data[108]:
                found[place] = data
    return found


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
