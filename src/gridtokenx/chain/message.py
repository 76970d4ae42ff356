"""Messages and signed transactions as bytes, laid out here because solders' own way costs ten times as much.

Building and signing one order with solders takes 350 us: an object for each account, and a key's public half
worked out again at each look. Here a program call is bytes from the start, and a message is joined in the
order that Solana's own client gives it, so the bytes are the same: payer, then signers and accounts by
privilege, each group by address.

Source: https://solana.com/docs/core/transactions (legacy format) and versioned transactions with address
lookup tables, https://docs.anza.xyz/proposals/versioned-transactions.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from solders.hash import Hash
from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction

from gridtokenx.chain.transaction import (
    MAX_ACCOUNTS,
    MAX_BYTES,
    SIGNATURE_BYTES,
    SignatureMissing,
    TransactionTooLarge,
)

WRITABLE: Final = 1
SIGNER: Final = 2
_PAYER: Final = WRITABLE | SIGNER
_VERSION_0: Final = b"\x80"
_ONE_BYTE: Final = 128


class Call(NamedTuple):
    """An instruction as bytes."""

    program: bytes
    accounts: tuple[bytes, ...]
    flags: bytes
    """A byte an account: `WRITABLE`, `SIGNER`, both or neither."""
    data: bytes


class LookupTable(NamedTuple):
    """Addresses that a version 0 message names by one byte each."""

    address: bytes
    places: Mapping[bytes, int]
    """Place in the table by address."""


class Unsigned(NamedTuple):
    """A message, and who must sign it, in order."""

    message: bytes
    signers: tuple[bytes, ...]

    @property
    def size(self) -> int:
        """Length of the signed transaction [bytes]."""
        return 1 + SIGNATURE_BYTES * len(self.signers) + len(self.message)


def as_call(instruction: Instruction | Call) -> Call:
    """Return an instruction of solders as bytes; what is bytes already stays as it is."""
    if isinstance(instruction, Call):
        return instruction
    metas = instruction.accounts
    return Call(
        bytes(instruction.program_id),
        tuple(bytes(meta.pubkey) for meta in metas),
        bytes(WRITABLE * meta.is_writable | SIGNER * meta.is_signer for meta in metas),
        instruction.data,
    )


def length(count: int) -> bytes:
    r"""Return a length as Solana writes it, seven bits a byte, low ones first ("compact-u16").

    >>> length(5), length(300)
    (b'\x05', b'\xac\x02')
    """
    if count < _ONE_BYTE:
        return bytes((count,))
    out = bytearray()
    while count >= _ONE_BYTE:
        out.append(count % _ONE_BYTE | _ONE_BYTE)
        count //= _ONE_BYTE
    out.append(count)
    return bytes(out)


def privileges(calls: Sequence[Call], *, payer: bytes) -> dict[bytes, int]:
    """Return each account that calls name with all that any of them asks for, programs included."""
    found = {payer: _PAYER}
    for call in calls:
        for key, flag in zip(call.accounts, call.flags, strict=True):
            found[key] = found.get(key, 0) | flag
    for call in calls:
        found.setdefault(call.program, 0)
    return found


def compile_message(
    calls: Sequence[Call], *, payer: bytes, blockhash: Hash, tables: Sequence[LookupTable] = ()
) -> Unsigned:
    """Lay out a message: the legacy format without tables, version 0 with them.

    Args:
        calls: What it does, in order.
        payer: Pays the fee and signs first.
        blockhash: A recent blockhash of the ledger.
        tables: Lookup tables that may shorten it.

    Raises:
        TransactionTooLarge: More accounts than a transaction may lock.
    """
    found = privileges(calls, payer=payer)
    if len(found) > MAX_ACCOUNTS:
        raise TransactionTooLarge(f"{len(found)} accounts: {MAX_ACCOUNTS} at most, cut it")
    invoked = {call.program for call in calls}
    lookups, writable, readonly = _look_up(found, invoked, tables) if tables else (b"", [], [])
    del found[payer]
    groups: tuple[list[bytes], ...] = ([], [], [], [])
    for key, flag in found.items():
        groups[flag].append(key)
    plain, written, read_signers, write_signers = (sorted(group) for group in groups)
    signers = (payer, *write_signers, *read_signers)
    keys = (*signers, *written, *plain)
    places = {key: place for place, key in enumerate((*keys, *writable, *readonly))}
    parts = [
        _VERSION_0 if tables else b"",
        bytes((len(signers), len(read_signers), len(plain), len(keys))),
        *keys,
        bytes(blockhash),
        length(len(calls)),
    ]
    for program, accounts, _, data in calls:
        parts += (
            bytes((places[program],)),
            length(len(accounts)),
            bytes([places[key] for key in accounts]),
            length(len(data)),
            data,
        )
    if tables:
        parts.append(lookups)
    return Unsigned(b"".join(parts), signers)


def _look_up(
    found: dict[bytes, int], invoked: set[bytes], tables: Sequence[LookupTable]
) -> tuple[bytes, list[bytes], list[bytes]]:
    """Take what tables hold out of `found`; return the lookups' bytes and the accounts they load."""
    chosen: list[bytes] = []
    loaded: tuple[list[bytes], list[bytes]] = ([], [])
    for address, held in tables:
        here = sorted(k for k in found if k in held and found[k] < SIGNER and k not in invoked)
        if not here:
            continue
        parts = [address]
        for group, wanted in zip(loaded, (WRITABLE, 0), strict=True):
            keys = [key for key in here if found[key] == wanted]
            group.extend(keys)
            parts += (length(len(keys)), bytes([held[key] for key in keys]))
        for key in here:
            del found[key]
        chosen.append(b"".join(parts))
    return length(len(chosen)) + b"".join(chosen), *loaded


def signed(unsigned: Unsigned, keys: Mapping[bytes, Keypair]) -> VersionedTransaction:
    """Sign a message.

    Args:
        unsigned: The message and its signers.
        keys: Keys by address; more than are needed do no harm.

    Raises:
        SignatureMissing: A signer's key is not among them.
        TransactionTooLarge: The transaction is longer than a packet.
    """
    if unsigned.size > MAX_BYTES:
        raise TransactionTooLarge(f"the transaction has {unsigned.size} bytes: {MAX_BYTES} at most, cut it")
    parts = [length(len(unsigned.signers))]
    for signer in unsigned.signers:
        key = keys.get(signer)
        if key is None:
            raise SignatureMissing(f"{Pubkey(signer)} must sign: pass its key in `signers`")
        parts.append(bytes(key.sign_message(unsigned.message)))
    return VersionedTransaction.from_bytes(b"".join((*parts, unsigned.message)))
