"""What the token program was told: tokens minted, burned and moved, and by which program.

Source: the instruction data of spl-token (``instruction.rs``) and, for a batch, of p-token
(https://github.com/solana-program/token/tree/main/pinocchio).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from solders.pubkey import Pubkey

from gridtokenx.chain.addresses import TOKEN_PROGRAM
from gridtokenx.ledger.invariant.call import Call

BATCH = 255
_AMOUNT = slice(1, 9)


class Move(Enum):
    """What happens to tokens."""

    TRANSFER = "transfer"
    MINT = "mint"
    BURN = "burn"


_LAYOUTS = {
    3: (Move.TRANSFER, 0, 1, None),
    12: (Move.TRANSFER, 0, 2, 1),
    7: (Move.MINT, None, 1, 0),
    14: (Move.MINT, None, 1, 0),
    8: (Move.BURN, 0, None, 1),
    15: (Move.BURN, 0, None, 1),
}
"""By the instruction's first byte: what it does, and the places of source, destination and mint."""


@dataclass(frozen=True, slots=True)
class TokenMove:
    """Tokens that were minted, burned or moved [base units]."""

    kind: Move
    amount: int
    source: Pubkey | None
    destination: Pubkey | None
    mint: Pubkey | None
    """None for a plain transfer, whose accounts tell."""
    caller: Pubkey | None
    """The program that had it done; None when a transaction did so directly."""


def token_moves(calls: Iterable[Call]) -> Iterator[TokenMove]:
    """Yield what the token program did to balances, in order."""
    for call in calls:
        if call.program == TOKEN_PROGRAM and call.data:
            for data, accounts in _unpacked(call):
                found = _move(data, accounts, call.caller)
                if found is not None:
                    yield found


def _unpacked(call: Call) -> Iterator[tuple[bytes, tuple[Pubkey, ...]]]:
    """Yield a call's instruction, or those of a batch."""
    data = call.data
    if data[0] != BATCH:
        yield data, call.accounts
        return
    at, first = 1, 0
    while at + 2 <= len(data):
        count, length = data[at], data[at + 1]
        yield data[at + 2 : at + 2 + length], call.accounts[first : first + count]
        at, first = at + 2 + length, first + count


def _move(data: bytes, accounts: tuple[Pubkey, ...], caller: Pubkey | None) -> TokenMove | None:
    layout = _LAYOUTS.get(data[0]) if data else None
    if layout is None or len(data) < _AMOUNT.stop:
        return None
    kind, *places = layout
    if any(place is not None and place >= len(accounts) for place in places):
        return None
    source, destination, mint = (None if place is None else accounts[place] for place in places)
    return TokenMove(kind, int.from_bytes(data[_AMOUNT], "little"), source, destination, mint, caller)
