"""Instructions of well-known programs in words: system, SPL token, associated token accounts, memo.

An instruction that is malformed, or of another program, is shown as it stands. Source: shapes of Solana's
transaction decoder.
"""

import struct
from collections.abc import Callable, Sequence

from solders.pubkey import Pubkey

from gridtokenx.chain.addresses import ASSOCIATED_TOKEN_PROGRAM, SYSTEM_PROGRAM, TOKEN_PROGRAM
from gridtokenx.gateway.rpc import base58
from gridtokenx.gateway.rpc.system_instruction import parse_system
from gridtokenx.gateway.rpc.token_instruction import parse_token

Parser = Callable[[Sequence[str], bytes], tuple[str, dict[str, object]]]
"""Returns type and info from accounts and data; raises for what it cannot read."""

_CANNOT_READ = (IndexError, KeyError, ValueError, struct.error)
_MEMO_PROGRAMS = frozenset(
    {
        Pubkey.from_string("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr"),
        Pubkey.from_string("Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo"),
    }
)


def _parse_associated(accounts: Sequence[str], data: bytes) -> tuple[str, dict[str, object]]:
    kind = {b"": "create", b"\0": "create", b"\1": "createIdempotent"}[data]
    names = ("source", "account", "wallet", "mint", "systemProgram", "tokenProgram")
    return kind, {name: accounts[place] for place, name in enumerate(names)}


_PARSERS: dict[Pubkey, tuple[str, Parser]] = {
    SYSTEM_PROGRAM: ("system", parse_system),
    TOKEN_PROGRAM: ("spl-token", parse_token),
    ASSOCIATED_TOKEN_PROGRAM: ("spl-associated-token-account", _parse_associated),
}


def instruction_words(
    program: Pubkey, accounts: Sequence[Pubkey], data: bytes, *, stack_height: int
) -> dict[str, object]:
    """Return an instruction in words, or its program, accounts and data where nobody here knows it."""
    parsed = _parsed(program, [str(address) for address in accounts], data)
    if parsed is None:
        return {
            "programId": str(program),
            "accounts": [str(address) for address in accounts],
            "data": base58.encode(data),
            "stackHeight": stack_height,
        }
    name, words = parsed
    return {"program": name, "programId": str(program), "parsed": words, "stackHeight": stack_height}


def _parsed(program: Pubkey, accounts: Sequence[str], data: bytes) -> tuple[str, object] | None:
    try:
        if program in _MEMO_PROGRAMS:
            return "spl-memo", data.decode()
        if program not in _PARSERS:
            return None
        name, parse = _PARSERS[program]
        kind, info = parse(accounts, data)
    except _CANNOT_READ:
        return None
    return name, {"type": kind, "info": info}
