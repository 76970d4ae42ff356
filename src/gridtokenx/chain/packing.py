"""How much fits into one transaction: work that is larger is cut here, in order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from solders.hash import Hash
from solders.instruction import Instruction
from solders.pubkey import Pubkey

from gridtokenx.chain.message import SIGNER, Call, LookupTable, as_call, compile_message, length, privileges
from gridtokenx.chain.transaction import (
    KEY_BYTES,
    MAX_ACCOUNTS,
    MAX_BYTES,
    SIGNATURE_BYTES,
    TransactionTooLarge,
)

HEADER_BYTES = 3
BLOCKHASH_BYTES = 32

Entry = TypeVar("Entry")
AnyCall = Instruction | Call


def fits(calls: Sequence[AnyCall], *, payer: Pubkey, tables: Sequence[LookupTable] = ()) -> bool:
    """Return whether calls fit one transaction, by bytes and by accounts."""
    plain, key = [as_call(call) for call in calls], bytes(payer)
    if tables:
        try:
            message = compile_message(plain, payer=key, blockhash=Hash.default(), tables=tables)
        except TransactionTooLarge:
            return False
        return message.size <= MAX_BYTES
    return _Load(key).take(plain)


def pack(units: Sequence[Sequence[AnyCall]], *, payer: Pubkey) -> list[int]:
    """Count how many units go into each transaction, in order, as few transactions as fit greedily.

    Args:
        units: Calls that must not be parted.
        payer: Pays the fees.

    Raises:
        TransactionTooLarge: A single unit does not fit.
    """
    counts: list[int] = []
    load = _Load(bytes(payer))
    for unit in units:
        calls = [as_call(call) for call in unit]
        if counts and load.take(calls):
            counts[-1] += 1
            continue
        load = _Load(bytes(payer))
        if not load.take(calls):
            total = sum(len(call.data) for call in calls)
            raise TransactionTooLarge(f"{len(calls)} instructions of {total} bytes fit no transaction")
        counts.append(1)
    return counts


def chunk(
    entries: Sequence[Entry],
    build: Callable[[Sequence[Entry]], Sequence[AnyCall]],
    *,
    payer: Pubkey,
    most: int = MAX_ACCOUNTS,
    tables_of: Callable[[Sequence[Entry]], Sequence[LookupTable]] = lambda _: (),
) -> list[Sequence[Entry]]:
    """Cut entries so that the calls for each piece fit one transaction.

    Args:
        entries: What is to be carried, such as a batch's readings.
        build: Makes the calls for some entries.
        payer: Pays the fees.
        most: Entries in a piece for other reasons, such as the length of the log.
        tables_of: Gives the lookup tables that the transaction for some entries will use.

    Returns:
        Pieces in order; as many entries in each as fit.

    Raises:
        TransactionTooLarge: One entry alone does not fit.
    """

    def good(piece: Sequence[Entry]) -> bool:
        return len(piece) <= most and fits(build(piece), payer=payer, tables=tables_of(piece))

    pieces: list[Sequence[Entry]] = []
    start, count = 0, 1
    while start < len(entries):
        left = len(entries) - start
        count = min(count, left)
        while count > 1 and not good(entries[start : start + count]):
            count -= 1
        while count < left and good(entries[start : start + count + 1]):
            count += 1
        if count == 1 and not good(entries[start : start + 1]):
            raise TransactionTooLarge("one entry alone fits no transaction: make its instruction smaller")
        pieces.append(entries[start : start + count])
        start += count
    return pieces


@dataclass(slots=True)
class _Load:
    """What is in a transaction so far."""

    payer: bytes
    found: dict[bytes, int] = field(default_factory=dict)
    signers: int = 0
    call_bytes: int = 0
    calls: int = 0

    def take(self, calls: Sequence[Call]) -> bool:
        """Add calls and return True, or leave everything as it is and return False."""
        known, changed, new, signing = self.found, dict[bytes, int](), 0, 0
        for key, flag in privileges(calls, payer=self.payer).items():
            before = known.get(key)
            after = flag if before is None else before | flag
            if after != before:
                changed[key] = after
                new += before is None
                signing += after >= SIGNER and (before is None or before < SIGNER)
        signers, size = self.signers + signing, self.call_bytes + sum(_call_bytes(call) for call in calls)
        if not _within(len(known) + new, signers, size, self.calls + len(calls)):
            return False
        known.update(changed)
        self.signers, self.call_bytes, self.calls = signers, size, self.calls + len(calls)
        return True


def _call_bytes(call: Call) -> int:
    accounts, data = len(call.accounts), len(call.data)
    return 1 + len(length(accounts)) + accounts + len(length(data)) + data


def _within(accounts: int, signers: int, call_bytes: int, calls: int) -> bool:
    """Return whether a legacy transaction with as much in it is within the limits."""
    keys = len(length(accounts)) + KEY_BYTES * accounts
    message = HEADER_BYTES + keys + BLOCKHASH_BYTES + len(length(calls)) + call_bytes
    size = len(length(signers)) + SIGNATURE_BYTES * signers + message
    return size <= MAX_BYTES and accounts <= MAX_ACCOUNTS
