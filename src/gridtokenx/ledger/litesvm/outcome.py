"""What the virtual machine answered, as values: an outcome to journal, a receipt to hand out, a refusal."""

from typing import NamedTuple

import msgspec
from solders.signature import Signature
from solders.transaction_metadata import FailedTransactionMetadata, TransactionMetadata
from solders.transaction_status import (
    InstructionErrorCustom,
    InstructionErrorFieldless,
    TransactionErrorFieldless,
    TransactionErrorInstructionError,
    TransactionErrorInsufficientFundsForRent,
)

from gridtokenx.port.ledger import Receipt

_NEVER_ENTERED = (
    TransactionErrorFieldless.SignatureFailure,
    TransactionErrorFieldless.AccountNotFound,
    TransactionErrorFieldless.InsufficientFundsForFee,
    TransactionErrorFieldless.InvalidAccountForFee,
    TransactionErrorFieldless.SanitizeFailure,
    TransactionErrorFieldless.BlockhashNotFound,
    TransactionErrorFieldless.AlreadyProcessed,
    TransactionErrorFieldless.AccountLoadedTwice,
    TransactionErrorFieldless.TooManyAccountLocks,
    TransactionErrorFieldless.AddressLookupTableNotFound,
    TransactionErrorFieldless.InvalidAddressLookupTableOwner,
    TransactionErrorFieldless.InvalidAddressLookupTableData,
    TransactionErrorFieldless.InvalidAddressLookupTableIndex,
    TransactionErrorFieldless.UnsupportedVersion,
    TransactionErrorFieldless.MissingSignatureForFee,
)
"""Errors by which a transaction leaves no trace: no fee is taken (Agave, ``transaction_processor.rs``)."""


class TokenChange(NamedTuple):
    """A token account of a transaction: its place, its mint and owner, its amount before and after."""

    place: int
    mint: bytes
    decimals: int
    owner_before: bytes | None
    """None when it was no token account then; so with `owner_after`."""
    before: int
    owner_after: bytes | None
    after: int


class Effects(msgspec.Struct, array_like=True, frozen=True):
    """What a transaction did to the accounts it names; accounts are told by their places in it."""

    balances: list[int]
    """[lamports] before it, an account each."""
    changes: list[tuple[int, int]]
    """Places, and [lamports] after it, of accounts whose balance changed."""
    tokens: list[TokenChange]
    loaded_writable: list[bytes]
    """Addresses that lookup tables gave."""
    loaded_readonly: list[bytes]


class Outcome(msgspec.Struct, array_like=True, frozen=True):
    """A transaction's result as the journal keeps it."""

    error: str | None
    custom_code: int | None
    compute_units: int
    logs: list[str]
    fee: int
    inner: list[tuple[int, int, int, bytes, bytes]]
    """Outer instruction, stack height, program's place, accounts' places, data."""
    returned: tuple[bytes, bytes] | None
    """Program and data."""
    effects: Effects | None = None


Answer = TransactionMetadata | FailedTransactionMetadata
_decoder = msgspec.msgpack.Decoder(Outcome)


def refusal(answer: Answer) -> str | None:
    """Return why a transaction never entered the ledger, or None when it did."""
    if isinstance(answer, TransactionMetadata):
        return None
    error = answer.err()
    if isinstance(error, TransactionErrorFieldless) and error in _NEVER_ENTERED:
        return _name(error)
    return None


def read(answer: Answer, effects: Effects | None = None) -> Outcome:
    """Return an answer as an outcome."""
    if isinstance(answer, TransactionMetadata):
        meta, text, code = answer, None, None
    else:
        meta = answer.meta()
        text, code = _error(answer)
    return Outcome(
        text,
        code,
        meta.compute_units_consumed(),
        meta.logs(),
        meta.fee(),
        _inner(meta),
        _returned(meta),
        effects,
    )


def to_bytes(outcome: Outcome) -> bytes:
    """Return an outcome's journal form: the same bytes for the same outcome."""
    return msgspec.msgpack.encode(outcome)


def encode(answer: Answer, effects: Effects | None = None) -> bytes:
    """Return an answer's journal form."""
    return to_bytes(read(answer, effects))


def decode(result: bytes) -> Outcome:
    """Return a journalled result.

    Raises:
        msgspec.MsgspecError: The result is damaged.
    """
    try:
        return _decoder.decode(result)
    except UnicodeDecodeError as fault:  # msgspec lets it through
        raise msgspec.ValidationError(f"a text of the result is no UTF-8: {fault}") from None


def _inner(meta: TransactionMetadata) -> list[tuple[int, int, int, bytes, bytes]]:
    found: list[tuple[int, int, int, bytes, bytes]] = []
    for outer, calls in enumerate(meta.inner_instructions()):
        for called in calls:
            made = called.instruction()
            place = made.program_id_index
            found.append((outer, called.stack_height() or 0, place, made.accounts, made.data))
    return found


def _returned(meta: TransactionMetadata) -> tuple[bytes, bytes] | None:
    found = meta.return_data()
    return (bytes(found.program_id), found.data) if found.data else None


def receipt(body: bytes, result: bytes, *, slot: int, time_s: int) -> Receipt:
    """Return the receipt of a journalled transaction.

    Raises:
        msgspec.MsgspecError: The result is damaged.
    """
    return receipt_of(decode(result), body, slot=slot, time_s=time_s)


def receipt_of(outcome: Outcome, body: bytes, *, slot: int, time_s: int) -> Receipt:
    """Return the receipt of a transaction whose result was read."""
    return Receipt(
        signature=Signature.from_bytes(signature_of(body)),
        slot=slot,
        time_s=time_s,
        error=outcome.error,
        custom_code=outcome.custom_code,
        compute_units=outcome.compute_units,
        logs=tuple(outcome.logs),
    )


def signature_of(body: bytes) -> bytes:
    """Return a serialised transaction's first signature, which names it."""
    return body[1:65]


def _name(error: object) -> str:
    return str(error).rsplit(".", 1)[-1]


def _error(answer: FailedTransactionMetadata) -> tuple[str, int | None]:
    error = answer.err()
    if isinstance(error, TransactionErrorInstructionError):
        inner = error.err
        if isinstance(inner, InstructionErrorCustom):
            return f"InstructionError({error.index}, Custom({inner.code}))", inner.code
        name = _name(inner) if isinstance(inner, InstructionErrorFieldless) else "BorshIoError"
        return f"InstructionError({error.index}, {name})", None
    if isinstance(error, TransactionErrorInsufficientFundsForRent):
        return f"InsufficientFundsForRent({error.account_index})", None
    return _name(error), None
