"""Instructions as they ran: a transaction's own, and those that programs made out of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from solders.pubkey import Pubkey


@dataclass(frozen=True, slots=True)
class Call:
    """An instruction that ran."""

    program: Pubkey
    accounts: tuple[Pubkey, ...]
    data: bytes
    depth: int = 1
    """1 for the transaction's own instructions."""
    caller: Pubkey | None = None
    """The program that made it; None for the transaction's own."""


def calls_of(
    keys: Sequence[Pubkey],
    own: Sequence[tuple[int, bytes, bytes]],
    inner: Sequence[tuple[int, int, int, bytes, bytes]],
) -> Iterator[Call]:
    """Yield what ran, in order.

    Args:
        keys: The transaction's accounts.
        own: Its own instructions: program's place, accounts' places, data.
        inner: What programs called: outer instruction, stack height, and the same.

    Raises:
        IndexError: A place is outside the accounts.
    """
    for outer, (program, accounts, data) in enumerate(own):
        stack = [keys[program]]
        yield Call(stack[0], tuple(keys[place] for place in accounts), data)
        for _, height, called, places, sent in (item for item in inner if item[0] == outer):
            del stack[height - 1 :]
            yield Call(keys[called], tuple(keys[place] for place in places), sent, height, stack[-1])
            stack.append(keys[called])
